"""An order line by line, as receipts and mails show it: the books' numbers in the order's order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.sharing import ZERO
from orders.models import Checkout, Order
from orders.services.books import Document, Entry, documents_of, entries_of


@dataclass(frozen=True)
class Line:
    """A line of the receipt. base is before tax; the lines add up to the order, to the cent."""

    name: str
    quantity: int
    price: Decimal
    base: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.tax


def lines_of(order: Order | Checkout, items: Sequence | None = None) -> list[Line]:
    """The goods, and the delivery where it was paid for. items: those of the order, if at hand.

    The tax of the delivery stands in its own line, which takes the part of each class together."""
    items = list(order.items.all()) if items is None else list(items)
    entries = entries_of(order, items)
    goods = {entry.product_id: entry for entry in entries if entry.product_id}
    found = [line_of(goods[item.product_id]) for item in items if item.product_id in goods]
    if order.delivery_price:
        parts = [entry for entry in entries if not entry.product_id]
        base = sum((part.base for part in parts), ZERO)
        tax = sum((part.tax for part in parts), ZERO)
        found.append(Line(_("Delivery"), 1, order.delivery_price, base, tax))
    return found


def line_of(entry: Entry) -> Line:
    return Line(entry.name, entry.quantity or 0, entry.price or ZERO, entry.base, entry.tax)


def given_back(order: Order) -> list[Document]:
    """What is back with the buyer, each with its share of each tax. What is still to do is not."""
    return list(documents_of(order))[1:]
