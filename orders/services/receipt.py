"""An order line by line, with the tax of each: what a receipt and the books show."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from orders.models import Order


@dataclass(frozen=True)
class Line:
    """A line of the receipt. base is before tax; the lines add up to the order, to the cent."""

    order: Order
    name: str
    slug: str
    quantity: int
    price: Decimal
    base: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.tax


def lines_of(order: Order) -> list[Line]:
    """The goods, and the delivery where it was paid for. The order must have its items."""
    rows = [
        (item.product_name, item.product_slug, item.quantity, item.price, item.total)
        for item in order.items.all()
    ]
    if order.delivery_price:
        price = order.delivery_price
        rows.append((_("Delivery"), "", 1, price, price))
    taxes = shares(order.tax, [row[-1] for row in rows])
    return [Line(order, *row, tax) for row, tax in zip(rows, taxes, strict=True)]


def shares(tax: Decimal, bases: list[Decimal]) -> Iterator[Decimal]:
    """Each base's part of the tax, in the unit that the tax was rounded to.

    Tax is rounded once, on the sum; so each line gets what its base adds to the rounded tax of
    all lines so far, and the parts add up."""
    unit = Decimal(1) if tax == tax.to_integral_value() else Decimal("0.01")
    whole, so_far, given = sum(bases, Decimal(0)), Decimal(0), Decimal(0)
    for base in bases:
        so_far += base
        due = tax * so_far / whole if whole else Decimal(0)
        rounded = (due / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
        yield (rounded - given).quantize(Decimal("0.01"))
        given = rounded
