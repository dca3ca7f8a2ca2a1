"""The ledger of notices: written before anything is acted on, never deleted."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from business_logic.entities import Outcome
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.notices import Notice

# After these the same notice has nothing more to say, and ePayco need not be asked about it.
FINAL = frozenset({"order_made", "in_review", "reversed"})


def record(notice: Notice) -> LedgerEntry:
    """Write the notice down, or count one more delivery of it. Commits at once."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return LedgerEntry.objects.create(
                digest=notice.digest,
                reference=notice.reference,
                transaction_id=notice.transaction_id,
                invoice=notice.invoice,
                claimed_state=notice.state,
                amount=notice.amount,
                currency=notice.currency,
                fields=dict(notice.fields),
                last_received_at=now,
            )
    except IntegrityError:
        rows = LedgerEntry.objects.filter(digest=notice.digest)
        rows.update(deliveries=F("deliveries") + 1, last_received_at=now)
        return rows.get()


def apply(entry: LedgerEntry, outcome: Outcome, answer: dict[str, Any] | None = None) -> None:
    """Write what became of the notice; call it in the transaction that acted on it."""
    entry.settled_at = timezone.now()
    entry.outcome = outcome.result
    if answer is not None:
        entry.answer = answer
    if outcome.attention:
        flag(entry, outcome.attention)
    elif outcome.result in FINAL and entry.attention and not entry.attention_closed_at:
        close_by_itself(entry)
    entry.save(
        update_fields=["settled_at", "outcome", "answer", "attention", "attention_closed_at"]
    )


def flag(entry: LedgerEntry, reason: str) -> None:
    """Ask a person to look, once for each payment and reason, however many notices say it."""
    same = LedgerEntry.objects.filter(reference=entry.reference, attention=reason)
    if entry.attention != reason and not same.exclude(pk=entry.pk).exists():
        entry.attention = reason
        entry.attention_closed_at = None


def close_by_itself(entry: LedgerEntry) -> None:
    """What a person was to look at has been settled by a later answer of ePayco."""
    entry.attention_closed_at = timezone.now()
    LedgerAction.objects.create(entry=entry, action="settled_itself", note=entry.outcome)
