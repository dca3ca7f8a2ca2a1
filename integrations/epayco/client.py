"""Client of ePayco's API.

Source: docs.epayco.com (API, Smart Checkout v2): POST /login, /payment/transaction,
/payment/session/create under EPAYCO_API_URL; the public lookup under EPAYCO_VALIDATION_URL."""

import base64
import logging
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from integrations.epayco.exceptions import NoResponse, NotOffered, Refused
from integrations.epayco.http import cleaning, exchange
from integrations.epayco.http.exchange import NOT_OFFERED

logger = logging.getLogger(__name__)
# The token of /login is valid for 1200 s; it is renewed well before that.
TOKEN_SECONDS = 900
REFERENCE_NAMES = ("refPayco", "referencePayco", "ref_payco", "x_ref_payco")
REFERENCE = re.compile(r"[!-~]{1,64}", re.ASCII)


class Token:
    """This process's bearer token, shared by its threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[tuple[str, str, str], tuple[str, float]] = {}

    def get(self) -> str | None:
        token, until = self.kept.get(self.owner(), ("", 0.0))
        return token if until > time.monotonic() else None

    def keep(self, token: str) -> None:
        with self.lock:
            self.kept = {self.owner(): (token, time.monotonic() + TOKEN_SECONDS)}

    def drop(self) -> None:
        with self.lock:
            self.kept = {}

    @staticmethod
    def owner() -> tuple[str, str, str]:
        return (
            settings.EPAYCO_API_URL,
            settings.EPAYCO_PUBLIC_KEY,
            settings.EPAYCO_PRIVATE_KEY,
        )


token = Token()


def transaction(reference: str) -> dict[str, Any]:
    """Return ePayco's record of a payment, by reference. Raises NoResponse, Refused."""
    number = int(reference) if reference.isascii() and reference.isdecimal() else reference
    answer = call("/payment/transaction", {"referencePayco": number})
    found = answer.get("data")
    found = found.get("transaction", found) if isinstance(found, dict) else None
    if answer.get("success") is not True or not isinstance(found, dict) or not found:
        raise Refused("ePayco does not know the reference.")
    return cleaning.kept(cleaning.cleaned(found))


def references_of(invoice: str) -> list[str]:
    """Return the references of an invoice's payments, as far as ePayco lists them.

    Only references: each payment is then looked up by its own. Raises NotOffered, NoResponse."""
    answer = call("/transaction/detail", {"filter": {"referenceClient": invoice}})
    if answer.get("success") is not True:
        return []
    return sorted({record for record in references_in(answer.get("data")) if record})


def references_in(data: Any) -> Iterator[str]:
    """Return the references in one or several records, whose fields may be inside "log"."""
    for record in data if isinstance(data, list) else [data]:
        if not isinstance(record, dict):
            continue
        yield from references_in(record.get("log"))
        for name in REFERENCE_NAMES:
            if isinstance(found := record.get(name), str) and REFERENCE.fullmatch(found.strip()):
                yield found.strip()


def create_session(body: dict[str, Any]) -> str:
    """Open a Smart Checkout v2 session and return its id. Raises NoResponse, Refused."""
    answer = call("/payment/session/create", body)
    data = answer.get("data")
    session_id = data.get("sessionId") if isinstance(data, dict) else None
    if answer.get("success") is not True or not isinstance(session_id, str):
        logger.error("ePayco refused to open a session: %s", str(answer.get("textResponse"))[:200])
        raise Refused("ePayco refused to open a session.")
    kept: str = cleaning.cleaned(session_id)[:64]
    return kept


def validation(ref_payco: str) -> dict[str, Any]:
    """Return the public lookup of a redirect's id. Raises NoResponse, Refused."""
    url = f"{settings.EPAYCO_VALIDATION_URL}/validation/v1/reference/{ref_payco}"
    status, answer = exchange.bounded("GET", url, {}, None)
    data = answer.get("data")
    if status != 200 or answer.get("success") is not True or not isinstance(data, dict):
        raise Refused("ePayco does not know the reference.")
    kept: dict[str, Any] = cleaning.cleaned(data)
    return kept


def call(path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make an authenticated call; a rejected token is renewed once."""
    deadline = time.monotonic() + exchange.DEADLINE_SECONDS
    kept = token.get()
    if kept:
        status, answer = post(path, body, kept, deadline)
        if status != 401:
            return checked(status, answer)
        token.drop()
    status, answer = post(path, body, log_in(deadline), deadline)
    return checked(status, answer)


def checked(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    if status in NOT_OFFERED and not answer:
        raise NotOffered(f"ePayco answered {status}.")
    if status == 200:
        return answer
    if not 400 <= status < 500 or status in (401, 403, 408, 429):
        raise NoResponse(f"ePayco answered {status}.")
    # Whatever the body says, this status is a rejection.
    return answer | {"success": False}


def post(path: str, body: dict, bearer: str, deadline: float) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {bearer}"}
    return exchange.bounded("POST", settings.EPAYCO_API_URL + path, headers, body, deadline)


def log_in(deadline: float) -> str:
    keys = f"{settings.EPAYCO_PUBLIC_KEY}:{settings.EPAYCO_PRIVATE_KEY}"
    headers = {"Authorization": "Basic " + base64.b64encode(keys.encode()).decode()}
    status, answer = exchange.bounded(
        "POST", settings.EPAYCO_API_URL + "/login", headers, {}, deadline
    )
    bearer = answer.get("token")
    if status != 200 or not isinstance(bearer, str) or not bearer.isascii():
        raise NoResponse(f"ePayco's login answered {status} without a token.")
    token.keep(bearer)
    return bearer
