"""Convert ePayco's record of a payment, from either lookup."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from business_logic.entities import Payment
from integrations.epayco import states
from integrations.epayco.confirmation.notice_fields import AMOUNT
from integrations.epayco.exceptions import InvalidResponse
from integrations.epayco.fields import flag_of_test, text

MAX_INVOICE = 64


def payment_of(answer: Mapping[str, Any]) -> Payment:
    """Return ePayco's record as a Payment. Raises InvalidResponse if it is incomplete."""
    amount, invoice = text(answer, "amount"), text(answer, "invoice")
    if not AMOUNT.fullmatch(amount) or not 0 < len(invoice) <= MAX_INVOICE:
        raise InvalidResponse("ePayco's answer is incomplete.")
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
