"""Asking ePayco back: the notice is a hint, the answer is what counts.

The signature covers neither state, invoice nor test flag, and a payer can get hold of it
(epayco's public look-up shows it). So these come from ePayco's own record of the payment."""

from dataclasses import replace
from typing import Any

from business_logic.entities import Payment
from integrations.epayco import client
from integrations.epayco.confirmation import second_witness
from integrations.epayco.confirmation.notices import Notice
from integrations.epayco.confirmation.records import payment_of
from integrations.epayco.fields import is_for_this_shop


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
    if second_witness.is_needed(payment, answer):
        return second_witness.heard(payment, answer)
    return payment, answer
