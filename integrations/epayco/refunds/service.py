"""Send pending refunds, and verify their payments.

No transaction is open during calls. Any number of processes can do this at once: a row is claimed
before its call, and a claim is permanent."""

import logging

from business_logic.entities import PaymentState
from business_logic.exceptions import Busy
from business_logic.orders import gateway_refunds
from common.db.transactions import RetriesExhausted
from integrations.epayco.confirmation.verification import looked_up
from integrations.epayco.exceptions import NoResponse
from integrations.epayco.ledger import entries
from integrations.epayco.ledger.answers import notice_of
from integrations.epayco.ledger.settling import settle_entry
from integrations.epayco.refunds import calls
from orders.models import GatewayRefund

logger = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send each pending refund once; return how many were sent."""
    found = gateway_refunds.waiting()
    try:
        # Log in before the first claim, so that a failed login uses up no refund's single call.
        token = calls.log_in() if found else ""
    except NoResponse as error:
        logger.warning("Refunds wait, because ePayco gave no token: %s", error)
        return 0
    return sum(send(pk, token) for pk in found)


def send(pk: int, token: str) -> bool:
    reference = gateway_refunds.claim(pk)
    if reference is None:
        return False
    said = calls.put(reference, token)
    gateway_refunds.write_answer(pk, said.state, status=said.status, answer=said.answer)
    logger.info("Refund of payment %s: ePayco's answer is %s.", reference, said.state)
    ask_again(reference)
    return True


def ask_again(reference: str) -> bool:
    """Settle the payment if ePayco's record says that it was reversed."""
    try:
        payment, answer = looked_up(reference)
        if payment.state is not PaymentState.REVERSED:
            return False
        settle_entry(entries.record(notice_of(payment, answer)), payment, answer)
    except (NoResponse, Busy, RetriesExhausted) as error:
        logger.warning("Payment %s is asked about later: %s", reference, error)
        return False
    return True


def to_ask_about() -> list[str]:
    """Return payments whose refund was sent but is not confirmed, oldest first."""
    return list(GatewayRefund.objects.asked().order_by("pk").values_list("reference", flat=True))
