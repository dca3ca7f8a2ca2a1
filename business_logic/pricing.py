"""What a cart costs, tax by tax. Pure functions: no database, no settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from business_logic.entities import PricedLine, PricedLines, TaxRow, Totals
from common.taxes import CENT, CUSTOMARY_UNIT, RANK, TaxClass, rounded

# ePayco takes amounts of at most twelve digits before the point.
LARGEST_TOTAL = Decimal("999999999999.99")
ZERO = Decimal("0.00")


def price_lines(
    lines: Sequence[PricedLine],
    *,
    currency: str,
    delivery_price: Decimal = ZERO,
    includes_tax: bool = False,
) -> PricedLines:
    """Add up a cart whose lines have their class, rate and discount; each line gets its tax.

    includes_tax says what prices, discounts and the price of delivery hold. Each class is taxed
    on its own sum, with its part of the delivery, and rounded once."""
    sums = class_sums(lines)
    parts = spread(delivery_price, sums, unit=CUSTOMARY_UNIT[currency])
    rates = {line.tax_class: line.tax_rate for line in lines}
    rows = tuple(
        tax_row(name, rates[name], sums[name] + parts[name], currency, includes_tax)
        for name in sums
    )
    discount = sum((line.discount for line in lines), ZERO)
    return PricedLines(with_taxes(lines, rows, currency), totals_of(rows, discount))


def class_sums(lines: Iterable[PricedLine]) -> dict[str, Decimal]:
    """What the lines of each class cost after their discounts, classes in their order."""
    found: dict[str, Decimal] = {}
    for line in sorted(lines, key=lambda line: RANK[line.tax_class]):
        found[line.tax_class] = found.get(line.tax_class, ZERO) + line.reduced
    return found


def spread(price: Decimal, sums: Mapping[str, Decimal], *, unit: Decimal) -> dict[str, Decimal]:
    """The price of delivery over the classes, in proportion to their sums.

    Each share is rounded down to the unit; the largest class takes what is left over."""
    whole = sum(sums.values(), ZERO)
    if not whole:
        first = next(iter(sums), None)
        return {name: price if name == first else ZERO for name in sums}
    shares = {name: price * part // (whole * unit) * unit for name, part in sums.items()}
    largest = max(sums, key=lambda name: sums[name])  # of equals the first
    shares[largest] += price - sum(shares.values(), ZERO)
    return shares


def tax_row(
    tax_class: str, rate: Decimal, amount: Decimal, currency: str, includes_tax: bool
) -> TaxRow:
    """Base and tax of a class whose goods and delivery cost this amount."""
    if not includes_tax:
        return TaxRow(tax_class, rate, amount.quantize(CENT), rounded(amount * rate, currency))
    base = min(rounded(amount / (1 + rate), currency), amount) if rate else amount
    return TaxRow(tax_class, rate, base.quantize(CENT), (amount - base).quantize(CENT))


def totals_of(rows: Iterable[TaxRow], discount: Decimal) -> Totals:
    rows = tuple(rows)
    consumption = sum((row.amount for row in rows if is_consumption(row)), ZERO)
    return Totals(
        subtotal=sum((row.base for row in rows), ZERO),
        tax=sum((row.amount for row in rows if not is_consumption(row)), ZERO),
        consumption_tax=consumption,
        discount=discount.quantize(CENT),
        taxes=rows,
    )


def is_consumption(row: TaxRow) -> bool:
    return row.tax_class == TaxClass.CONSUMPTION


def with_taxes(
    lines: Sequence[PricedLine], rows: Iterable[TaxRow], currency: str
) -> tuple[PricedLine, ...]:
    """The lines, each with its part of the tax of its class."""
    taxes: dict[int, Decimal] = {}
    for row in rows:
        places = [i for i, line in enumerate(lines) if line.tax_class == row.tax_class]
        weights = [lines[i].reduced for i in places]
        unit = CUSTOMARY_UNIT[currency]
        taxes |= zip(places, shares(row.amount, weights, unit=unit), strict=True)
    return tuple(replace(line, tax=taxes[i]) for i, line in enumerate(lines))


def shares(amount: Decimal, weights: Sequence[Decimal], *, unit: Decimal) -> list[Decimal]:
    """The amount in parts that add up to it: the largest remainders get the units left over.

    Where nothing weighs anything, all weigh the same."""
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


def discount_of(kind: str, value: Decimal, goods: Decimal, *, currency: str) -> Decimal:
    """What a voucher takes off goods of this sum: a percentage, rounded, or an amount."""
    wanted = rounded(goods * value / 100, currency) if kind == "percent" else value
    return min(wanted, goods)


def with_discount(
    lines: Sequence[PricedLine], eligible: Sequence[bool], discount: Decimal, *, currency: str
) -> tuple[PricedLine, ...]:
    """The lines, with the discount spread over the eligible ones in proportion to their totals."""
    places = [i for i, counts in enumerate(eligible) if counts]
    unit = CUSTOMARY_UNIT[currency]
    parts = dict(
        zip(places, shares(discount, [lines[i].total for i in places], unit=unit), strict=True)
    )
    return tuple(replace(line, discount=parts.get(i, ZERO)) for i, line in enumerate(lines))


def goods_total(lines: Iterable[PricedLine]) -> Decimal:
    return sum((line.total for line in lines), ZERO)
