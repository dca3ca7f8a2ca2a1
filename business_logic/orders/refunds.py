"""Full and partial refunds, with or without returned goods.

A refund is recorded first, as something to do. Cards are reversed in the gateway's dashboard,
which sends a notification; other payments are refunded by hand. If enabled, full refunds are
requested from the gateway (gateway_refunds.py). A refund is done when the payment is known to be
reversed, or when staff enter how it was paid."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from business_logic.exceptions import DomainError, IdempotencyConflict
from business_logic.orders import gateway_refunds, lifecycle
from common import audit
from common.colombia.dates import BOGOTA, start_of, today
from common.db.transactions import retried_transaction
from common.http.idempotency import Idempotency
from orders import mails
from orders.models import Order, OrderReturn, Refund
from orders.services import books, events

IDEMPOTENCY_WINDOW = timedelta(minutes=5)
# Calendar days to pay a refund (Ley 2439 de 2024), from the day it was requested or promised.
MONEY_DAYS = 15


class RefundRefused(DomainError):
    code = "refund_refused"
    detail = gettext_lazy("This cannot be refunded.")


@retried_transaction
def refund(
    invoice_id: str,
    *,
    amount: Decimal,
    reason: str,
    restock: Mapping[int, int],
    by: AbstractBaseUser | None,
    left: Decimal | None = None,
    idempotency: Idempotency | None = None,
) -> Refund:
    """Record a refund and restock the returned goods.

    restock: product id -> quantity. left: the refundable amount that the user saw, so that a
    form sent twice refunds once. A repeated idempotency key returns its first refund.
    Raises RefundRefused if it exceeds what was paid or sold, IdempotencyConflict,
    RetriesExhausted, or Order.DoesNotExist."""
    order = lifecycle.locked_order(invoice_id)
    if order is None:
        raise Order.DoesNotExist
    if idempotency and (earlier := repeated(order, idempotency)):
        return earlier
    return write(order, amount, reason, dict(restock), by, left, idempotency)


def repeated(order: Order, idempotency: Idempotency) -> Refund | None:
    """Return the recent refund of this idempotency key; older keys may be reused."""
    earlier = order.refunds.filter(idempotency_key=idempotency.key).first()
    if earlier is None:
        return None
    if earlier.created_at + IDEMPOTENCY_WINDOW <= timezone.now():
        order.refunds.filter(pk=earlier.pk).update(idempotency_key=None)
        return None
    if earlier.request_digest != idempotency.digest:
        raise IdempotencyConflict
    return earlier


def write(
    order: Order,
    amount: Decimal,
    reason: str,
    restock: dict[int, int],
    by: AbstractBaseUser | None,
    left: Decimal | None,
    idempotency: Idempotency | None,
) -> Refund:
    if left is not None and left != refundable(order):
        raise RefundRefused(_("Another refund was recorded in the meantime. Review the amount."))
    check(order, amount, reason)
    take_back(order, restock)
    return create(
        order,
        amount=amount,
        reason=reason,
        restocked={str(pk): quantity for pk, quantity in restock.items()},
        created_by=by,
        idempotency_key=idempotency.key if idempotency else None,
        request_digest=idempotency.digest if idempotency else "",
    )


def create(order: Order, **fields: Any) -> Refund:
    """Create and audit a refund, and request it from the gateway if that supports it.

    The order's row must be locked."""
    subject, detail = f"order:{order.invoice_id}", {"amount": str(fields["amount"])}
    audit.record("refund", actor=fields.get("created_by"), subject=subject, detail=detail)
    found = Refund.objects.create(order=order, **fields)
    gateway_refunds.enqueue(found, order)
    return found


def refund_the_rest(order: Order, *, reason: str, by: AbstractBaseUser | None) -> Refund | None:
    """Create a refund to do of everything not yet refunded. The order's row must be locked."""
    if order.payment_status == Order.PaymentStatus.REVERSED:
        return None
    rest = refundable(order)
    return create(order, amount=rest, reason=reason, created_by=by) if rest > 0 else None


def with_due(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    """Annotate the due date of the refund's return, which counts from its request."""
    of_refund = OrderReturn.objects.filter(refund=OuterRef("pk"))
    return rows.annotate(return_due=Subquery(of_refund.values("money_due_by")[:1]))


def due_by(refund: Refund) -> date:
    """Return the last day, in Colombia, to pay the refund; of a return only after with_due()."""
    made = refund.created_at.astimezone(BOGOTA).date()
    return getattr(refund, "return_due", None) or made + timedelta(days=MONEY_DAYS)


def is_late() -> Q:
    """Return the condition, on rows of with_due(), of refunds to do that are overdue."""
    is_of_return = Q(return_due__isnull=False)
    return Q(return_due__lt=today()) | Q(~is_of_return, created_at__lt=late_before())


def late_before() -> datetime:
    """Return the time before which a refund that is still to do is overdue."""
    return start_of(today() - timedelta(days=MONEY_DAYS))


def check(order: Order, amount: Decimal, reason: str) -> None:
    if order.payment_status == Order.PaymentStatus.REVERSED:
        raise RefundRefused(_("The payment was reversed: the full amount was already returned."))
    if not reason.strip():
        raise RefundRefused(_("Enter a reason."), attr="reason")
    most = refundable(order)
    if amount <= 0 or amount > most:
        raise RefundRefused(_("From 0.01 to %(most)s.") % {"most": most}, attr="amount")


def refundable(order: Order) -> Decimal:
    """Return the amount that was paid and not yet refunded."""
    return order.refundable


def take_back(order: Order, restock: dict[int, int]) -> None:
    """Restock goods: at most what the order deducted and has not returned before."""
    items = {item.product_id: item for item in order.items.all()}
    for pk, quantity in restock.items():
        item = items.get(pk)
        left = item.quantity - item.returned if item and order.holds_stock else 0
        if item is None or not 0 < quantity <= left:
            detail = _("At most %(left)d can be returned.") % {"left": left}
            raise RefundRefused(detail, attr=f"restock.{pk}")
        item.returned += quantity
        item.save(update_fields=["returned"])
    lifecycle.restock(order, restock)


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
    if rest := refundable(order):
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
