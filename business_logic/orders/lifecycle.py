"""Create, reverse and cancel the order of a checkout, each once."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from business_logic import stock
from business_logic.checkout import pending_checkouts
from business_logic.entities import Payment, PendingCheckout
from business_logic.orders import late_payments, order_stock
from common.db.writing import insert, insert_all, update
from orders import mails
from orders.models import Checkout, Order, OrderItem, PaymentAttempt, Refund
from orders.services import events


class Made(NamedTuple):
    """A new order, and why it needs review ("" if it doesn't)."""

    order: Order
    review: str


def create_order(
    checkout: Checkout,
    payment: Payment | PaymentAttempt,
    *,
    copy: PendingCheckout | None = None,
    doubt: str = "",
    is_accepted: bool = False,
) -> Made:
    """Create the paid order with its items and deduct its stock, all or nothing.

    The checkout must be locked; copy is its cached data. The order is created for review if the
    stock is gone (none is deducted then), if the payment is uncertain, or if it is late, unless
    a person has accepted that. Raises IntegrityError if invoice or reference have an order."""
    pending = pending_checkouts.load(checkout, copy)
    quantities = {line.product_id: line.quantity for line in pending.lines}
    # Locked before the products, as everywhere.
    successor = order_stock.successor_of(checkout)
    products = stock.lock_products(quantities)
    taken = order_stock.take_locked(checkout, successor, products, quantities)
    if not (doubt or is_accepted) and late_payments.is_late_payment(checkout, pending, products):
        doubt = "late_payment"
    review = doubt or ("" if taken else "out_of_stock")
    order = insert(Order(**order_fields(checkout, payment, taken=taken, review=review)))
    items = insert_all(order_items(order, pending))
    close(checkout)
    if review:
        mails.enqueue("order_review", order, items, reason=review)
        events.tell("order.review", order)
    else:
        tell_paid(order, items)
    return Made(order, review)


def tell_paid(order: Order, items: Sequence[OrderItem]) -> None:
    """Publish that the order is paid and needs no review."""
    mails.enqueue("order_made", order, items)
    events.tell("order.paid", order)


def accept(order: Order) -> None:
    """Accept an order in review: it counts as paid. Its row must be locked."""
    order.payment_status = Order.PaymentStatus.PAID
    order.save(update_fields=["payment_status", "holds_stock", "updated_at"])
    tell_paid(order, list(order.items.all()))


def order_fields(
    checkout: Checkout, payment: Payment | PaymentAttempt, *, taken: bool, review: str
) -> dict:
    status = Order.PaymentStatus.REVIEW if review else Order.PaymentStatus.PAID
    method = payment.payment_method if isinstance(payment, PaymentAttempt) else payment.method
    return {
        "invoice_id": checkout.invoice,
        "checkout": checkout,
        "user_id": checkout.user_id,
        **{name: getattr(checkout, name) for name in Order.BUYER_FIELDS},
        **{name: getattr(checkout, name) for name in Order.DELIVERY_FIELDS},
        **{name: getattr(checkout, name) for name in Order.AMOUNT_FIELDS},
        "payment_status": status,
        "ref_payco": payment.reference,
        "payment_method": method,
        "approval_code": payment.approval_code,
        "holds_stock": taken,
        "paid_at": timezone.now(),
    }


def order_items(order: Order, pending: PendingCheckout) -> list[OrderItem]:
    return [OrderItem(order=order, total=line.total, **line.columns) for line in pending.lines]


def close(checkout: Checkout) -> None:
    """Close a checkout that became an order, and end its hold."""
    checkout.status = Checkout.Status.SETTLED
    checkout.open_for = None
    checkout.pending_until = None
    checkout.hold_until = min(checkout.hold_until, timezone.now())
    update(checkout, "status", "open_for", "pending_until", "hold_until", "updated_at")


def reverse_order(order: Order) -> None:
    """Mark the order reversed and return its stock. The order's row must be locked."""
    items = list(order.items.all())
    order_stock.return_stock(order, items)
    order.payment_status = Order.PaymentStatus.REVERSED
    order.save(update_fields=["payment_status", "holds_stock", "updated_at"])
    # A reversal returns the whole payment: nothing is left to refund.
    order.refunds.filter(state=Refund.State.TO_DO).update(
        state=Refund.State.DONE,
        done_at=timezone.now(),
        done_note="reversed by the gateway",
        updated_at=timezone.now(),
    )
    mails.enqueue("order_reversed", order)
    events.tell("order.reversed", order)


def locked_order(invoice_id: str, orders: QuerySet[Order] | None = None) -> Order | None:
    """Return the locked order; its checkout is locked first, as in settlement."""
    Checkout.objects.select_for_update().filter(invoice=invoice_id).first()
    rows = Order.objects.all() if orders is None else orders
    return rows.select_for_update().filter(invoice_id=invoice_id).first()
