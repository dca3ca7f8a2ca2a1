"""What delivery to a place costs, by the table that staff keep."""

from decimal import Decimal

from django.conf import settings

from business_logic.entities import Delivery
from orders.models import DeliveryRate


def price_of(delivery: Delivery | None, goods: Decimal) -> Decimal:
    """Return the price of the delivery of goods that cost this much. One query if delivered.

    A row of the municipality comes first, then one of its department, then the flat rate;
    a pick-up costs nothing."""
    if delivery is None or delivery.method != "standard":
        return Decimal("0.00")
    price, free_from = terms(delivery.city_code)
    return Decimal("0.00") if free_from and goods >= free_from else price


def terms(city_code: str) -> tuple[Decimal, Decimal | None]:
    """The price of delivery to a municipality, and from which sum on it is free (None: never)."""
    if city_code:
        rows = DeliveryRate.objects.filter(place_code__in=[city_code, city_code[:2]])
        if row := max(rows, key=lambda row: len(row.place_code), default=None):
            return row.price, row.free_from
    return settings.DELIVERY_FLAT_RATE, settings.DELIVERY_FREE_FROM
