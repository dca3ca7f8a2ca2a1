"""Refunds by staff: whole or in part, with or without the goods coming back.

ePayco documents no call that refunds a payment: cards are reversed in its dashboard, which sends
a notice of state 6; the rest is paid back by hand. So a refund is recorded here first, as
something to do, and is done when the notice arrives or a person says how it was paid."""

from collections.abc import Mapping
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from business_logic import orders as order_making
from business_logic.exceptions import Busy, DomainError
from common import audit
from common.db import GaveUp, in_transaction
from orders.models import Order, Refund


class RefundRefused(DomainError):
    code = "refund_refused"
    detail = _l("This cannot be refunded.")


def refund(
    invoice_id: str,
    *,
    amount: Decimal,
    reason: str,
    restock: Mapping[int, int],
    by: AbstractBaseUser | None,
    left: Decimal | None = None,
) -> Refund:
    """Record that amount goes back to the buyer, and return to stock what came back.

    restock: product id -> quantity. left: what could still be refunded when the person decided;
    a form sent twice refunds once. Raises RefundRefused where it is more than was paid or taken,
    Busy, or Order.DoesNotExist."""
    try:
        return in_transaction(lambda: write(invoice_id, amount, reason, dict(restock), by, left))
    except GaveUp as error:
        raise Busy from error


def write(
    invoice_id: str,
    amount: Decimal,
    reason: str,
    restock: dict[int, int],
    by: AbstractBaseUser | None,
    left: Decimal | None,
) -> Refund:
    order = order_making.locked_order(invoice_id)
    if order is None:
        raise Order.DoesNotExist
    if left is not None and left != refundable(order):
        raise RefundRefused(_("Meanwhile something was refunded already. Please look again."))
    check(order, amount, reason)
    take_back(order, restock)
    audit.record("refund", actor=by, subject=f"order:{invoice_id}", detail={"amount": str(amount)})
    return Refund.objects.create(
        order=order,
        amount=amount,
        reason=reason,
        restocked={str(pk): quantity for pk, quantity in restock.items()},
        created_by=by,
    )


def check(order: Order, amount: Decimal, reason: str) -> None:
    if order.payment_status == Order.PaymentStatus.REVERSED:
        raise RefundRefused(_("The payment was reversed: all of it went back already."))
    if not reason.strip():
        raise RefundRefused(_("Say why, please."), attr="reason")
    most = refundable(order)
    if amount <= 0 or amount > most:
        raise RefundRefused(_("From 0.01 to %(most)s.") % {"most": most}, attr="amount")


def refundable(order: Order) -> Decimal:
    """What was paid and has not been refunded yet."""
    refunded = order.refunds.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return order.total - refunded


def take_back(order: Order, restock: dict[int, int]) -> None:
    """Goods come back to the stock: at most what the order took and has not returned before."""
    items = {item.product_id: item for item in order.items.all()}
    for pk, quantity in restock.items():
        item = items.get(pk)
        left = item.quantity - item.returned if item and order.holds_stock else 0
        if not 0 < quantity <= left:
            detail = _("At most %(left)d can come back.") % {"left": left}
            raise RefundRefused(detail, attr=f"restock.{pk}")
        item.returned += quantity
        item.save(update_fields=["returned"])
    order_making.give_back(order, restock)


def mark_done(refund_id: int, *, note: str, by: AbstractBaseUser | None) -> Refund:
    """The money is back with the buyer; note says how. A second time changes nothing."""
    if not note.strip():
        raise RefundRefused(_("Say how it was paid back, please."), attr="note")
    rows = Refund.objects.filter(pk=refund_id, state=Refund.State.TO_DO)
    if rows.update(**done(note, by), updated_at=timezone.now()):
        audit.record("refund_done", actor=by, subject=f"refund:{refund_id}")
    return Refund.objects.get(pk=refund_id)


def record_paid_back(order: Order, *, note: str, by: AbstractBaseUser | None) -> None:
    """The whole payment is back with the buyer: what was still to do is done, and the rest of it
    is a refund, too. The order's row must be locked."""
    if order.payment_status == Order.PaymentStatus.REVERSED:
        return
    waiting = order.refunds.filter(state=Refund.State.TO_DO)
    waiting.update(**done(note, by), updated_at=timezone.now())
    if rest := refundable(order):
        Refund.objects.create(
            order=order, amount=rest, reason=note, created_by=by, **done(note, by)
        )


def done(note: str, by: AbstractBaseUser | None) -> dict:
    return {
        "state": Refund.State.DONE,
        "done_at": timezone.now(),
        "done_by": by,
        "done_note": note[:200],
    }
