"""The two API calls of a refund. Never tried against the real ePayco.

Source: ePayco's SDK for Node of September 2026. An OAuth token from EPAYCO_OAUTH_URL, different
from that of the other calls, then one PUT without a body to EPAYCO_REFUND_URL. There is no amount
field. A rejection may be {"success": false, "message": "", "data": []}."""

import time
from typing import Any, NamedTuple

from django.conf import settings

from integrations.epayco.exceptions import NoResponse
from integrations.epayco.http import cleaning, exchange

# No client waits for this call, and it is not repeated.
PATIENCE_SECONDS = 20.0
# The call failed without a clear result.
UNDECIDED = frozenset({408, 425, 429})
MAX_ANSWER = 4000


class Said(NamedTuple):
    """ePayco's response to the PUT: accepted, refused or unclear, with its content."""

    state: str
    status: int | None
    answer: dict[str, Any]


def log_in() -> str:
    """Return a token for refunds. Raises NoResponse; no refund was requested then."""
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.EPAYCO_PUBLIC_KEY,
        "client_secret": settings.EPAYCO_PRIVATE_KEY,
        "scope": "apify",
    }
    url = f"{settings.EPAYCO_OAUTH_URL}/api/v1/oauth/login"
    status, answer = exchange.bounded("POST", url, {}, form, is_form=True)
    token = answer.get("access_token")
    if isinstance(token, dict):
        token = token.get("accessToken")
    if status not in (200, 201) or not isinstance(token, str) or not token.isascii():
        raise NoResponse(f"ePayco's login for refunds answered {status} without a token.")
    return token


def put(reference: str, token: str) -> Said:
    """Request the refund once, without redirects or retries, whatever the response."""
    url = f"{settings.EPAYCO_REFUND_URL}/payment/api/v1/transaction/refund/{reference}"
    headers = {"Authorization": f"Bearer {token}"}
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        status, answer = exchange.bounded(
            "PUT", url, headers, None, deadline, read_seconds=PATIENCE_SECONDS
        )
    except NoResponse as error:
        return Said("unclear", None, {"error": str(error)})
    return Said(verdict(status, answer), status, shortened(answer))


def verdict(status: int, answer: dict[str, Any]) -> str:
    """Interpret the response. Only the payment's own record tells whether it was refunded."""
    if status in (200, 201, 202) and answer.get("success") is True:
        return "accepted"
    said_no = status == 200 and answer.get("success") is False
    return "refused" if said_no or (400 <= status < 500 and status not in UNDECIDED) else "unclear"


def shortened(answer: dict[str, Any]) -> dict[str, Any]:
    found = cleaning.cleaned(answer)
    return found if len(str(found)) <= MAX_ANSWER else {"cut": str(found)[:MAX_ANSWER]}
