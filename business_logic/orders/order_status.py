"""Order statuses and the transitions between them."""

from collections.abc import Callable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from business_logic.exceptions import InvalidTransition
from business_logic.orders import lifecycle, order_stock, refund_deadlines, refunds
from business_logic.orders.returns import last_day
from common import audit
from common.db.transactions import retried_transaction
from orders import mails
from orders.mails import contexts
from orders.models import Order, Refund
from orders.services import events

Status = Order.Status
STEPS: dict[str, frozenset[str]] = {
    Status.NEW: frozenset({Status.PREPARING, Status.CANCELLED}),
    Status.PREPARING: frozenset({Status.SHIPPED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.CANCELLED: frozenset(),
}
TRACKING = ("carrier", "tracking_number", "tracking_url")
# Statuses whose time is stored.
MOMENTS: dict[str, str] = {Status.SHIPPED: "shipped_at", Status.DELIVERED: "delivered_at"}


def next_steps(order: Order) -> frozenset[str]:
    """Return the allowed next statuses. A reversed or fully refunded order can only be cancelled;
    one in review can't be shipped until it is accepted."""
    steps = STEPS[order.status]
    if order.payment_status == Order.PaymentStatus.REVERSED or not order.refundable:
        return steps & {Status.CANCELLED}
    if order.payment_status == Order.PaymentStatus.REVIEW:
        return steps - {Status.SHIPPED}
    return steps


def change_status(
    invoice_id: str,
    status: str,
    *,
    by: AbstractBaseUser | None,
    tracking: Mapping[str, str] | None = None,
) -> Order:
    """Change the status, with stock, email, event and audit entry in one transaction.

    by is the user, None for the shop itself; tracking is saved too. Cancelling returns the stock
    once and creates a refund to do of what was paid.
    Raises InvalidTransition, RetriesExhausted, or Order.DoesNotExist."""
    return change(lambda order: take_step(order, status, by, tracking or {}), invoice_id)


def change_tracking(invoice_id: str, tracking: Mapping[str, str]) -> Order:
    """Set carrier, tracking_number or tracking_url, without an email. Raises like change_status."""
    return change(lambda order: write_tracking(order, tracking), invoice_id)


@retried_transaction
def change(work: Callable[[Order], None], invoice_id: str) -> Order:
    """Run the work on the locked order, in one transaction."""
    order = lifecycle.locked_order(invoice_id)
    if order is None:
        raise Order.DoesNotExist
    work(order)
    return order


def write_tracking(order: Order, tracking: Mapping[str, str]) -> None:
    for name, value in tracking.items():
        setattr(order, name, value)
    order.save(update_fields=[*tracking, "updated_at"])


def take_step(
    order: Order, status: str, by: AbstractBaseUser | None, tracking: Mapping[str, str]
) -> None:
    if status not in next_steps(order):
        words = {"before": describe(order), "after": Status(status).label}
        raise InvalidTransition(_("An order that is %(before)s can't become %(after)s.") % words)
    before, order.status = order.status, status
    refund = None
    if status == Status.CANCELLED:
        order_stock.return_stock(order, list(order.items.all()))
        refund = refunds.refund_the_rest(order, reason=_("The order was cancelled."), by=by)
    if moment := MOMENTS.get(status):
        setattr(order, moment, timezone.now())
    order.save(update_fields=["status", "holds_stock", *MOMENTS.values(), "updated_at"])
    write_tracking(order, tracking)
    enqueue_email(order, refund)
    events.tell("order.status_changed", order)
    steps = {"from": before, "to": status}
    audit.record("order_status", actor=by, subject=f"order:{order.invoice_id}", detail=steps)


def enqueue_email(order: Order, refund: Refund | None) -> None:
    """Queue the email about the new status, if there is one."""
    if order.status == Status.SHIPPED and order.is_pickup:
        mails.enqueue("order_ready", order)
    elif order.status == Status.SHIPPED:
        tracking = {name: getattr(order, name) for name in TRACKING}
        mails.enqueue("order_shipped", order, **tracking, delivery=contexts.delivery(order))
    elif order.status == Status.DELIVERED and (at := order.delivered_at):
        until = last_day(at).isoformat()
        mails.enqueue("order_delivered", order, delivered_at=at.isoformat(), withdraw_until=until)
    elif order.status == Status.CANCELLED:
        amount = str(refund.amount) if refund else ""
        due = refund_deadlines.due_by(refund).isoformat() if refund else ""
        mails.enqueue("order_cancelled", order, amount=amount, due=due)


def describe(order: Order) -> str:
    state = order.get_status_display()
    if order.payment_status == Order.PaymentStatus.REVERSED:
        return _("%s and reversed") % state
    if order.payment_status == Order.PaymentStatus.REVIEW:
        return _("%s and in review") % state
    return state if order.refundable else _("%s and refunded") % state
