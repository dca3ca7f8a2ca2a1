"""Tell webhook endpoints what becomes of an order."""

from common.webhooks.events import publish
from orders.models import Order


def tell(event: str, order: Order) -> None:
    """Publish the event with the order as staff see it; call it in the event's transaction."""
    publish(event, lambda: as_staff_see_it(order.pk))


def as_staff_see_it(pk: int) -> dict:
    # Imported when needed: the serializers are part of the outermost layer.
    from orders.api.serializers import OrderSerializer

    return OrderSerializer(Order.objects.with_items().get(pk=pk)).data
