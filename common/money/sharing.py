"""Split amounts into parts that add up exactly."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from common.money.taxes import CENT

ZERO = Decimal("0.00")


def spread(price: Decimal, sums: Mapping[str, Decimal], *, unit: Decimal) -> dict[str, Decimal]:
    """Spread the delivery price over the tax classes in proportion to their sums.

    Each share is rounded down to the unit; the largest class gets the remainder."""
    whole = sum(sums.values(), ZERO)
    if not whole:
        first = next(iter(sums), None)
        return {name: price if name == first else ZERO for name in sums}
    shares = {name: price * part // (whole * unit) * unit for name, part in sums.items()}
    largest = max(sums, key=lambda name: sums[name])  # of equals the first
    shares[largest] += price - sum(shares.values(), ZERO)
    return shares


def shares(amount: Decimal, weights: Sequence[Decimal], *, unit: Decimal) -> list[Decimal]:
    """Split the amount by weight; the largest remainders get the leftover units.

    If all weights are zero, all parts weigh the same."""
    unit = unit if not amount % unit else CENT
    units = int(amount / unit)
    counted = [int(weight / CENT) for weight in weights]
    counted = counted if any(counted) else [1] * len(weights)
    whole = sum(counted)
    parts = [units * each // whole for each in counted]
    remainders = [units * each % whole for each in counted]
    order = sorted(range(len(parts)), key=lambda i: -remainders[i])  # of equals the first
    for i in order[: units - sum(parts)]:
        parts[i] += 1
    return [(part * unit).quantize(CENT) for part in parts]
