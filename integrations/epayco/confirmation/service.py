"""Process a notification: record, verify, settle."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from business_logic.entities import Outcome, Payment
from common.db.transactions import in_transaction
from integrations.epayco.attention import actions as attention
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.confirmation.verification import confirmed_payment
from integrations.epayco.confirmation.waiting_room import Full, room
from integrations.epayco.exceptions import NoResponse, NotVerified, Refused
from integrations.epayco.ledger import entries
from integrations.epayco.ledger.settling import settle_entry
from integrations.epayco.models import LedgerEntry

logger = logging.getLogger(__name__)

# A payment that ePayco doesn't know after this time won't appear any more.
MAY_STILL_APPEAR = timedelta(hours=1)


def confirm(notice: Notification) -> Outcome:
    """Act on a correctly signed notification, exactly once however often it is delivered.

    Raises NotVerified (503) if it can't be verified now; it is recorded, and settled by its next
    delivery or by reconcile_payments."""
    entry = entries.record(notice)
    if entries.is_done_with(entry, notice):
        if entry.settled_at is None:
            entries.note_repeat(entry)
        return Outcome(entry.outcome or "unchanged")
    return act_on(entry, notice)


def act_on(entry: LedgerEntry, notice: Notification) -> Outcome:
    """Verify and settle a recorded entry."""
    try:
        payment, answer = verify(notice)
    except Full as error:
        raise NotVerified from error
    except Refused as error:
        return unknown_at_epayco(entry, error)
    except NoResponse as error:
        logger.warning("Payment %s could not be verified: %s", notice.reference, error)
        if timezone.now() - entry.received_at >= MAY_STILL_APPEAR:
            attention.flag(entry.pk, LedgerEntry.Attention.NOT_VERIFIED)
        raise NotVerified from error
    return settle_entry(entry, payment, answer)


def verify(notice: Notification) -> tuple[Payment, dict[str, Any] | None]:
    if settings.EPAYCO_VERIFY:
        with room.place():
            return confirmed_payment(notice)
    return notice.claimed_payment(), None


def unknown_at_epayco(entry: LedgerEntry, error: Refused) -> Outcome:
    """Handle a payment unknown to ePayco: a new one may still appear, an old one won't."""
    if timezone.now() - entry.received_at < MAY_STILL_APPEAR:
        raise NotVerified from error
    outcome = Outcome("refused", attention=LedgerEntry.Attention.UNKNOWN_REFERENCE)
    in_transaction(lambda: entries.apply(entry, outcome))
    return outcome
