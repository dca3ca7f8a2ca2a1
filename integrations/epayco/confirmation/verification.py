"""Verify payments with ePayco: its response counts, the notification is only a hint.

The signature covers neither state, invoice nor test flag, and a payer can obtain it (ePayco's
public lookup shows it). So these fields come from ePayco's own record of the payment."""

from dataclasses import replace
from typing import Any

from business_logic.entities import Payment
from integrations.epayco import client
from integrations.epayco.confirmation import second_witness
from integrations.epayco.confirmation.notices import Notification
from integrations.epayco.confirmation.records import payment_of
from integrations.epayco.exceptions import InvalidResponse
from integrations.epayco.fields import is_for_this_shop


def confirmed_payment(notice: Notification) -> tuple[Payment, dict[str, Any]]:
    """Return the payment as ePayco knows it, and the whole response.

    Raises NoResponse if the response is missing or about another payment, Refused
    if ePayco doesn't know the reference."""
    payment, answer = looked_up(notice.reference)
    return replace(payment, reason=payment.reason or notice.claimed_payment().reason), answer


def looked_up(reference: str) -> tuple[Payment, dict[str, Any]]:
    """Return the payment of a reference, like confirmed_payment."""
    answer = client.transaction(reference)
    payment = payment_of(answer)
    if payment.reference != reference:
        raise InvalidResponse("ePayco answered for another reference.")
    if not is_for_this_shop(answer):
        raise InvalidResponse("ePayco answered for another merchant.")
    if second_witness.is_needed(payment, answer):
        return second_witness.heard(payment, answer)
    return payment, answer
