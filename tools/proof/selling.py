"""The parts of the proof for vouchers and variants."""

from tools.proof import variants, vouchers

ASTRAY = ("oversold", "misbooked", "wrong_sums")


def parts(part: type, twin: type) -> list:
    """Return the parts. part and twin are classes of tools.proof.parts, which imports this
    module."""
    return [
        part(
            "20 rivals for a voucher's last use",
            vouchers.last_use,
            200,
            4,
            twins=(twin("unlocked", ("doubled",), 20, 4),),
        ),
        part(
            "8 rivals for a variant's last unit",
            variants.last_unit,
            100,
            8,
            twins=(twin("unlocked", ASTRAY, 40),),
        ),
        part(
            "variants switched while they are bought",
            variants.switched,
            60,
            8,
            twins=(twin("unlocked", ASTRAY, 60),),
        ),
        part(
            "a product gets variants while it is bought",
            variants.made_main,
            60,
            6,
            twins=(twin("unlocked", ("wrong_sums", "unexplained"), 60),),
        ),
    ]
