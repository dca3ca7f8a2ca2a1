"""Full refunds requested from the gateway (EPAYCO_REFUNDS=api).

A full refund also gets a GatewayRefund row, in the same transaction. reconcile_payments, which runs
every five minutes, sends it outside of any transaction: the gateway's integration claims the row,
which marks it as sent, and makes a single call. If the process is killed in between, the row stays
"sent" without a response: it needs review and is never sent again. Staff make partial refunds by
hand."""

import re
from typing import Any

from django.conf import settings
from django.utils import timezone

from business_logic.orders import lifecycle
from common.db.transactions import retried_transaction
from orders.models import GatewayRefund, Order, Refund

State = GatewayRefund.State
REFERENCE = re.compile(r"[1-9][0-9]{0,31}", re.ASCII)


def enqueue(refund: Refund, order: Order) -> None:
    """Request this refund from the gateway, if it supports it.

    The order must be locked. Call it in the transaction that creates the refund."""
    if settings.EPAYCO_REFUNDS != "api" or refund.amount != order.total:
        return
    if not REFERENCE.fullmatch(order.ref_payco):
        return
    GatewayRefund.objects.create(refund=refund, reference=order.ref_payco)


def waiting() -> list[int]:
    """Return the rows to send, oldest first; none if the setting is off."""
    if settings.EPAYCO_REFUNDS != "api":
        return []
    rows = GatewayRefund.objects.filter(state=State.WAITING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@retried_transaction
def claim(pk: int) -> str | None:
    """Mark the row as sent and return its payment's reference.

    Returns None if it must not be sent: another process was faster, or the payment was already
    reversed. Commit before sending."""
    seen = GatewayRefund.objects.select_related("refund__order").get(pk=pk)
    order = lifecycle.locked_order(seen.refund.order.invoice_id)
    refund = Refund.objects.select_for_update().get(pk=seen.refund_id)
    row = GatewayRefund.objects.select_for_update().get(pk=pk)
    if row.state != State.WAITING:
        return None
    is_back = order is None or order.payment_status == Order.PaymentStatus.REVERSED
    if refund.is_done or is_back:
        row.state = State.NOT_SENT
    else:
        row.state, row.sent_at = State.SENT, timezone.now()
    row.save(update_fields=["state", "sent_at"])
    return row.reference if row.state == State.SENT else None


def write_answer(pk: int, state: str, *, status: int | None, answer: dict[str, Any]) -> None:
    """Store the gateway's response, which doesn't change the refund's state."""
    rows = GatewayRefund.objects.filter(pk=pk, state=State.SENT)
    rows.update(state=state, status=status, answer=answer)
