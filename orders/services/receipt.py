"""An order line by line with taxes, for receipts and bookkeeping."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.sharing import ZERO, shares, spread
from common.taxes import CUSTOMARY_UNIT
from orders.models import Checkout, CheckoutItem, Order, OrderItem


@dataclass(frozen=True)
class Line:
    """A receipt line. base is before tax; the lines add up to the order exactly."""

    order: Order | Checkout
    name: str
    slug: str
    quantity: int
    price: Decimal
    base: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.tax


def lines_of(order: Order | Checkout, items: Sequence | None = None) -> list[Line]:
    """Return the lines of the goods, and of the delivery if it was charged.

    items: the order's items, if already loaded. The tax on delivery is in the delivery's line,
    not in those of the goods."""
    items = list(order.items.all()) if items is None else list(items)
    parts = delivery_parts(order, items)
    lines: dict[int, Line] = {}
    delivery_base = delivery_tax = ZERO
    for row in order.taxes:
        group = [item for item in items if item.tax_class == row["tax_class"]]
        part = parts.get(row["tax_class"], ZERO)
        sums = [*(item.total - item.discount for item in group), part]
        *taxes, tax = shares(Decimal(row["amount"]), sums, unit=CUSTOMARY_UNIT[order.currency])
        for item, own in zip(group, taxes, strict=True):
            lines[item.product_id] = line_of(order, item, own)
        delivery_tax += tax
        delivery_base += part - tax if order.prices_include_tax else part
    goods = [lines[item.product_id] for item in items if item.product_id in lines]
    if not order.delivery_price:
        return goods
    name, price = _("Delivery"), order.delivery_price
    return [*goods, Line(order, name, "", 1, price, delivery_base, delivery_tax)]


def delivery_parts(order: Order | Checkout, items: Iterable) -> dict[str, Decimal]:
    """Return the delivery's share of each tax class."""
    sums = {row["tax_class"]: ZERO for row in order.taxes}
    for item in items:
        sums[item.tax_class] = sums.get(item.tax_class, ZERO) + item.total - item.discount
    return spread(order.delivery_price, sums, unit=CUSTOMARY_UNIT[order.currency])


def line_of(order: Order | Checkout, item: OrderItem | CheckoutItem, tax: Decimal) -> Line:
    paid = item.total - item.discount
    base = paid - tax if order.prices_include_tax else paid
    return Line(order, item.product_name, item.product_slug, item.quantity, item.price, base, tax)
