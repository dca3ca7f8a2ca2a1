"""Email the users who asked for it when a product is back in stock."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from catalog.models import Product, StockAlert, StockMovement
from catalog.public import tree
from common import outbox, taxes


def risen(moves: Iterable[StockMovement]) -> list[int]:
    """Return the products that had no stock before."""
    initial = StockMovement.Reason.INITIAL
    return [
        move.product_id
        for move in moves
        if move.change == move.quantity_after > 0 and move.reason != initial
    ]


def tell(product_ids: Sequence[int]) -> None:
    """Queue emails for those of the products that can be bought now.

    Call it in the transaction that changed them. One query if nobody asked, none without
    products."""
    if not product_ids:
        return
    waiting = StockAlert.objects.filter(
        product__in=product_ids,
        product__is_active=True,
        product__deleted_at=None,
        product__stock_quantity__gt=0,
    )
    alerts = [each for each in waiting.select_related("product", "user") if is_open(each.product)]
    for alert in alerts:
        if alert.user.is_active:
            owe(alert)
    if alerts:
        StockAlert.objects.filter(pk__in=[alert.pk for alert in alerts]).delete()


def is_open(product: Product) -> bool:
    """Return True if all categories in its path are active."""
    if product.category_id is None:
        return True
    node = tree.load().nodes.get(product.category_id)
    return node is not None and node.visible


def owe(alert: StockAlert) -> None:
    product = alert.product
    price = taxes.price_with_tax(product.price, taxes.rates()[product.tax_class])
    said = {
        "first_name": alert.user.first_name,
        "product": product.name,
        "price": f"{price:.2f}",
        "currency": settings.EPAYCO_CURRENCY,
        "path": f"/products/{product.slug}",
        "link": "product",
    }
    outbox.owe("back_in_stock", alert.user.email, language=alert.language, context=said)
