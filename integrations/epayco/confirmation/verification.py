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
from integrations.epayco.fields import flag_of_test, is_for_this_shop, text

MAX_INVOICE = 64


def confirmed_payment(notice: Notice) -> tuple[Payment, dict[str, Any]]:
    """The payment as ePayco knows it, and its whole answer.

    Raises client.NoAnswer where the answer is missing or not about this payment, client.Refused
    where ePayco does not know the reference."""
    payment, answer = looked_up(notice.reference)
    return replace(payment, reason=payment.reason or notice.claimed_payment().reason), answer


def looked_up(reference: str) -> tuple[Payment, dict[str, Any]]:
    """The payment of a reference as ePayco knows it. Raises as confirmed_payment does."""
    answer = client.transaction(reference)
    payment = payment_of(answer)
    if payment.reference != reference:
        raise client.Unusable("ePayco answered for another reference.")
    if not is_for_this_shop(answer):
        raise client.Unusable("ePayco answered for another merchant.")
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
        is_test=flag_of_test(answer),
        gateway_state=word,
        reason=re.sub(r"[\x00-\x1f]", " ", text(answer, "reason"))[:200],
        method=text(answer, "method")[:20],
        approval_code=text(answer, "approval")[:30],
    )


def state_code(answer: Mapping[str, Any]) -> str:
    return text(answer, "code") or states.WORDS.get(text(answer, "word").lower(), "")
