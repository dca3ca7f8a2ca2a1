"""Client of ePayco's API. Responses are limited in time and size; incomplete ones are rejected.

Source: docs.epayco.com (API, Smart Checkout v2): POST /login, /payment/transaction,
/payment/session/create under EPAYCO_API_URL; the public lookup under EPAYCO_VALIDATION_URL."""

import base64
import logging
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import requests
from django.conf import settings

from integrations.epayco import cleaning, lines

logger = logging.getLogger(__name__)

# ePayco waits 30 s for our response; a buyer waits less.
DEADLINE_SECONDS = 4.0
CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0
# The token of /login is valid for 1200 s; it is renewed well before that.
TOKEN_SECONDS = 900
NOT_OFFERED = frozenset({404, 405, 501})
REFERENCE_NAMES = ("refPayco", "referencePayco", "ref_payco", "x_ref_payco")
REFERENCE = re.compile(r"[!-~]{1,64}", re.ASCII)

# A dripping response outlives every socket timeout, so the wait is limited from outside.
workers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="epayco")


class NoResponse(Exception):
    """ePayco is unreachable or too slow, or its response is invalid."""


class Refused(NoResponse):
    """ePayco rejected the call."""


class InvalidResponse(NoResponse):
    """ePayco responded, but its record of the payment is invalid."""


class NotOffered(NoResponse):
    """ePayco doesn't offer this call, or not to this shop."""


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
    status, answer = bounded("GET", url, {}, None)
    data = answer.get("data")
    if status != 200 or answer.get("success") is not True or not isinstance(data, dict):
        raise Refused("ePayco does not know the reference.")
    kept: dict[str, Any] = cleaning.cleaned(data)
    return kept


def call(path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make an authenticated call; a rejected token is renewed once."""
    deadline = time.monotonic() + DEADLINE_SECONDS
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
    return bounded("POST", settings.EPAYCO_API_URL + path, headers, body, deadline)


def log_in(deadline: float) -> str:
    keys = f"{settings.EPAYCO_PUBLIC_KEY}:{settings.EPAYCO_PRIVATE_KEY}"
    headers = {"Authorization": "Basic " + base64.b64encode(keys.encode()).decode()}
    status, answer = bounded("POST", settings.EPAYCO_API_URL + "/login", headers, {}, deadline)
    bearer = answer.get("token")
    if status != 200 or not isinstance(bearer, str) or not bearer.isascii():
        raise NoResponse(f"ePayco's login answered {status} without a token.")
    token.keep(bearer)
    return bearer


def bounded(
    method: str,
    url: str,
    headers: dict,
    body: dict | None,
    deadline: float | None = None,
    *,
    is_form: bool = False,
    read_seconds: float = READ_SECONDS,
) -> tuple[int, dict[str, Any]]:
    """Make one call that ends by the deadline (a time.monotonic()) whatever the server does."""
    left = (deadline or time.monotonic() + DEADLINE_SECONDS) - time.monotonic()
    if left <= 0:
        raise NoResponse("ePayco took too long.")
    line = lines.Line()
    content = {"data" if is_form else "json": body}
    ends = time.monotonic() + left
    job = workers.submit(over, line, method, url, headers, content, ends, read_seconds)
    try:
        return job.result(timeout=left)
    except TooLate:
        job.cancel()
        line.hang_up()
        raise NoResponse("ePayco took too long.") from None


def over(line: lines.Line, *call: Any) -> tuple[int, dict[str, Any]]:
    """Run the exchange on a connection that the waiting thread can close."""
    lines.current.line = line
    try:
        return exchange(*call)
    finally:
        lines.current.line = None
        line.close()


def exchange(
    method: str, url: str, headers: dict, content: dict, deadline: float, read_seconds: float
) -> tuple[int, dict[str, Any]]:
    try:
        with (
            lines.session() as session,
            session.request(
                method,
                url,
                headers={"Accept": "application/json", **headers},
                timeout=(CONNECT_SECONDS, read_seconds),
                **content,
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            if response.status_code == 401 or is_bare(response):
                return response.status_code, {}
            return response.status_code, read_json(response, deadline)
    except (cleaning.Ambiguous, RecursionError) as error:
        raise InvalidResponse(f"ePayco's answer makes no sense: {type(error).__name__}.") from None
    except (requests.RequestException, OSError, ValueError) as error:
        raise NoResponse(f"ePayco's answer cannot be used: {type(error).__name__}.") from None


def is_bare(response: requests.Response) -> bool:
    """Return True if the response is an HTML page, as for an unknown URL."""
    return response.status_code in NOT_OFFERED and "json" not in response.headers.get(
        "Content-Type", ""
    )


def read_json(response: requests.Response, deadline: float) -> dict[str, Any]:
    """Return the response's object, with numbers as strings."""
    content = b""
    for chunk in response.iter_content(65_536):
        content += chunk
        if len(content) > cleaning.LARGEST or time.monotonic() > deadline:
            raise NoResponse("ePayco's answer is too long.")
    answer = cleaning.read(content)
    if not isinstance(answer, dict):
        raise NoResponse("ePayco's answer is not an object.")
    return answer
