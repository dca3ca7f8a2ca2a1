"""The parts of the proof: their sizes, the results that must be zero, and their control runs."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tools.proof import (
    bounds,
    crash_points,
    failover,
    faults,
    forgery,
    look_ups,
    races,
    refreshes,
    selling,
    untrusted,
    webhooks,
)

Work = Callable[..., dict[str, Any]]
# Zero in every part: responses that no client may see, and rows that break the invariants.
ALWAYS = (
    *("faults", "oversold", "misbooked", "doubled", "wrong_sums", "lost", "forged", "short"),
    *("unsold", "unexplained", "not_200", "deliveries_lost", "undecided", "broken", "violations"),
    *("guards_missed", "hoarded", "renewed", "pairs"),
    *("invented", "unordered", "unstable"),
)
SOLD_TWICE = ("oversold", "misbooked", "doubled")


@dataclass(frozen=True)
class Twin:
    """A control run: the same part with safeguards disabled (patches of tools.proof.twins).

    One of figures must not be zero. short is its size in the short form; 0 leaves it out."""

    patches: str
    figures: tuple[str, ...]
    size: int
    short: int = 0
    is_loosened: bool = False


@dataclass(frozen=True)
class Part:
    """A part: work(shop or None, size) measures; size and short are the number of repetitions.

    environment is the shop's; {epayco} and {silent} in it stand for what the engine starts."""

    title: str
    work: Work
    size: int
    short: int = 0
    bad: tuple[str, ...] = ALWAYS
    patches: str = ""
    twins: tuple[Twin, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    has_shop: bool = True
    repeatable: bool = False


def race_parts(*, unsorted: str, hasty: str) -> list[Part]:
    """Return the races. The arguments are patches that disable the engine's safeguards.

    unsorted is for crossing baskets, hasty for a hold that is extended as it ends."""
    return [
        Part(
            "8 rivals for the last unit",
            races.last_unit,
            400,
            25,
            twins=(Twin("unlocked", SOLD_TWICE, 50, 25),),
        ),
        Part(
            "8 late payments for one unit",
            races.late_payments,
            60,
            5,
            twins=(Twin("overwritten", SOLD_TWICE, 30),),
        ),
        Part(
            "1 confirmation 100 times at once",
            races.same_notice,
            10,
            2,
            twins=(Twin("unlocked", SOLD_TWICE, 5, 5, is_loosened=True),),
        ),
        Part(
            "payment when its hold ends",
            races.deadline,
            120,
            12,
            twins=(Twin("careless", ("oversold",), 100),),
        ),
        Part(
            "pending when its hold ends",
            partial(races.deadline, state="3"),
            120,
            twins=(Twin(hasty, ("oversold",), 120),),
        ),
        Part(
            "baskets A+B against B+A",
            races.crossed_baskets,
            50,
            4,
            bad=(*ALWAYS, "busy"),
            twins=(Twin(unsorted, ("busy",), 15),),
        ),
        Part(
            "16 pending payments of one buyer",
            bounds.unpaid_holds,
            20,
            2,
            twins=(Twin("unlocked", ("hoarded",), 20, 8),),
        ),
        Part(
            "8 tabs refresh with one token",
            refreshes.same_token,
            50,
            5,
            environment={"THROTTLING": "false"},
            twins=(Twin("forgetful", ("pairs",), 2, 1),),
        ),
        *selling.parts(Part, Twin),
    ]


# Every transaction sets READ COMMITTED itself; the control run uses the server's default.
SLOWED = Part(
    "payment when its hold ends, slowed",
    races.deadline,
    100,
    patches="slow",
    twins=(Twin("slow,snapshot", ("oversold",), 100),),
)
KILLS = [
    Part("a worker killed every 2 s", faults.workers_killed, 3000),
    Part("and the database every 8 s", faults.database_killed, 3000, 200),
]
CACHES = [
    Part(
        "cache refuses",
        faults.cache_refused,
        40,
        8,
        environment={"CACHE_URL": "redis://127.0.0.1:1/0"},
    ),
    Part("cache is silent", faults.cache_silent, 40, environment={"CACHE_URL": "{silent}"}),
    Part("cache is flushed every second", faults.cache_flushed, 80),
]
ASKED_BACK = {
    "EPAYCO_VERIFY": "true",
    "EPAYCO_API_URL": "{epayco}",
    "EPAYCO_VALIDATION_URL": "{epayco}",
}
UNLIMITED = ASKED_BACK | {"THROTTLING": "false"}
LOOK_UPS = [
    Part(
        f"ePayco's look-up fails in {len(look_ups.WAYS)} ways",
        look_ups.misbehaving,
        len(look_ups.WAYS),
        look_ups.QUICK,
        environment=ASKED_BACK,
        twins=(Twin("trusting", ("broken",), look_ups.QUICK, look_ups.QUICK),),
    ),
    Part(
        "one signature again and again",
        bounds.one_signature,
        600,
        128,
        environment=ASKED_BACK,
        twins=(Twin("boundless", ("broken",), 128, 128),),
    ),
    Part("forged, over HTTP", forgery.over_http, 1000, 100, environment=UNLIMITED),
    Part("signed fields forged", forgery.signed_fields, 24_000, 2000, has_shop=False),
    Part("unsigned fields forged", forgery.unsigned_fields, 1000, 300, has_shop=False),
]


# The same on both engines: one may reject what the other accepts.
UNTRUSTED = [
    Part(
        "records that cannot be stored as they are",
        untrusted.odd_records,
        200,
        20,
        environment=ASKED_BACK,
        twins=(Twin("unclean", ("lost",), 20, 20),),
    ),
    Part(
        "payments that are not clearly real",
        untrusted.unclear_tests,
        200,
        20,
        environment=ASKED_BACK,
        twins=(Twin("gullible", ("forged",), 20, 20),),
    ),
    Part(
        "a payment behind 250 checkouts of one account",
        untrusted.buried,
        250,
        250,
        environment=ASKED_BACK,
        patches="hurried",
        twins=(Twin("hurried,in_line", ("lost",), 250, 250),),
    ),
]


def model(shop: None, sequences: int) -> dict[str, Any]:
    from tools.proof.model import run_model

    return run_model(sequences)


# The test suite also runs a few of these sequences.
MODEL = [Part("model: random lives of a shop", model, 1000, has_shop=False)]


def crashes(*, short: int) -> Part:
    return Part("crash at every statement", crash_points.sweep, 2, short, has_shop=False)


# Only the first part finds two servers; it leaves one.
PAIR = [
    Part("planned switch-over of a pair", failover.switched_over, 2000, 200),
    Part("primary of a pair killed", failover.failed_over, 2000, 200),
]


GALERA = [
    Part("writer of three Galera nodes killed", failover.cluster_failed_over, 2000, 200),
]
REDIS = [
    Part(
        "primary of Redis killed, Sentinels promote",
        failover.cache_failed_over,
        2000,
        200,
        environment={"CACHE_URL": "{redis}", "THROTTLING": "false"},
    ),
]
# All of them use short pauses between attempts; otherwise this would take days.
WEBHOOKS = [
    Part(
        "webhooks; receivers fail, workers are killed",
        webhooks.told,
        5000,
        240,
        patches="nearby",
        environment={"THROTTLING": "false"},
        twins=(
            Twin("nearby,overtaking", ("unordered",), 240, 80),
            Twin("nearby,fleeting", ("lost",), 240),
            Twin("nearby,renamed", ("unstable",), 240),
        ),
    )
]


def races_again() -> list[Part]:
    """Repeat MariaDB's races on connections that ask for REPEATABLE READ."""
    found = [
        replace(part, short=0, twins=()) for part in race_parts(unsorted="unsorted", hasty="hasty")
    ]
    return [replace(part, repeatable=True) for part in [*found, SLOWED]]


def on_sqlite() -> list[Part]:
    """Return everything except the races, which have their own share."""
    killed = replace(KILLS[0], size=500, short=60)
    return [killed, crashes(short=1), *CACHES[::2], *LOOK_UPS, *UNTRUSTED]


# The shares of the proof, each with its own database; they run side by side.
SHARES: dict[str, Callable[[], list[Part]]] = {
    "sqlite": lambda: race_parts(unsorted="deferred", hasty="unlocked,hasty"),
    "faults": on_sqlite,
    "mysql": lambda: race_parts(unsorted="unsorted", hasty="hasty"),
    "mysql_faults": lambda: [crashes(short=0), *CACHES, *UNTRUSTED],
    "repeatable": races_again,
    "kills": lambda: KILLS,
    "pair": lambda: PAIR,
    "galera": lambda: GALERA,
    "redis": lambda: REDIS,
    "webhooks": lambda: WEBHOOKS,
    "model": lambda: MODEL,
}


def of(engine: str, *, short: bool) -> list[Part]:
    """Return a share's parts, in short or full form."""
    parts = SHARES[engine]()
    if not short:
        return parts
    return [
        replace(
            part,
            size=part.short,
            twins=tuple(replace(twin, size=twin.short) for twin in part.twins if twin.short),
        )
        for part in parts
        if part.short
    ]
