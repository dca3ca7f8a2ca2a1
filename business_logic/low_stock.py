"""Tell the shop when a sale takes a product below what it wants to have on the shelf."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from catalog.models import Product
from catalog.services import events
from common import outbox


def tell(quantities: Mapping[int, int], products: Mapping[int, Product]) -> None:
    """Tell of those that this sale (id -> quantity) takes below the threshold: an event, a mail.

    products: as they were before, locked, so that of all sales exactly one crosses the line.
    Call it in the transaction of the sale, when the stock is taken. No query where nothing
    crosses."""
    few: list[dict[str, Any]] = [
        {"id": pk, "name": products[pk].name, "left": products[pk].stock_quantity - quantity}
        for pk, quantity in sorted(quantities.items())
        if crosses(products[pk].stock_quantity, quantity)
    ]
    events.tell_low([row["id"] for row in few])
    if few and settings.LOW_STOCK_EMAIL:
        outbox.owe(
            "low_stock",
            settings.LOW_STOCK_EMAIL,
            language=settings.LANGUAGE_CODE,
            context={"products": few, "threshold": settings.LOW_STOCK_THRESHOLD},
        )


def crosses(before: int, quantity: int) -> bool:
    return before >= settings.LOW_STOCK_THRESHOLD > before - quantity
