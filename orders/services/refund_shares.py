"""Which tax classes a refund belongs to: those of its goods, if these are known."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from common.money.sharing import ZERO, shares
from common.money.taxes import CENT, CUSTOMARY_UNIT, rounded
from orders.models import Order, OrderItem, OrderReturn, Refund


def price_of(order: Order, item: OrderItem, quantity: int) -> Decimal:
    """Return what these units cost with tax, less their share of the discount."""
    price = item.price_with_tax or item.price
    with_tax = Decimal(1) if order.prices_include_tax else 1 + item.tax_rate
    discount = rounded(item.discount * with_tax * quantity / item.quantity, order.currency)
    return max((price * quantity - discount).quantize(CENT), ZERO)


def with_goods(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    """Annotate the goods of the refund's return: {product id: quantity}, or None."""
    returns = OrderReturn.objects.filter(refund=OuterRef("pk"))
    return rows.annotate(returned=Subquery(returns.values("quantities")[:1]))


def goods_of(order: Order, refund: Refund) -> dict[str, Decimal]:
    """Return what the goods of a refund cost, by tax class: those of its return, or those that
    went back to stock."""
    if not hasattr(refund, "returned"):
        refund = with_goods(Refund.objects.all()).get(pk=refund.pk)
    quantities = refund.returned or refund.restocked
    found: dict[str, Decimal] = {}
    for item in order.items.all():
        if quantity := quantities.get(str(item.product_id)):
            price = price_of(order, item, quantity)
            found[item.tax_class] = found.get(item.tax_class, ZERO) + price
    return found


def split(
    amount: Decimal, left: Sequence[Decimal], goods: Sequence[Decimal], currency: str
) -> list[Decimal]:
    """Split a refund over the classes: first the price of its goods, the rest in proportion.

    left: what of each class is not refunded yet. No part exceeds it."""
    unit = unit_of([amount, *left], currency)
    wanted = [min(price, most) for price, most in zip(goods, left, strict=True)]
    first = divided(min(amount, sum(wanted, ZERO)), wanted, unit)
    open_parts = [most - part for most, part in zip(left, first, strict=True)]
    rest = divided(amount - sum(first, ZERO), open_parts, unit)
    return [one + other for one, other in zip(first, rest, strict=True)]


def divided(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    return shares(amount, weights, unit=unit) if amount else [ZERO] * len(weights)


def unit_of(amounts: Sequence[Decimal], currency: str) -> Decimal:
    """Return the customary unit if all amounts are multiples of it, else the cent."""
    unit = CUSTOMARY_UNIT[currency]
    return unit if not any(amount % unit for amount in amounts) else CENT


def tax_within(part: Decimal, whole: Decimal, tax: Decimal, currency: str) -> Decimal:
    """Return the tax in this part of a class that costs the whole; all of it in the last part."""
    if part == whole or not whole:
        return tax
    unit = unit_of([tax], currency)
    return (tax * part / whole / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit.quantize(CENT)
