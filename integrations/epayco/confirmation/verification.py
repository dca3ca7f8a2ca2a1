"""Asking ePayco back: the notice is a hint, the answer is what counts.

The signature covers neither state, invoice nor test flag, and a payer can get hold of it
(epayco's public look-up shows it). So these come from ePayco's own record of the payment."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from business_logic.entities import Payment
from integrations.epayco import client, states
from integrations.epayco.confirmation.notices import AMOUNT, Notice

# ePayco names one thing differently in its calls; the first name that is there counts.
NAMES = {
    "reference": ("refPayco", "ref_payco", "x_ref_payco"),
    "invoice": ("invoice", "x_id_invoice", "x_id_factura", "factura"),
    "amount": ("amount", "x_amount", "valor"),
    "currency": ("currency", "x_currency_code", "moneda"),
    "code": ("codTransactionState", "x_cod_transaction_state", "cod_transaction_state"),
    "word": ("status", "transactionState", "x_transaction_state", "estado"),
    "test": ("testMode", "x_test_request", "enpruebas"),
    "transaction": ("transactionId", "x_transaction_id", "transaction_id"),
    "reason": ("response", "responseReasonText", "x_response_reason_text", "respuesta"),
}
YES = frozenset({"true", "1", "si", "sí", "yes"})
MAX_INVOICE = 64


def confirmed_payment(notice: Notice) -> tuple[Payment, dict[str, Any]]:
    """The payment as ePayco knows it, and its whole answer.

    Raises client.NoAnswer where the answer is missing or not about this payment, client.Refused
    where ePayco does not know the reference."""
    payment, answer = looked_up(notice.reference)
    claimed = notice.claimed_payment()
    # An answer that does not say whether it is a test leaves the notice's word for it.
    is_test = payment.is_test or (claimed.is_test and not text(answer, "test"))
    return replace(payment, reason=payment.reason or claimed.reason, is_test=is_test), answer


def looked_up(reference: str) -> tuple[Payment, dict[str, Any]]:
    """The payment of a reference as ePayco knows it. Raises as confirmed_payment does."""
    answer = client.transaction(reference)
    payment = payment_of(answer)
    if payment.reference != reference:
        raise client.Unusable("ePayco answered for another reference.")
    return payment, answer


def payment_of(answer: Mapping[str, Any]) -> Payment:
    """ePayco's record as the shop's payment. Raises client.Unusable where it is incomplete."""
    amount, invoice = text(answer, "amount"), text(answer, "invoice")
    if not AMOUNT.fullmatch(amount) or not 0 < len(invoice) <= MAX_INVOICE:
        raise client.Unusable("ePayco's answer is incomplete.")
    state, word = states.read(state_code(answer))
    return Payment(
        reference=text(answer, "reference"),
        invoice=invoice,
        state=state,
        amount=Decimal(amount),
        currency=text(answer, "currency")[:8],
        is_test=text(answer, "test").lower() in YES,
        gateway_state=word,
        reason=re.sub(r"[\x00-\x1f]", " ", text(answer, "reason"))[:200],
    )


def state_code(answer: Mapping[str, Any]) -> str:
    return text(answer, "code") or states.WORDS.get(text(answer, "word").lower(), "")


def text(answer: Mapping[str, Any], what: str) -> str:
    """A value of the answer as text, "" where it is absent; numbers are texts already."""
    for name in NAMES[what]:
        value = answer.get(name)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""
