"""Find uncertain payments, which reconciliation verifies with ePayco."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from integrations.epayco.models import LedgerEntry
from integrations.epayco.querysets import LedgerQuerySet
from integrations.epayco.reconciliation import turns
from orders.models import Checkout, PaymentAttempt

State, Attention = PaymentAttempt.State, LedgerEntry.Attention
# Reasons worth checking with ePayco again.
UNANSWERED = (Attention.UNKNOWN_REFERENCE, Attention.UNKNOWN_STATE)
# A notification that ePayco's response contradicted may have been ahead of it.
LAG = timedelta(days=3)
# After this, only a notification can still pay a checkout.
CHECKOUT_WINDOW = timedelta(days=3)
BATCH = 500


def payments(since: datetime | None) -> list[str]:
    """Return the references to verify: of unverified notifications, pending payments, refused
    approvals in review, and notifications that ePayco's response contradicted."""
    entries, attempts = LedgerEntry.objects.all(), PaymentAttempt.objects.all()
    if since:
        entries = entries.filter(received_at__gte=since)
        attempts = attempts.filter(created_at__gte=since)
    waiting = entries.needing_attention()
    unanswered = waiting.filter(attention__in=UNANSWERED)
    found = [
        *entries.filter(settled_at=None).order_by("id").values_list("reference", flat=True),
        *attempts.filter(state=State.PENDING).order_by("id").values_list("reference", flat=True),
        *with_state(State.REFUSED, waiting),
        *unanswered.order_by("id").values_list("reference", flat=True),
        *contradicted(entries.filter(received_at__gte=timezone.now() - LAG)),
    ]
    return turns.round_robin(by_age(list(dict.fromkeys(found))))


def by_age(references: list[str]) -> Iterator[tuple[int | None, str]]:
    """Return the references with their buyers, if known, oldest payment first."""
    invoices: dict[str, str] = {}
    for part in batches(references):
        entries = LedgerEntry.objects.filter(reference__in=part).order_by("id")
        for reference, invoice in entries.values_list("reference", "invoice"):
            invoices.setdefault(reference, invoice)
    # ePayco's response takes precedence over a notification's claim.
    for part in batches(references):
        attempts = PaymentAttempt.objects.filter(reference__in=part)
        invoices |= attempts.order_by("id").values_list("reference", "invoice")
    buyers: dict[str, int | None] = {}
    for part in batches(list(set(invoices.values()))):
        buyers |= Checkout.objects.filter(invoice__in=part).values_list("invoice", "user_id")
    known = set(references)
    for reference in [*(r for r in invoices if r in known), *(known - invoices.keys())]:
        yield buyers.get(invoices.get(reference, "")), reference


def batches(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def contradicted(entries: LedgerQuerySet) -> Iterator[str]:
    settled = entries.exclude(settled_at=None)
    yield from with_state(State.APPROVED, settled.filter(claimed_state="6"))
    yield from with_state(State.FAILED, settled.filter(claimed_state="1"))


def with_state(state: str, entries: LedgerQuerySet) -> Iterator[str]:
    """Return the references of entries whose payment is in this state."""
    references = list(dict.fromkeys(entries.order_by("id").values_list("reference", flat=True)))
    for part in batches(references):
        attempts = PaymentAttempt.objects.filter(reference__in=part)
        yield from attempts.filter(state=state).order_by("id").values_list("reference", flat=True)


def unpaid_invoices(since: datetime | None) -> list[str]:
    """Return invoices without an order, which may have been paid without a notification."""
    since = since or timezone.now() - CHECKOUT_WINDOW
    rows = Checkout.objects.filter(order=None, created_at__gte=since, is_ready=True)
    return turns.round_robin(rows.order_by("id").values_list("user_id", "invoice"))


def unverified(before: datetime) -> list[tuple[int, str]]:
    """Return the first unsettled entry of each payment that could not be verified."""
    rows = LedgerEntry.objects.filter(settled_at=None, received_at__lte=before, attention="")
    firsts = rows.order_by().values("reference").annotate(first=Min("pk"))
    return [(row["first"], row["reference"]) for row in firsts.order_by("first")[:BATCH]]
