from collections.abc import Sequence

from common.mail import outbox
from orders.mails import contexts
from orders.models import Checkout, Order, OrderItem, OrderReturn


def enqueue(kind: str, order: Order, items: Sequence[OrderItem] | None = None, **more) -> None:
    """Queue an email about the order, with its lines if items are given; `more` goes to the
    templates. An erased buyer has no address and gets no email.

    Call it in the transaction that changes the order."""
    if not order.email:
        return
    said = contexts.about(order) if items is None else contexts.context(order, items)
    outbox.enqueue(kind, order.email, language=order.language, context=said | more)


def enqueue_checkout(kind: str, checkout: Checkout, *, lines: bool = False, **more) -> None:
    """Queue an email about a checkout without an order: with a link that refills the cart, or with
    its lines if it can still become an order."""
    if not checkout.email:
        return
    items = list(checkout.items.order_by("product_id"))
    said = contexts.purchase(checkout, items) | {"invoice": checkout.invoice}
    if not lines:
        said |= {"items": [], "path": contexts.cart_path(items), "link": "cart"}
    outbox.enqueue(kind, checkout.email, language=checkout.language, context=said | more)


def enqueue_return(kind: str, found: OrderReturn, **more) -> None:
    """Queue an email about a return."""
    order = found.order
    if order.email:
        said = contexts.of_return(found, list(order.items.all())) | more
        outbox.enqueue(kind, order.email, language=order.language, context=said)
