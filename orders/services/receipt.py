"""An order line by line for receipts and emails, with the same numbers as bookkeeping."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.money.sharing import ZERO
from orders.models import Checkout, Order
from orders.services.books import BookDocument, BookEntry, documents_of, entries_of


@dataclass(frozen=True)
class ReceiptLine:
    """A receipt line. base is before tax; the lines add up to the order exactly."""

    name: str
    quantity: int
    price: Decimal
    base: Decimal
    tax: Decimal
    sku: str = ""

    @property
    def total(self) -> Decimal:
        return self.base + self.tax


def lines_of(order: Order | Checkout, items: Sequence | None = None) -> list[ReceiptLine]:
    """Return the lines of the goods, and of the delivery if it was charged.

    items: the order's items, if already loaded. The delivery's line has the tax of all its
    shares."""
    items = list(order.items.all()) if items is None else list(items)
    entries = entries_of(order, items)
    goods = {entry.product_id: entry for entry in entries if entry.product_id}
    found = [line_of(goods[item.product_id]) for item in items if item.product_id in goods]
    if order.delivery_price:
        parts = [entry for entry in entries if not entry.product_id]
        base = sum((part.base for part in parts), ZERO)
        tax = sum((part.tax for part in parts), ZERO)
        found.append(ReceiptLine(_("Delivery"), 1, order.delivery_price, base, tax))
    return found


def line_of(entry: BookEntry) -> ReceiptLine:
    amounts = entry.price or ZERO, entry.base, entry.tax
    return ReceiptLine(entry.name, entry.quantity or 0, *amounts, entry.sku)


def given_back(order: Order) -> list[BookDocument]:
    """Return the refunds that are done, each with its share of the taxes."""
    return list(documents_of(order))[1:]
