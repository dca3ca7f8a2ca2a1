"""The races, with their sizes and control runs."""

from dataclasses import replace
from functools import partial

from tools.proof.part import ALWAYS, Part, Twin
from tools.proof.races import bounds, purchases, refreshes, variants, vouchers

SOLD_TWICE = ("oversold", "misbooked", "doubled")
ASTRAY = ("oversold", "misbooked", "wrong_sums")
# Vouchers and variants.
SELLING = [
    Part(
        "20 rivals for a voucher's last use",
        vouchers.last_use,
        200,
        4,
        twins=(Twin("unlocked", ("doubled",), 20, 4),),
    ),
    Part(
        "8 rivals for a variant's last unit",
        variants.last_unit,
        100,
        8,
        twins=(Twin("unlocked", ASTRAY, 40),),
    ),
    Part(
        "variants switched while they are bought",
        variants.switched,
        60,
        8,
        twins=(Twin("unlocked", ASTRAY, 60),),
    ),
    Part(
        "a product gets variants while it is bought",
        variants.made_main,
        60,
        6,
        twins=(Twin("unlocked", ("wrong_sums", "unexplained"), 60),),
    ),
]


def race_parts(*, unsorted: str, hasty: str) -> list[Part]:
    """Return the purchases. The arguments are patches that disable the engine's safeguards.

    unsorted is for crossing baskets, hasty for a hold that is extended as it ends."""
    return [
        Part(
            "8 rivals for the last unit",
            purchases.last_unit,
            400,
            25,
            twins=(Twin("unlocked", SOLD_TWICE, 50, 25),),
        ),
        Part(
            "8 late payments for one unit",
            purchases.late_payments,
            60,
            5,
            twins=(Twin("overwritten", SOLD_TWICE, 30),),
        ),
        Part(
            "1 confirmation 100 times at once",
            purchases.same_notice,
            10,
            2,
            twins=(Twin("unlocked", SOLD_TWICE, 5, 5, is_loosened=True),),
        ),
        Part(
            "payment when its hold ends",
            purchases.deadline,
            120,
            12,
            twins=(Twin("careless", ("oversold",), 100),),
        ),
        Part(
            "pending when its hold ends",
            partial(purchases.deadline, state="3"),
            120,
            twins=(Twin(hasty, ("oversold",), 120),),
        ),
        Part(
            "baskets A+B against B+A",
            purchases.crossed_baskets,
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
        *SELLING,
    ]


# Every transaction sets READ COMMITTED itself; the control run uses the server's default.
SLOWED = Part(
    "payment when its hold ends, slowed",
    purchases.deadline,
    100,
    patches="slow",
    twins=(Twin("slow,snapshot", ("oversold",), 100),),
)


def races_again() -> list[Part]:
    """Repeat MariaDB's races on connections that ask for REPEATABLE READ."""
    found = [
        replace(part, short=0, twins=()) for part in race_parts(unsorted="unsorted", hasty="hasty")
    ]
    return [replace(part, repeatable=True) for part in [*found, SLOWED]]
