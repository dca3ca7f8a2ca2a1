"""Convert product prices between without tax and with tax."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count

from catalog.models import Product
from catalog.services.products import update_product
from common.money import taxes


class Conversion(NamedTuple):
    """A product's new price, and its new compare-at price if it has one."""

    product: Product
    fields: dict[str, Decimal | None]


def conversions(*, to_tax_included: bool) -> Iterator[Conversion]:
    """Return the new prices of all products, including deleted ones, at today's rates.

    Variants before their main products, whose price follows from theirs."""
    rates = taxes.rates()
    for product in Product.objects.order_by("has_variants", "pk").iterator():
        rate = rates[product.tax_class]
        old = {"price": product.price, "compare_at_price": product.compare_at_price}
        new = {
            name: converted(amount, rate, to_tax_included=to_tax_included)
            for name, amount in old.items()
        }
        if new["compare_at_price"] is not None and new["compare_at_price"] <= new["price"]:
            new["compare_at_price"] = None  # rounded away
        if new != old:
            yield Conversion(product, new)


def converted(amount: Decimal | None, rate: Decimal, *, to_tax_included: bool) -> Decimal | None:
    """Convert a price. With tax it is rounded to the customary unit; without tax to the cent, so
    that converting back restores it."""
    if not rate or amount is None:
        return amount
    if to_tax_included:
        return taxes.rounded(amount * (1 + rate), settings.EPAYCO_CURRENCY)
    return (amount / (1 + rate)).quantize(taxes.CENT, rounding=ROUND_HALF_UP)


def convert(conversion: Conversion) -> None:
    product = conversion.product
    if product.deleted_at:
        Product.objects.filter(pk=product.pk).update(**conversion.fields)
    else:
        update_product(product.pk, **conversion.fields)


def usual_rate(products=None) -> tuple[Decimal, bool]:
    """Return the most common tax rate of these products (default: all on sale), and whether all
    have it."""
    rows = Product.objects.filter(is_active=True) if products is None else products
    counts = rows.filter(deleted_at=None).order_by().values_list("tax_class").annotate(Count("pk"))
    by_rate: dict[Decimal, int] = {}
    rates = taxes.rates()
    for tax_class, count in counts:
        by_rate[rates[tax_class]] = by_rate.get(rates[tax_class], 0) + count
    if not by_rate:
        return rates[taxes.TaxClass.STANDARD], True
    return max(by_rate, key=lambda rate: (by_rate[rate], rate)), len(by_rate) == 1
