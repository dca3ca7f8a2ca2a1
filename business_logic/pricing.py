"""What a cart costs. No database here."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from business_logic.entities import Delivery, PricedLine, Totals

# The smallest unit that people use in the currency: the whole peso, the cent.
CUSTOMARY_UNIT = {"COP": Decimal(1), "USD": Decimal("0.01")}
CENT = Decimal("0.01")
# ePayco takes amounts of at most twelve digits before the point.
LARGEST_TOTAL = Decimal("999999999999.99")


def tax_on(subtotal: Decimal, *, tax_rate: Decimal, currency: str) -> Decimal:
    """The tax, rounded half up to the customary unit of the currency, with two places."""
    tax = (subtotal * tax_rate).quantize(CUSTOMARY_UNIT[currency], rounding=ROUND_HALF_UP)
    return tax.quantize(CENT)


def price_lines(
    lines: Iterable[PricedLine],
    *,
    tax_rate: Decimal,
    currency: str,
    delivery_price: Decimal = Decimal(0),
) -> Totals:
    """Add up a cart.

    tax_rate is a fraction (0.19, not 19); unit prices and the price of delivery are net of tax,
    in the shop's currency. Tax is rounded once, on the subtotal, which includes delivery."""
    subtotal = (goods_total(lines) + delivery_price).quantize(CENT)
    return Totals(subtotal, tax_on(subtotal, tax_rate=tax_rate, currency=currency))


def goods_total(lines: Iterable[PricedLine]) -> Decimal:
    return sum((line.total for line in lines), Decimal(0))


def delivery_price(
    delivery: Delivery | None, goods: Decimal, *, flat_rate: Decimal, free_from: Decimal
) -> Decimal:
    """The flat rate, nothing from free_from on (0: never for nothing); pick-up costs nothing."""
    if delivery is None or delivery.method != "standard":
        return Decimal(0)
    return Decimal(0) if free_from and goods >= free_from else flat_rate
