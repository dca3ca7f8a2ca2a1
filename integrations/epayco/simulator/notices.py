"""Send simulated notifications to the shop."""

from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

from integrations.epayco.simulator import records

TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class SentNotice:
    """The shop's response to one notification; status 0 if there was none."""

    status: int
    message: str


def deliver(fields: records.Fields, *, base: str = "", method: str = "post") -> SentNotice:
    """Send a notification as ePayco does: once, without following redirects."""
    url = f"{base or settings.PUBLIC_URL}/checkoutconfirmation/"
    parts: dict[str, dict[str, Any]] = {
        "post": {"data": fields},
        "json": {"json": fields},
        "get": {"params": fields},
    }
    try:
        response = requests.request(
            "GET" if method == "get" else "POST",
            url,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            **parts[method],
        )
    except requests.RequestException as error:
        return SentNotice(0, f"{url} does not answer ({type(error).__name__}).")
    return SentNotice(response.status_code, message_of(response))


def message_of(response: requests.Response) -> str:
    try:
        body = response.json()
        return body.get("message") or "; ".join(error["detail"] for error in body["errors"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return response.text[:200]
