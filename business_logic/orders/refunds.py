"""Full and partial refunds, with or without returned goods.

A refund is recorded first, as something to do. Cards are reversed in the gateway's dashboard,
which sends a notification; other payments are refunded by hand. If enabled, full refunds are
requested from the gateway (gateway_refunds.py). A refund is done when the payment is known to be
reversed, or when staff enter how it was paid."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from business_logic.exceptions import DomainError, IdempotencyConflict
from business_logic.orders import gateway_refunds, lifecycle, order_stock
from common import audit
from common.db.transactions import retried_transaction
from common.http.idempotency import Idempotency
from orders.models import Order, Refund

IDEMPOTENCY_WINDOW = timedelta(minutes=5)


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
    if left is not None and left != order.refundable:
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
    rest = order.refundable
    return create(order, amount=rest, reason=reason, created_by=by) if rest > 0 else None


def check(order: Order, amount: Decimal, reason: str) -> None:
    if order.payment_status == Order.PaymentStatus.REVERSED:
        raise RefundRefused(_("The payment was reversed: the full amount was already returned."))
    if not reason.strip():
        raise RefundRefused(_("Enter a reason."), attr="reason")
    most = order.refundable
    if amount <= 0 or amount > most:
        raise RefundRefused(_("From 0.01 to %(most)s.") % {"most": most}, attr="amount")


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
    order_stock.restock(order, restock)
