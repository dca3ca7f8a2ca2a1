"""The ledger of notifications: recorded before they are acted on, never deleted."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from business_logic.entities import Outcome, PaymentState
from common.db.transactions import autocommit
from common.db.writing import insert
from integrations.epayco import states
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.querysets import LedgerQuerySet

# After these outcomes the same notification has no further effect, and ePayco isn't asked again.
# But one that reports a reversal came early if it only created the order.
FINAL = frozenset({"order_made", "in_review", "reversed"})
REVERSED = frozenset({"reversed"})
# Anyone with one genuine signature can forge any number of notifications.
MAX_ROWS = 50
Attention = LedgerEntry.Attention
# Review reasons that each outcome resolves.
WAITING = {Attention.PENDING_TOO_LONG, Attention.UNKNOWN_REFERENCE, Attention.UNKNOWN_STATE}
UNPAID = WAITING | {
    Attention.AMOUNT_MISMATCH,
    Attention.CURRENCY_MISMATCH,
    Attention.UNKNOWN_INVOICE,
    Attention.SECOND_PAYMENT,
    Attention.TEST_PAYMENT,
}
ANSWERS: dict[str, set[Attention]] = {
    "failed": WAITING,
    "refused": WAITING,
    "order_made": UNPAID,
    "in_review": UNPAID,
    "reversed": UNPAID | {Attention.OUT_OF_STOCK, Attention.LATE_PAYMENT},
    "reversed_without_order": UNPAID,
}


def is_done_with(entry: LedgerEntry, notice: Notification) -> bool:
    """Return True if the notification is fully applied.

    ePayco's response settles the whole payment; without verification each notification counts.
    A notification with another invoice is verified once, so that it is noticed."""
    claims_reversal = states.read(notice.state)[0] is PaymentState.REVERSED
    final = REVERSED if claims_reversal else FINAL
    if entry.outcome in final or not settings.EPAYCO_VERIFY:
        return entry.outcome in final
    told = {
        outcome for outcome, invoice in entry.told if entry.settled_at or invoice == notice.invoice
    }
    return bool(told & final)


def record(notice: Notification) -> LedgerEntry:
    """Record the notification, or count another delivery of it. Commits immediately."""
    entry = entry_of(notice, place=0)
    try:
        # Most payments have a single notification, so the first position is free.
        return autocommit(lambda: insert(entry))
    except IntegrityError:
        return beside_others(LedgerEntry.objects.filter(reference=notice.reference), notice)


def beside_others(rows: LedgerQuerySet, notice: Notification) -> LedgerEntry:
    entry = None
    while entry is None:
        told = list(rows.order_by().values_list("outcome", "invoice")[:MAX_ROWS])
        is_full = len(told) == MAX_ROWS
        entry = counted_again(rows, notice) if is_full else written(rows, notice, len(told))
    entry.told = frozenset(told)
    return entry


def entry_of(notice: Notification, *, place: int) -> LedgerEntry:
    return LedgerEntry(
        digest=notice.digest,
        reference=notice.reference,
        place=place,
        transaction_id=notice.transaction_id,
        invoice=notice.invoice,
        claimed_state=notice.state,
        amount=notice.amount,
        currency=notice.currency,
        fields=dict(notice.fields),
        last_received_at=timezone.now(),
    )


def written(rows: LedgerQuerySet, notice: Notification, place: int) -> LedgerEntry | None:
    """Insert the notification at this position of its payment, or return its existing row.

    Returns None if another notification took the position in the meantime."""
    try:
        return autocommit(lambda: insert(entry_of(notice, place=place)))
    except IntegrityError:
        is_known = rows.filter(digest=notice.digest).exists()
        return counted_again(rows, notice) if is_known else None


def counted_again(rows: LedgerQuerySet, notice: Notification) -> LedgerEntry:
    """Count another delivery of the notification, or of the payment's last one if it has no row."""
    entry: LedgerEntry = rows.filter(digest=notice.digest).first() or rows.latest("pk")
    again = {"deliveries": F("deliveries") + 1, "last_received_at": timezone.now()}
    autocommit(lambda: LedgerEntry.objects.filter(pk=entry.pk).update(**again))
    entry.refresh_from_db(fields=["deliveries"])
    return entry


def note_repeat(entry: LedgerEntry) -> None:
    """Record another notification of a settled payment, which changes nothing."""
    settled = {"settled_at": timezone.now(), "outcome": "unchanged"}
    rows = LedgerEntry.objects.filter(pk=entry.pk, settled_at=None)
    autocommit(lambda: rows.update(**settled))


def apply(entry: LedgerEntry, outcome: Outcome, answer: dict[str, Any] | None = None) -> None:
    """Record the outcome of the notification; call it in the transaction that acted on it."""
    # Read again under a lock, with the payment's other entries: another delivery or notification
    # may have been settled since.
    payments_rows = LedgerEntry.objects.without_json().filter(reference=entry.reference)
    rows = payments_rows.select_for_update()
    entries = {row.pk: row for row in rows.order_by("pk")}
    now = entries.pop(entry.pk)
    entry.outcome, entry.attention = now.outcome, now.attention
    entry.attention_closed_at = now.attention_closed_at
    others = list(entries.values())
    entry.settled_at = timezone.now()
    if outcome.result != "unchanged" or entry.outcome not in FINAL:
        entry.outcome = outcome.result
    if answer is not None:
        entry.answer = answer
    if outcome.attention:
        flag(entry, outcome.attention, others)
    elif entry.needs_attention and (
        outcome.result in FINAL or entry.attention == Attention.NOT_VERIFIED
    ):
        close_by_itself(entry, outcome)
    entry.save(
        update_fields=["settled_at", "outcome", "answer", "attention", "attention_closed_at"]
    )
    if answer is not None:
        settle_the_rest(others)
    close_what_is_answered(others, outcome)


def settle_the_rest(others: Iterable[LedgerEntry]) -> None:
    """Settle the payment's other entries too: ePayco's response applies to the payment."""
    waiting = [other.pk for other in others if other.settled_at is None]
    if waiting:
        rows = LedgerEntry.objects.filter(pk__in=waiting)
        rows.update(settled_at=timezone.now(), outcome="unchanged")


def flag(entry: LedgerEntry, reason: str, others: Iterable[LedgerEntry]) -> None:
    """Flag the entry for review, once per payment and reason."""
    if entry.attention != reason and all(other.attention != reason for other in others):
        entry.attention = reason
        entry.attention_closed_at = None


def close_by_itself(entry: LedgerEntry, outcome: Outcome) -> None:
    """Close the review automatically: a later response of ePayco settled it."""
    entry.attention_closed_at = timezone.now()
    LedgerAction.objects.create(entry=entry, action="settled_itself", note=outcome.result)


def close_what_is_answered(others: Iterable[LedgerEntry], outcome: Outcome) -> None:
    """Close reviews of the payment's other entries that this outcome resolves."""
    answered = ANSWERS.get(outcome.result, set()) | {Attention.NOT_VERIFIED}
    for other in others:
        if other.needs_attention and other.attention in answered:
            close_by_itself(other, outcome)
            other.save(update_fields=["attention_closed_at"])
