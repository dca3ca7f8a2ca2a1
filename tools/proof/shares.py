"""The shares of the proof: the parts that run on one database."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tools.proof.notifications.parts import LOOK_UPS, UNTRUSTED
from tools.proof.outages.parts import CACHES, GALERA, KILLS, PAIR, REDIS, crashes
from tools.proof.part import Part
from tools.proof.races.parts import race_parts, races_again
from tools.proof.webhooks.parts import WEBHOOKS


def model(shop: None, sequences: int) -> dict[str, Any]:
    from tools.proof.model import run_model

    return run_model(sequences)


# The test suite also runs a few of these sequences.
MODEL = [Part("model: random lives of a shop", model, 1000, has_shop=False)]


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
