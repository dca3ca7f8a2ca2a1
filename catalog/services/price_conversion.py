"""From prices before tax to prices with it, and back."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.conf import settings

from catalog.models import Product
from catalog.services.products import update_product
from common import taxes


class Conversion(NamedTuple):
    product: Product
    fields: dict[str, Decimal]


def conversions(*, to_tax_included: bool) -> Iterator[Conversion]:
    """The new prices of every product that is not deleted, at today's rates."""
    rates = taxes.rates()
    for product in Product.objects.filter(deleted_at=None).order_by("pk").iterator():
        rate = rates[product.tax_class]
        old = {"price": product.price, "compare_at_price": product.compare_at_price}
        new = {
            name: converted(price, rate, to_tax_included=to_tax_included)
            for name, price in old.items()
            if price is not None
        }
        if any(new[name] != old[name] for name in new):
            yield Conversion(product, new)


def converted(price: Decimal, rate: Decimal, *, to_tax_included: bool) -> Decimal:
    """With tax, rounded to the customary unit; without it to the cent, so that it leads back."""
    if not rate:
        return price
    if to_tax_included:
        return taxes.rounded(price * (1 + rate), settings.EPAYCO_CURRENCY)
    return (price / (1 + rate)).quantize(taxes.CENT, rounding=ROUND_HALF_UP)


def convert(conversion: Conversion) -> None:
    update_product(conversion.product.pk, **conversion.fields)
