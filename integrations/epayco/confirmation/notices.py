"""A payment notification, correctly signed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from rest_framework.request import Request

from business_logic.entities import Payment
from integrations.epayco import states
from integrations.epayco.confirmation.notice_fields import (
    amount_of,
    check_signature,
    check_size,
    invoice_of,
    merged,
    needed,
)
from integrations.epayco.fields import flag_of_test
from integrations.epayco.models import LedgerEntry


@dataclass(frozen=True)
class Notification:
    """A correctly signed notification: the relevant fields, and all fields as received."""

    reference: str
    transaction_id: str
    amount: str
    currency: str
    invoice: str
    state: str
    fields: Mapping[str, str]
    # From a lookup, not from a notification.
    is_asked: bool = False

    @classmethod
    def read(cls, request: Request) -> "Notification":
        """Parse a request's notification, from body and query together.

        Raises InvalidSignature, or ValidationError if a field is missing, malformed, or has two
        different values."""
        check_size(request)
        fields = merged(request)
        check_signature(fields)
        return cls(
            reference=needed(fields, "x_ref_payco"),
            transaction_id=needed(fields, "x_transaction_id"),
            amount=amount_of(fields),
            currency=needed(fields, "x_currency_code"),
            invoice=invoice_of(fields),
            state=needed(fields, "x_cod_transaction_state"),
            fields=fields,
        )

    @classmethod
    def recorded(cls, entry: LedgerEntry) -> "Notification":
        """Return a ledger entry's notification, as received."""
        return cls(
            reference=entry.reference,
            transaction_id=entry.transaction_id,
            amount=entry.amount,
            currency=entry.currency,
            invoice=entry.invoice,
            state=entry.claimed_state,
            fields=entry.fields,
        )

    @property
    def digest(self) -> str:
        """A digest of the fields that matter."""
        counts: list[str | bool | None] = [self.reference, self.transaction_id]
        counts += [self.amount, self.currency, self.invoice, self.state, self.is_asked]
        # With verification, these fields of a notification are not trusted.
        counts.append(None if settings.EPAYCO_VERIFY else str(self.claimed_test()))
        return hashlib.sha256(json.dumps(counts).encode()).hexdigest()

    def claimed_payment(self) -> Payment:
        """Return the payment as claimed. State, invoice and test flag are not signed: trust them
        only without verification (EPAYCO_VERIFY=false)."""
        state, word = states.read(self.state)
        return Payment(
            reference=self.reference,
            invoice=self.invoice,
            state=state,
            amount=Decimal(self.amount),
            currency=self.currency,
            is_test=self.claimed_test(),
            gateway_state=word,
            reason=self.fields.get("x_response_reason_text", ""),
            method=self.fields.get("x_franchise", "").strip()[:20],
            approval_code=self.fields.get("x_approval_code", "").strip()[:30],
        )

    def claimed_test(self) -> bool | None:
        """Return the claimed test flag, or None if it is missing or contradicted."""
        said = self.fields.get("x_test_request", "").strip() or "false"
        return flag_of_test({**self.fields, "x_test_request": said})
