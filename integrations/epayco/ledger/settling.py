"""Settle a payment and record the outcome in the ledger, in one transaction."""

import logging
from typing import Any

from business_logic.checkout import pending_checkouts
from business_logic.entities import Outcome, Payment, PendingCheckout
from business_logic.settlement.state_machine import settle, settlement_transaction
from integrations.epayco.ledger import entries
from integrations.epayco.models import LedgerEntry

logger = logging.getLogger(__name__)


def settle_entry(
    entry: LedgerEntry, payment: Payment, answer: dict[str, Any] | None = None
) -> Outcome:
    """Settle the payment of an entry. answer is ePayco's response, if it was asked."""
    copy = pending_checkouts.recall(payment.invoice)
    outcome = settle_and_record(entry, payment, copy, answer)
    logger.info(
        "Payment %s for %s: %s %s",
        payment.reference,
        payment.invoice,
        outcome.result,
        outcome.attention,
    )
    return outcome


@settlement_transaction
def settle_and_record(
    entry: LedgerEntry,
    payment: Payment,
    copy: PendingCheckout | None,
    answer: dict[str, Any] | None,
) -> Outcome:
    outcome = settle(payment, copy)
    entries.apply(entry, outcome, answer)
    return outcome
