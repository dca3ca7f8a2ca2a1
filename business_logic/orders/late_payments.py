"""Decide whether a payment came too late to make an order without review."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from business_logic import stock
from business_logic.entities import PendingCheckout
from catalog.models import Product
from catalog.public import tree, versions
from orders.models import Checkout


def is_late_payment(
    checkout: Checkout, pending: PendingCheckout, products: Mapping[int, Product]
) -> bool:
    """Return True if the payment came long after the hold ended, or a product has become more
    expensive, inactive or deleted since.

    A deactivated category counts only after the checkout has expired: before that, another query
    isn't worth it."""
    now, limit = timezone.now(), checkout.hold_until + timedelta(days=settings.LATE_PAYMENT_DAYS)
    return (
        now > limit
        or not all(is_sold_at(line.price, products.get(line.product_id)) for line in pending.lines)
        or (now > checkout.expires_at and not are_in_active_categories(products.values()))
    )


def is_sold_at(price: Decimal, product: Product | None) -> bool:
    if product is None or not stock.is_switched_on(product):
        return False
    return product.price <= price


def are_in_active_categories(products: Iterable[Product]) -> bool:
    if not (ids := {product.category_id for product in products} - {None}):
        return True
    nodes = tree.at(versions.current().tree).nodes
    return all(pk in nodes and nodes[pk].visible for pk in ids)
