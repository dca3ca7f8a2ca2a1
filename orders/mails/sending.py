from collections.abc import Sequence

from common import outbox
from orders.mails import contexts
from orders.models import Checkout, Order, OrderItem, OrderReturn


def owe(kind: str, order: Order, items: Sequence[OrderItem] | None = None, **more) -> None:
    """Owe the buyer a mail about the order, with its lines where items are given; more is for the
    templates. An erased buyer has no address and gets none.

    Call it in the transaction that changed the order; the mail goes out after it."""
    if not order.email:
        return
    said = contexts.about(order) if items is None else contexts.context(order, items)
    outbox.owe(kind, order.email, language=order.language, context=said | more)


def owe_checkout(kind: str, checkout: Checkout, *, lines: bool = False, **more) -> None:
    """Owe the buyer a mail about a checkout that made no order, with a link that fills the cart
    again; or with its lines, where it may still make one."""
    if not checkout.email:
        return
    items = list(checkout.items.order_by("product_id"))
    said = contexts.purchase(checkout, items) | {"invoice": checkout.invoice}
    if not lines:
        said |= {"items": [], "path": contexts.cart_path(items), "link": "cart"}
    outbox.owe(kind, checkout.email, language=checkout.language, context=said | more)


def owe_return(kind: str, found: OrderReturn, **more) -> None:
    """Owe the buyer a mail about a return."""
    order = found.order
    if order.email:
        said = contexts.of_return(found, list(order.items.all())) | more
        outbox.owe(kind, order.email, language=order.language, context=said)
