"""The mails that an order owes its buyer."""

from collections.abc import Iterable

from common import outbox
from orders.models import Order, OrderItem


def owe(kind: str, order: Order, items: Iterable[OrderItem]) -> None:
    """Owe the buyer a mail about the order: order_made, order_shipped or order_reversed.

    Call it in the transaction that changed the order; the mail goes out after it. An erased buyer
    has no address and gets none."""
    if not order.email:
        return
    outbox.owe(kind, order.email, language=order.language, context=context(order, items))


def context(order: Order, items: Iterable[OrderItem]) -> dict:
    """What the templates need, as plain JSON: money as texts with two places."""
    return {
        "invoice": order.invoice_id,
        "first_name": order.first_name,
        "payment_status": order.payment_status,
        "subtotal": str(order.subtotal),
        "discount": str(order.discount) if order.discount else "",
        "taxes": order.taxes,
        "total": str(order.total),
        "currency": order.currency,
        "items": [
            {"name": item.product_name, "quantity": item.quantity, "total": str(item.total)}
            for item in items
        ],
        "delivery": delivery(order),
        "document": f"{order.document_type} {order.document_number}".strip(),
    }


def delivery(order: Order) -> dict | None:
    """How the goods reach the buyer, where that was said."""
    if not order.delivery_method:
        return None
    return {
        "is_pickup": order.delivery_method == Order.Method.PICKUP,
        "address": f"{order.address}, {order.city}, {order.department}",
        "price": str(order.delivery_price),
    }
