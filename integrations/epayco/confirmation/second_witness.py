"""Use ePayco's public lookup if its API doesn't say clearly whether a payment is a test.

It can only clear the doubt: after an unclear or invalid response the payment needs review."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from business_logic.entities import Payment, PaymentState
from integrations.epayco import client
from integrations.epayco.confirmation.records import payment_of
from integrations.epayco.exceptions import NoResponse
from integrations.epayco.fields import NAMES, is_for_this_shop, looks_like_test, text

logger = logging.getLogger(__name__)

# Fields stored beside the first response. The others are personal data of the payer.
KEPT = (*NAMES["test"], *NAMES["approval"], *NAMES["bank"])
Answer = dict[str, Any]


def is_needed(payment: Payment, answer: Mapping[str, Any]) -> bool:
    """Return True if the flag is missing or unknown. A contradictory response needs review."""
    is_open = payment.is_test is None and payment.state is PaymentState.APPROVED
    return is_open and not settings.EPAYCO_TEST and not looks_like_test(answer)


def heard(payment: Payment, answer: Answer) -> tuple[Payment, Answer]:
    """Return payment and response, completed if the public lookup clearly says "no test"."""
    try:
        found = client.validation(payment.reference)
        if not is_clear(found, payment):
            return payment, answer
    except NoResponse as error:
        logger.info("No second witness of payment %s: %s", payment.reference, error)
        return payment, answer
    said = {name: found[name] for name in KEPT if name in found}
    return replace(payment, is_test=False), answer | {"secondWitness": said}


def is_clear(found: Answer, payment: Payment) -> bool:
    """Return True if it is about this shop and this payment, and says that it is no test.

    Raises InvalidResponse."""
    if not text(found, "merchant") or not is_for_this_shop(found):
        return False
    other = payment_of(found)
    return other.is_test is False and same(other) == same(payment)


def same(payment: Payment) -> tuple:
    currency = payment.currency.upper()
    return payment.reference, payment.invoice, payment.amount, currency, payment.state
