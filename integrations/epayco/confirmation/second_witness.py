"""ePayco's public look-up, asked where its API leaves open whether a payment is a test.

It can only clear the doubt: whatever it does not say clearly, and whatever makes it unusable,
leaves the payment to a person."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from business_logic.entities import Payment, PaymentState
from integrations.epayco import client
from integrations.epayco.confirmation.records import payment_of
from integrations.epayco.fields import NAMES, is_for_this_shop, looks_like_test, text

logger = logging.getLogger(__name__)

# Kept of what it says, beside the first answer. The rest is the payer's.
KEPT = (*NAMES["test"], *NAMES["approval"], *NAMES["bank"])
Answer = dict[str, Any]


def is_needed(payment: Payment, answer: Mapping[str, Any]) -> bool:
    """Where the flag is missing or odd. An answer that contradicts itself is for a person."""
    is_open = payment.is_test is None and payment.state is PaymentState.APPROVED
    return is_open and not settings.EPAYCO_TEST and not looks_like_test(answer)


def heard(payment: Payment, answer: Answer) -> tuple[Payment, Answer]:
    """The payment and the answer, completed where the public look-up clearly says "no test"."""
    try:
        found = client.validation(payment.reference)
        if not is_clear(found, payment):
            return payment, answer
    except client.NoAnswer as error:
        logger.info("No second witness of payment %s: %s", payment.reference, error)
        return payment, answer
    said = {name: found[name] for name in KEPT if name in found}
    return replace(payment, is_test=False), answer | {"secondWitness": said}


def is_clear(found: Answer, payment: Payment) -> bool:
    """Whether it speaks of this shop and this very payment, and says that it is no test.

    Raises client.Unusable."""
    if not text(found, "merchant") or not is_for_this_shop(found):
        return False
    other = payment_of(found)
    return other.is_test is False and same(other) == same(payment)


def same(payment: Payment) -> tuple:
    currency = payment.currency.upper()
    return payment.reference, payment.invoice, payment.amount, currency, payment.state
