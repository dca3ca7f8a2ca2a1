"""Publish webhook events about orders."""

from common.webhooks.events import publish
from orders.models import Order, OrderReturn


def tell(event: str, order: Order) -> None:
    """Publish the event with the order as staff see it; call it in the event's transaction."""
    publish(event, lambda: as_staff_see_it(order.pk))


def tell_return(event: str, found: OrderReturn) -> None:
    """Publish an event about a return, with its order beside it."""
    publish(event, lambda: shown(found))


def shown(found: OrderReturn) -> dict:
    from orders.api.returns import ReturnSerializer

    return {**ReturnSerializer(found).data, "invoice_id": found.order.invoice_id}


def as_staff_see_it(pk: int) -> dict:
    # Imported here: the serializers belong to the outermost layer.
    from orders.api.serializers import OrderSerializer

    return OrderSerializer(Order.objects.with_items().get(pk=pk)).data
