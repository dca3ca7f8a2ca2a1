"""One HTTP exchange with ePayco, limited in time and size; incomplete responses are rejected."""

import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import requests

from integrations.epayco.exceptions import InvalidResponse, NoResponse
from integrations.epayco.http import cleaning, connections

# ePayco waits 30 s for our response; a buyer waits less.
DEADLINE_SECONDS = 4.0
CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0
NOT_OFFERED = frozenset({404, 405, 501})
# A dripping response outlives every socket timeout, so the wait is limited from outside.
workers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="epayco")


def bounded(
    method: str,
    url: str,
    headers: dict,
    body: dict | None,
    deadline: float | None = None,
    *,
    is_form: bool = False,
    read_seconds: float | None = None,
) -> tuple[int, dict[str, Any]]:
    """Make one call that ends by the deadline (a time.monotonic()) whatever the server does."""
    left = (deadline or time.monotonic() + DEADLINE_SECONDS) - time.monotonic()
    if left <= 0:
        raise NoResponse("ePayco took too long.")
    line = connections.Line()
    content = {"data" if is_form else "json": body}
    ends = time.monotonic() + left
    patience = READ_SECONDS if read_seconds is None else read_seconds
    job = workers.submit(over, line, method, url, headers, content, ends, patience)
    try:
        return job.result(timeout=left)
    except TooLate:
        job.cancel()
        line.hang_up()
        raise NoResponse("ePayco took too long.") from None


def over(line: connections.Line, *call: Any) -> tuple[int, dict[str, Any]]:
    """Run the exchange on a connection that the waiting thread can close."""
    connections.current.line = line
    try:
        return exchange(*call)
    finally:
        connections.current.line = None
        line.close()


def exchange(
    method: str, url: str, headers: dict, content: dict, deadline: float, read_seconds: float
) -> tuple[int, dict[str, Any]]:
    try:
        with (
            connections.session() as session,
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
