"""An order's history, from the audit log: changes in the admin and through the API."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.utils.text import capfirst

from common.models import AuditEvent
from common.money.formatting import readable
from orders.models import Order


@dataclass(frozen=True)
class HistoryEntry:
    """An entry for Django's object history page."""

    action_time: datetime
    user: AbstractBaseUser | None
    get_change_message: str


def history_of(order: Order) -> Page:
    subjects = [f"order:{order.invoice_id}", f"payment:{order.ref_payco}"]
    subjects += [f"refund:{pk}" for pk in order.refunds.values_list("pk", flat=True)]
    events = AuditEvent.objects.filter(subject__in=subjects).select_related("actor").order_by("pk")
    entries = [HistoryEntry(event.at, event.actor, told(event, order)) for event in events]
    return Paginator(entries, max(len(entries), 1)).get_page(1)


def told(event: AuditEvent, order: Order) -> str:
    """Describe the action and what it changed."""
    words, detail = capfirst(event.get_action_display()), event.detail
    if {"from", "to"} <= detail.keys():
        labels = dict(Order.Status.choices)
        steps = [str(labels.get(detail[end], detail[end])) for end in ("from", "to")]
        return f"{words}: {' → '.join(steps)}"
    if "amount" in detail:
        return f"{words}: {readable(Decimal(detail['amount']), order.currency)}"
    return words
