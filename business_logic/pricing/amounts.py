"""Prices and taxes of a cart, as pure functions: no database, no settings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from business_logic.entities import PricedLine, PricedLines, TaxRow, Totals
from common.money.sharing import shares, spread
from common.money.taxes import CENT, CUSTOMARY_UNIT, RANK, TaxClass, rounded

# ePayco accepts amounts of at most twelve digits before the decimal point.
LARGEST_TOTAL = Decimal("999999999999.99")
ZERO = Decimal("0.00")


def price_lines(
    lines: Sequence[PricedLine],
    *,
    currency: str,
    delivery_price: Decimal = ZERO,
    includes_tax: bool = False,
) -> PricedLines:
    """Add up a cart whose lines have class, rate and discount, and set each line's tax.

    includes_tax applies to prices, discounts and the delivery price. Each class is taxed on its
    own sum, with its share of the delivery, and rounded once."""
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
    """Return each class's sum after discounts, in class order."""
    found: dict[str, Decimal] = {}
    for line in sorted(lines, key=lambda line: RANK[line.tax_class]):
        found[line.tax_class] = found.get(line.tax_class, ZERO) + line.reduced
    return found


def tax_row(
    tax_class: str, rate: Decimal, amount: Decimal, currency: str, includes_tax: bool
) -> TaxRow:
    """Return base and tax of a class whose goods and delivery cost this amount."""
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
    """Return the lines, each with its share of its class's tax."""
    taxes: dict[int, Decimal] = {}
    for row in rows:
        places = [i for i, line in enumerate(lines) if line.tax_class == row.tax_class]
        weights = [lines[i].reduced for i in places]
        unit = CUSTOMARY_UNIT[currency]
        taxes |= zip(places, shares(row.amount, weights, unit=unit), strict=True)
    return tuple(replace(line, tax=taxes[i]) for i, line in enumerate(lines))


def discount_of(kind: str, value: Decimal, goods: Decimal, *, currency: str) -> Decimal:
    """Return a voucher's discount on this sum: a rounded percentage, or an amount."""
    wanted = rounded(goods * value / 100, currency) if kind == "percent" else value
    return min(wanted, goods)


def with_discount(
    lines: Sequence[PricedLine], eligible: Sequence[bool], discount: Decimal, *, currency: str
) -> tuple[PricedLine, ...]:
    """Return the lines with the discount spread over the eligible ones, by their totals."""
    places = [i for i, counts in enumerate(eligible) if counts]
    unit = CUSTOMARY_UNIT[currency]
    parts = dict(
        zip(places, shares(discount, [lines[i].total for i in places], unit=unit), strict=True)
    )
    return tuple(replace(line, discount=parts.get(i, ZERO)) for i, line in enumerate(lines))


def goods_total(lines: Iterable[PricedLine]) -> Decimal:
    return sum((line.total for line in lines), ZERO)
