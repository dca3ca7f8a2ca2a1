"""Publish webhook events about products."""

from collections.abc import Sequence

from catalog.models import Product
from catalog.public import rendering, tree
from catalog.public.columns import COLUMNS, packed_images
from common.webhooks.events import publish_many

BATCH = 500


def tell_changed(product_ids: Sequence[int]) -> None:
    """Publish changed products; call it in the transaction that wrote them."""
    if product_ids:
        publish_many("product.changed", lambda: as_staff_see_them(product_ids))


def tell_low(product_ids: Sequence[int]) -> None:
    """Publish that a sale took these products below the low-stock threshold."""
    if product_ids:
        publish_many("stock.low", lambda: as_staff_see_them(product_ids))


def as_staff_see_them(product_ids: Sequence[int]) -> list[dict]:
    """Render products as GET /products/?include_deleted=true shows them."""
    found: list[dict] = []
    for at in range(0, len(product_ids), BATCH):
        rows = Product.objects.filter(pk__in=product_ids[at : at + BATCH]).order_by("pk")
        shown = rows.values_list(*COLUMNS, packed_images())
        found += rendering.products(shown, tree.load(), tell_deleted=True)
    return found
