"""Email the users who asked for it when a product is back in stock."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import QuerySet

from catalog.models import Product, StockAlert, StockMovement
from catalog.public import tree
from common.mail import outbox
from common.money import taxes

# Products named by one statement.
BATCH = 500


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
    if product_ids:
        tell_those(StockAlert.objects.filter(product__in=product_ids))


def opened(product_ids: Sequence[int]) -> None:
    """Queue emails after products, and so their variants, became visible."""
    for start in range(0, len(product_ids), BATCH):
        part = product_ids[start : start + BATCH]
        tell(part)
        tell_those(StockAlert.objects.filter(product__variant_of__in=part))


def opened_branch(category_ids: Sequence[int]) -> None:
    """Queue emails after categories became visible."""
    tell_those(StockAlert.objects.filter(product__category__in=category_ids))


def tell_those(alerts: QuerySet[StockAlert]) -> None:
    waiting = alerts.filter(
        product__is_active=True, product__deleted_at=None, product__stock_quantity__gt=0
    )
    found = list(waiting.select_related("product__variant_of", "user"))
    if not found:
        return
    nodes = tree.load().nodes
    served = [alert for alert in found if is_open(alert.product, nodes)]
    for alert in served:
        if alert.user.is_active:
            enqueue(alert)
    StockAlert.objects.filter(pk__in=[alert.pk for alert in served]).delete()


def is_open(product: Product, nodes: Mapping[int, tree.Node] | None = None) -> bool:
    """Return True if the product's categories, and a variant's main product, are all active.

    nodes: the category tree, to check many products."""
    main = product.variant_of
    if main is not None and (not main.is_active or main.deleted_at is not None):
        return False
    if product.category_id is None:
        return True
    node = (tree.load().nodes if nodes is None else nodes).get(product.category_id)
    return node is not None and node.visible


def enqueue(alert: StockAlert) -> None:
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
    outbox.enqueue("back_in_stock", alert.user.email, language=alert.language, context=said)
