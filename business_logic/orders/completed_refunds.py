"""Complete refunds: the money has reached the buyer."""

from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from business_logic.orders.refunds import RefundRefused
from common import audit
from common.db.transactions import retried_transaction
from orders import mails
from orders.models import Order, Refund
from orders.services import books, events


@retried_transaction
def mark_done(refund_id: int, *, note: str, by: AbstractBaseUser | None) -> Refund:
    """Mark a refund as paid; note says how. A second call changes nothing."""
    if not note.strip():
        raise RefundRefused(_("Enter how the refund was paid."), attr="note")
    rows = Refund.objects.filter(pk=refund_id, state=Refund.State.TO_DO)
    is_new = rows.update(**done(note, by), updated_at=timezone.now())
    refund = Refund.objects.select_related("order").get(pk=refund_id)
    if is_new:
        audit.record("refund_done", actor=by, subject=f"refund:{refund_id}")
        tell_done(refund.order, refund.amount)
    return refund


def tell_done(order: Order, amount: Decimal) -> None:
    """Queue the email and publish the event of a completed refund, with its share of each tax."""
    now = timezone.now()
    taxes = books.taxes_of_newest(order, amount)
    mails.enqueue("refund_done", order, amount=str(amount), done_at=now.isoformat(), taxes=taxes)
    events.tell("order.refunded", order)


def record_paid_back(order: Order, *, note: str, by: AbstractBaseUser | None) -> Decimal:
    """Record that the whole payment was returned: complete open refunds and add one for the rest.

    Returns the newly refunded amount. The order's row must be locked."""
    if order.payment_status == Order.PaymentStatus.REVERSED:
        return Decimal(0)
    waiting = order.refunds.filter(state=Refund.State.TO_DO)
    amount = sum(waiting.values_list("amount", flat=True), Decimal(0))
    waiting.update(**done(note, by), updated_at=timezone.now())
    if rest := order.refundable:
        Refund.objects.create(  # type: ignore[misc]
            order=order, amount=rest, reason=note, created_by=by, **done(note, by)
        )
    return amount + rest


def done(note: str, by: AbstractBaseUser | None) -> dict:
    return {
        "state": Refund.State.DONE,
        "done_at": timezone.now(),
        "done_by": by,
        "done_note": note[:200],
    }
