"""Delivery prices, from the table of delivery rates."""

from decimal import Decimal

from django.conf import settings

from business_logic.entities import Delivery
from orders.models import DeliveryRate


def price_of(delivery: Delivery | None, goods: Decimal) -> Decimal:
    """Return the delivery price for goods of this amount. One query, none for a pick-up.

    The municipality's rate takes precedence, then its department's, then the flat rate; a
    pick-up is free."""
    if delivery is None or delivery.method != "standard":
        return Decimal("0.00")
    price, free_from = terms(delivery.city_code)
    return Decimal("0.00") if free_from and goods >= free_from else price


def terms(city_code: str) -> tuple[Decimal, Decimal | None]:
    """Return a municipality's delivery price, and the amount from which it is free (or None)."""
    if city_code:
        rows = DeliveryRate.objects.filter(place_code__in=[city_code, city_code[:2]])
        if row := max(rows, key=lambda row: len(row.place_code), default=None):
            return row.price, row.free_from
    return settings.DELIVERY_FLAT_RATE, settings.DELIVERY_FREE_FROM
