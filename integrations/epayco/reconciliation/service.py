"""Reconciliation: verify uncertain payments with ePayco, and settle the clear cases.

Responses go through the same settlement as notifications. So several runs, and notifications, can
overlap; a killed run is continued by the next one. No transaction is open during calls."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from business_logic.entities import Outcome, Payment
from business_logic.exceptions import Busy
from business_logic.settlement.state_machine import preview
from common.db.transactions import RetriesExhausted
from integrations.epayco.attention import actions as attention
from integrations.epayco.attention.differences import Difference, row
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.confirmation.service import MAY_STILL_APPEAR, unknown_at_epayco
from integrations.epayco.confirmation.verification import looked_up
from integrations.epayco.exceptions import (
    NotOffered,
    NotVerified,
    Refused,
)
from integrations.epayco.ledger import entries
from integrations.epayco.ledger.answers import is_flagged, is_no_news, notice_of
from integrations.epayco.ledger.settling import settle_entry
from integrations.epayco.models import LedgerEntry
from integrations.epayco.reconciliation import uncertain_payments
from integrations.epayco.reconciliation.run_limits import LimitedRun
from integrations.epayco.refunds import service as refunds
from orders.models import PaymentAttempt

logger = logging.getLogger(__name__)


@dataclass
class Reconciliation(LimitedRun):
    """One run over the payments since a time, or all."""

    since: datetime | None = None
    dry_run: bool = False
    seen: set[str] = field(default_factory=set)

    def differences(self) -> Iterator[Difference]:
        if not self.dry_run:
            flag_unverified()
            refunds.send_waiting()
        span = "all" if self.since is None else "new"
        for reference in self.in_time(f"payments:{span}", uncertain_payments.payments(self.since)):
            yield from self.of_payment(reference)
        for reference in self.in_time("refunds", refunds.to_ask_about()):
            yield from self.of_payment(reference)
        for invoice in self.in_time(
            f"invoices:{span}", uncertain_payments.unpaid_invoices(self.since)
        ):
            for reference in self.search(invoice):
                yield from self.of_payment(reference)

    def of_payment(self, reference: str) -> Iterator[Difference]:
        if reference in self.seen:
            return
        self.seen.add(reference)
        found: list[Difference] = []
        try:
            found += self.settle(reference)
            # A dry run leaves the payment unchanged; the result would have settled it.
            if not (self.dry_run and found):
                found += self.pending_too_long(reference)
        except Exception as error:
            logger.exception("Payment %s could not be reconciled.", reference)
            self.unasked += 1
            found.append(row(reference, theirs="unclear", done=f"failed: {type(error).__name__}"))
        yield from found

    def settle(self, reference: str) -> Iterator[Difference]:
        """Verify a payment, and settle it if clear."""
        rows = LedgerEntry.objects.filter(reference=reference, settled_at=None)
        waiting = list(rows.without_json() if settings.EPAYCO_VERIFY else rows)
        if waiting and not settings.EPAYCO_VERIFY:
            # Without verification: these notifications were recorded before the process ended.
            for entry in reversed(waiting):
                yield from self.judge(Notification.recorded(entry).claimed_payment(), None, [entry])
            return
        found: tuple[Payment, dict[str, Any]] | None
        try:
            found = self.ask(lambda: looked_up(reference))
        except NotOffered:
            found, self.unasked = None, self.unasked + 1
        except Refused as error:
            yield from self.unknown(reference, waiting, error)
            return
        if found:
            yield from self.judge(*found, waiting)
        else:
            yield row(reference, theirs="no answer", done="not asked")

    def judge(
        self, payment: Payment, answer: dict[str, Any] | None, waiting: list[LedgerEntry]
    ) -> Iterator[Difference]:
        """Compare ePayco's record with the shop's, and settle differences."""
        attempt = PaymentAttempt.objects.filter(reference=payment.reference).first()
        try:
            outcome = preview(payment)
            if not waiting and is_no_news(payment, outcome, attempt):
                return
            ours = attempt.state if attempt else "none"
            if not self.dry_run:
                rows = waiting or [entries.record(notice_of(payment, answer or {}))]
                # ePayco's response settles all notifications of the payment.
                rows = rows if answer is None else rows[:1]
                outcomes = [settle_entry(entry, payment, answer) for entry in rows]
                outcome = next((new for new in outcomes if new.result != "unchanged"), outcomes[0])
        except (Busy, RetriesExhausted):
            self.unasked += 1
            yield row(payment.reference, payment, done="the database is busy")
            return
        yield row(payment.reference, payment, ours=ours, done=self.words(outcome))

    def words(self, outcome: Outcome) -> str:
        done = f"{outcome.result}: {outcome.attention}" if outcome.attention else outcome.result
        return f"would be {done}" if self.dry_run else done

    def unknown(
        self, reference: str, waiting: list[LedgerEntry], error: Refused
    ) -> Iterator[Difference]:
        """Handle a reference unknown to ePayco: a new one may still appear, an old one won't."""
        if not waiting and is_flagged(reference, LedgerEntry.Attention.UNKNOWN_REFERENCE):
            return
        done = "nothing"
        for entry in [] if self.dry_run else waiting:
            try:
                done = self.words(unknown_at_epayco(entry, error))
            except NotVerified:
                done = "nothing yet"
        yield row(reference, theirs="unknown", done=done)

    def pending_too_long(self, reference: str) -> Iterator[Difference]:
        """Flag a payment that is pending longer than the stock is held, so that staff contact the
        buyer."""
        limit = timezone.now() - timedelta(hours=settings.PENDING_HOLD_HOURS)
        pending = PaymentAttempt.objects.filter(state=PaymentAttempt.State.PENDING)
        attempt = pending.filter(reference=reference, created_at__lte=limit).first()
        # The ledger is sorted newest first.
        entry = LedgerEntry.objects.filter(reference=reference).last()
        reason = LedgerEntry.Attention.PENDING_TOO_LONG
        if attempt is None or entry is None or is_flagged(reference, reason):
            return
        if self.dry_run or attention.flag(entry.pk, reason):
            done = self.words(Outcome("pending", attention=reason))
            yield row(reference, theirs=attempt.gateway_state, done=done)


def flag_unverified() -> None:
    """Flag payments that could not be verified for an hour, once each."""
    reason = LedgerEntry.Attention.NOT_VERIFIED
    for entry_id, reference in uncertain_payments.unverified(timezone.now() - MAY_STILL_APPEAR):
        if not is_flagged(reference, reason):
            attention.flag(entry_id, reason)
