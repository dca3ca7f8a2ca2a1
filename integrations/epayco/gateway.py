"""ePayco as a payment gateway for integrations/checkout (settings.PAYMENT_GATEWAY)."""

from collections.abc import Sequence

from django.conf import settings

from business_logic.entities import PricedLine
from integrations.epayco import client
from integrations.epayco.exceptions import GatewayUnavailable, NoResponse
from integrations.epayco.payloads import payment_data, session_body
from integrations.epayco.serializers import PaymentDataSerializer
from orders.models import Checkout

__all__ = ["PaymentDataSerializer", "needs_session", "open_session", "payment_data"]


def needs_session() -> bool:
    """Return True if a session must be opened before the buyer can pay."""
    return settings.EPAYCO_CHECKOUT == "session"


def open_session(checkout: Checkout, lines: Sequence[PricedLine]) -> str:
    """Open a session, whose amount the payer can't change, and return its id.

    Raises an APIException if that fails."""
    try:
        return client.create_session(session_body(checkout, lines))
    except NoResponse as error:
        raise GatewayUnavailable from error
