"""Convert all stored prices between prices without tax and prices with tax.

Products use their own rates. A voucher's amount and a delivery price have no tax class: they use
the most common rate of their goods, or a given one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q, QuerySet

from catalog.models import Category, PriceConversion, Product
from catalog.services.bulk import price_conversion as catalog_prices
from catalog.services.bulk.price_conversion import usual_rate
from common.db.transactions import in_transaction
from orders.models import DeliveryRate, Voucher


class AlreadyConverted(Exception):
    """The prices are in this mode already."""


class PriceChange(NamedTuple):
    """A row that changes: its label, its values before and after, and a note on what to check."""

    name: str
    before: dict[str, Decimal | None]
    after: dict[str, Decimal | None]
    note: str = ""


def check_not_converted(*, with_tax: bool) -> None:
    """Raise AlreadyConverted if the prices are in this mode already, by the setting or by the last
    conversion, after which the setting may not have been changed yet."""
    if with_tax == settings.PRICES_INCLUDE_TAX:
        raise AlreadyConverted("PRICES_INCLUDE_TAX says that prices are so already.")
    last = PriceConversion.objects.last()
    if last and last.with_tax == with_tax:
        raise AlreadyConverted(
            f"The prices were converted on {last.at:%Y-%m-%d %H:%M} UTC. Now set "
            f"PRICES_INCLUDE_TAX={str(with_tax).lower()} and restart."
        )


def convert(*, with_tax: bool, write: bool, rate: Decimal | None = None) -> list[PriceChange]:
    """Convert all prices in one transaction, or only return what would change.

    rate: for delivery and for vouchers whose goods have several rates. Raises AlreadyConverted."""

    def work() -> list[PriceChange]:
        check_not_converted(with_tax=with_tax)
        if write:
            # Unique: of two concurrent runs, one is rolled back.
            number = PriceConversion.objects.count() + 1
            PriceConversion.objects.create(number=number, with_tax=with_tax)
        return [
            *products(with_tax, write),
            *delivery_rates(with_tax, write, rate),
            *vouchers(with_tax, write, rate),
        ]

    try:
        return in_transaction(work)
    except IntegrityError as error:
        raise AlreadyConverted("Another conversion was written in the meantime.") from error


def products(with_tax: bool, write: bool) -> Iterator[PriceChange]:
    for found in catalog_prices.conversions(to_tax_included=with_tax):
        product = found.product
        before = {name: getattr(product, name) for name in found.fields}
        if write:
            catalog_prices.convert(found)
        yield PriceChange(f"product {product.pk} {product.name}", before, found.fields)


def delivery_rates(with_tax: bool, write: bool, rate: Decimal | None) -> Iterator[PriceChange]:
    rate = usual_rate()[0] if rate is None else rate
    for row in DeliveryRate.objects.order_by("pk"):
        name = f"delivery {row.place_code} {row}"
        yield from changed(name, row, ("price", "free_from"), rate, with_tax, write)


def vouchers(with_tax: bool, write: bool, rate: Decimal | None) -> Iterator[PriceChange]:
    for row in Voucher.objects.order_by("pk"):
        usual, is_only = usual_rate(goods_of(row))
        note = "" if is_only else "goods of several tax rates: look at it"
        applied = usual if is_only or rate is None else rate
        names = ("value", "minimum") if row.kind == Voucher.Kind.AMOUNT else ("minimum",)
        yield from changed(f"voucher {row.code}", row, names, applied, with_tax, write, note)


def goods_of(voucher: Voucher) -> QuerySet[Product]:
    """Return the products that a voucher applies to."""
    products = list(voucher.products.values_list("pk", flat=True))
    categories = list(voucher.categories.values_list("pk", flat=True))
    if not (products or categories):
        return Product.objects.filter(is_active=True)
    below, layer = set(categories), categories
    while layer:
        layer = list(Category.objects.filter(parent__in=layer).values_list("pk", flat=True))
        layer = [pk for pk in layer if pk not in below]
        below.update(layer)
    named = Q(pk__in=products) | Q(variant_of__in=products)
    return Product.objects.filter(named | Q(category__in=below))


def changed(
    name: str,
    row: Any,
    fields: tuple[str, ...],
    rate: Decimal,
    with_tax: bool,
    write: bool,
    note: str = "",
) -> Iterator[PriceChange]:
    before = {field: getattr(row, field) for field in fields}
    after = {
        field: catalog_prices.converted(amount, rate, to_tax_included=with_tax)
        for field, amount in before.items()
    }
    if after == before:
        return
    if write:
        type(row).objects.filter(pk=row.pk).update(**after)
    yield PriceChange(name, before, after, note)


def settings_after(*, with_tax: bool, rate: Decimal | None = None) -> dict[str, Decimal | None]:
    """Return the values that the two delivery settings need afterwards."""
    rate = usual_rate()[0] if rate is None else rate
    names = ("DELIVERY_FLAT_RATE", "DELIVERY_FREE_FROM")
    return {
        name: catalog_prices.converted(getattr(settings, name), rate, to_tax_included=with_tax)
        for name in names
    }
