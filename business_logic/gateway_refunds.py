"""Whole refunds that the shop asks of the gateway itself (EPAYCO_REFUNDS=api).

A refund of all that was paid gets a row beside it, in its own transaction. Later, outside of any
transaction, the gateway's integration claims the row, which marks it as sent, and makes the one
call. A process that is killed in between leaves a row that says "sent" and no answer: a person
looks at it, and nobody sends it again. Parts of a payment stay with a person from the start."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from business_logic import orders as order_making
from common.background import pool
from common.db import retried_transaction
from orders.models import GatewayRefund, Order, Refund

State = GatewayRefund.State
REFERENCE = re.compile(r"[1-9][0-9]{0,31}", re.ASCII)
# A moment in which the refunds of a rush gather.
GATHER_SECONDS = 0.3
sender: Callable[[], object] | None = None


def provide(send: Callable[[], object]) -> None:
    """Called once, by the gateway's integration: what sends the refunds that wait."""
    global sender
    sender = send


def enqueue(refund: Refund, order: Order) -> None:
    """Have the gateway asked for this refund, where it can do it. The order must be locked, and
    this is part of the transaction that writes the refund."""
    if settings.EPAYCO_REFUNDS != "api" or refund.amount != order.total:
        return
    if not REFERENCE.fullmatch(order.ref_payco):
        return
    GatewayRefund.objects.create(refund=refund, reference=order.ref_payco)
    transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Send soon, in the background. What is missed the schedule finds (reconcile_payments)."""
    if settings.MAIL_IN_BACKGROUND and sender:
        pool.submit(sender, delay=GATHER_SECONDS, name="gateway-refunds")


def waiting() -> list[int]:
    """The rows to send, oldest first; none while the setting is off."""
    if settings.EPAYCO_REFUNDS != "api":
        return []
    rows = GatewayRefund.objects.filter(state=State.WAITING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@retried_transaction
def claim(pk: int) -> str | None:
    """Mark the row as sent and return its payment's reference; None where it must not be sent:
    another was faster, or the money is back already. Only what is committed may be sent."""
    seen = GatewayRefund.objects.select_related("refund__order").get(pk=pk)
    order = order_making.locked_order(seen.refund.order.invoice_id)
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
    """Write what the gateway said to the call. It decides nothing about the refund."""
    rows = GatewayRefund.objects.filter(pk=pk, state=State.SENT)
    rows.update(state=state, status=status, answer=answer)
