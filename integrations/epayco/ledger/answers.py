"""Read and record a response of ePayco that was not triggered by a notification."""

from typing import Any

from business_logic.entities import Outcome, Payment
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.fields import text
from integrations.epayco.models import LedgerEntry
from integrations.epayco.states import code_of
from orders.models import PaymentAttempt

SOURCE = "reconcile_payments"
TEST_WORDS = {True: "TRUE", False: "FALSE", None: "UNCLEAR"}


def is_no_news(payment: Payment, outcome: Outcome, attempt: PaymentAttempt | None) -> bool:
    """Return True if settling would change nothing, because the response is the same as before."""
    if outcome.result == "refused" and attempt is not None:
        return (attempt.state, attempt.refusal) == ("refused", outcome.attention)
    if outcome.result == "ignored":
        return is_flagged(payment.reference, outcome.attention)
    return outcome.result == "unchanged"


def is_flagged(reference: str, reason: str) -> bool:
    """Return True if the payment was flagged for this reason, resolved or not."""
    return LedgerEntry.objects.filter(reference=reference, attention=reason).exists()


def notice_of(payment: Payment, answer: dict[str, Any]) -> Notification:
    """Turn ePayco's response into a notification, so that the ledger is complete.

    The same response always gives the same entry. It states its source and has no signature."""
    amount = text(answer, "amount") or str(payment.amount)
    fields = {
        "source": SOURCE,
        "x_ref_payco": payment.reference,
        "x_transaction_id": (text(answer, "transaction") or payment.reference)[:64],
        "x_amount": amount[:20],
        "x_currency_code": payment.currency,
        "x_id_invoice": payment.invoice,
        "x_cod_transaction_state": code_of(payment.gateway_state),
        "x_response_reason_text": payment.reason,
        "x_test_request": TEST_WORDS[payment.is_test],
    }
    return Notification(
        reference=payment.reference,
        transaction_id=fields["x_transaction_id"],
        amount=fields["x_amount"],
        currency=payment.currency,
        invoice=payment.invoice,
        state=fields["x_cod_transaction_state"],
        fields=fields,
        is_asked=True,
    )
