"""The way of an order through the shop: new, preparing, shipped, delivered, or cancelled."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from business_logic import orders as order_making
from business_logic.exceptions import Busy, InvalidTransition
from common import audit
from common.db import GaveUp, in_transaction
from orders import mails
from orders.models import Order

Status = Order.Status
STEPS: dict[str, frozenset[str]] = {
    Status.NEW: frozenset({Status.PREPARING, Status.CANCELLED}),
    Status.PREPARING: frozenset({Status.SHIPPED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.CANCELLED: frozenset(),
}


def next_steps(order: Order) -> frozenset[str]:
    """Where the order may go from here. What was paid back is sent to nobody, and what is in
    review only once a person has settled it."""
    steps = STEPS[order.status]
    if order.payment_status == Order.PaymentStatus.REVERSED:
        return steps & {Status.CANCELLED}
    if order.payment_status == Order.PaymentStatus.REVIEW:
        return steps - {Status.SHIPPED}
    return steps


def change_status(invoice_id: str, status: str, *, by: AbstractBaseUser | None) -> Order:
    """Take one step, with its stock, its mail and its line in the audit: all of it or nothing.

    by is the user who asks for it, None for the shop itself. Cancelling returns what the order
    took, once.
    Raises InvalidTransition, Busy, or Order.DoesNotExist."""
    try:
        return in_transaction(lambda: take_step(invoice_id, status, by))
    except GaveUp as error:
        raise Busy from error


def take_step(invoice_id: str, status: str, by: AbstractBaseUser | None) -> Order:
    order = order_making.locked_order(invoice_id)
    if order is None:
        raise Order.DoesNotExist
    if status not in next_steps(order):
        words = {"before": describe(order), "after": Status(status).label}
        raise InvalidTransition(_("An order that is %(before)s cannot become %(after)s.") % words)
    before, order.status = order.status, status
    items = list(order.items.all())
    if status == Status.CANCELLED:
        order_making.return_stock(order, items)
    order.save(update_fields=["status", "holds_stock", "updated_at"])
    if status == Status.SHIPPED:
        mails.owe("order_shipped", order, items)
    steps = {"from": before, "to": status}
    audit.record("order_status", actor=by, subject=f"order:{invoice_id}", detail=steps)
    return order


def describe(order: Order) -> str:
    state = order.get_status_display()
    paid_back = order.payment_status == Order.PaymentStatus.REVERSED
    return _("%s and reversed") % state if paid_back else state
