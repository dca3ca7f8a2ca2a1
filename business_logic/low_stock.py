"""Notify the shop when a sale takes a product below the low-stock threshold."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from catalog.models import Product
from catalog.services import events
from common.mail import outbox


def tell(quantities: Mapping[int, int], products: Mapping[int, Product]) -> None:
    """Publish an event and queue an email for products that this sale takes below the threshold.

    sale: id -> quantity. products: locked, with their stock before the sale, so that exactly one
    sale crosses the threshold. Call it in the sale's transaction. No query if none crosses."""
    few: list[dict[str, Any]] = [
        {"id": pk, "name": products[pk].name, "left": products[pk].stock_quantity - quantity}
        for pk, quantity in sorted(quantities.items())
        if crosses(products[pk].stock_quantity, quantity)
    ]
    events.tell_low([row["id"] for row in few])
    if few and settings.LOW_STOCK_EMAIL:
        outbox.enqueue(
            "low_stock",
            settings.LOW_STOCK_EMAIL,
            language=settings.LANGUAGE_CODE,
            context={"products": few, "threshold": settings.LOW_STOCK_THRESHOLD},
        )


def crosses(before: int, quantity: int) -> bool:
    return before >= settings.LOW_STOCK_THRESHOLD > before - quantity
