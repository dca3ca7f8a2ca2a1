"""Simulates ePayco in development: payments, their notifications and lookups.

Requires DEBUG. A simulated payment is the set of its notification's fields; it is in Django's
cache, shared by all server processes and the command line."""

import hashlib
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from business_logic.checkout import pending_checkouts
from common.text import ascii_only
from integrations.epayco import payloads
from integrations.epayco.simulator.fields import (
    METHODS,
    PENDING_CODES,
    STATES,
    BuyerFields,
    notice_fields,
)
from orders.models import Checkout

PREFIX = "epayco-simulator"
KEPT_SECONDS = 30 * 24 * 3600
TIMEOUT_SECONDS = 30
Fields = dict[str, str]


class SimulatorError(Exception):
    """The requested event can't happen at ePayco."""


@dataclass(frozen=True)
class SentNotice:
    """The shop's response to one notification; status 0 if there was none."""

    status: int
    message: str


def require_debug() -> None:
    if not settings.DEBUG:
        raise SimulatorError("The ePayco simulator requires DEBUG=true.")


# --- What ePayco knows ----------------------------------------------------------------------
def look_up_id(reference: str) -> str:
    """Return the 24 hex characters that the payer's URL has instead of the reference."""
    return hashlib.sha256(f"{PREFIX}:{reference}".encode()).hexdigest()[:24]


def find(reference: str) -> Fields | None:
    found: Fields | None = cache.get(f"{PREFIX}:payment:{reference}")
    return found


def find_by_look_up_id(ref_payco: str) -> Fields | None:
    return find(cache.get(f"{PREFIX}:look-up:{ref_payco}", ""))


def payments_of(invoice: str) -> list[Fields]:
    """Return an invoice's payments, oldest first."""
    references = cache.get(f"{PREFIX}:invoice:{invoice}", [])
    return [payment for payment in map(find, references) if payment]


def save(payment: Fields) -> None:
    invoice, reference = payment["x_id_invoice"], payment["x_ref_payco"]
    references = cache.get(f"{PREFIX}:invoice:{invoice}", [])
    if reference not in references:
        references.append(reference)
    cache.set(f"{PREFIX}:payment:{reference}", payment, KEPT_SECONDS)
    cache.set(f"{PREFIX}:look-up:{look_up_id(reference)}", reference, KEPT_SECONDS)
    cache.set(f"{PREFIX}:invoice:{invoice}", references, KEPT_SECONDS)


def leave_unclear(payment: Fields) -> None:
    """Omit the test flag from the API; the public lookup still has it."""
    cache.set(f"{PREFIX}:unclear:{payment['x_ref_payco']}", True, KEPT_SECONDS)


def is_unclear(payment: Fields) -> bool:
    found: bool = cache.get(f"{PREFIX}:unclear:{payment['x_ref_payco']}", False)
    return found


# --- What a payer does ----------------------------------------------------------------------
def pay(
    checkout: Checkout,
    state: str,
    *,
    reference: str = "",
    is_test: bool = False,
    amount: str = "",
    invoice: str = "",
) -> Fields:
    """Make a payment for a checkout, or its next state; return its notification's fields.

    A pending payment continues under its reference (like PSE), a reversal uses that of the
    approved one, everything else is a new attempt. amount and invoice are values that a payer
    changed in the browser. Raises SimulatorError if there is nothing to reverse."""
    require_debug()
    before = find(reference) if reference else continued(checkout.invoice, state)
    if state == "reversed" and before is None and not reference:
        raise SimulatorError("There is no approved payment to reverse.")
    reference = before["x_ref_payco"] if before else reference or new_reference()
    method = before["x_franchise"] if before else method_for(state)
    is_test = is_test or bool(before and before["x_test_request"] == "TRUE")
    payment = notice_fields(
        buyer_fields(checkout, amount=amount or (before or {}).get("x_amount", "")),
        invoice=invoice or checkout.invoice,
        reference=reference,
        transaction_id=transaction_id(reference, state, method, before, is_test),
        state=STATES[state],
        method=METHODS[method],
        is_test=is_test,
        at=timezone.now(),
    )
    save(payment)
    return payment


def continued(invoice: str, state: str) -> Fields | None:
    """Return the payment that a state continues, or None for a new one."""
    wanted = {"1"} if state == "reversed" else PENDING_CODES
    candidates = payments_of(invoice)
    if state != "reversed":
        candidates = candidates[-1:]
    matching = [item for item in candidates if item["x_cod_transaction_state"] in wanted]
    return matching[-1] if matching else None


def method_for(state: str) -> str:
    return {"pending": "PSE", "started": "PSE", "expired": "EF"}.get(state, "VS")


def new_reference() -> str:
    while find(reference := str(random.randrange(300_000_000, 1_000_000_000))):
        pass
    return reference


def transaction_id(
    reference: str, state: str, method: str, before: Fields | None, is_test: bool
) -> str:
    """Return an id in the payment method's format; only PSE changes it between notifications."""
    if method == "PSE":
        return f"{reference}{int(time.time())}"
    if before:
        return before["x_transaction_id"]
    if is_test:
        return reference
    digits = 14 if method == "EF" else 12 if state == "approved" else 6
    return str(random.randrange(10 ** (digits - 1), 10**digits))


def buyer_fields(checkout: Checkout, *, amount: str = "") -> BuyerFields:
    return BuyerFields(
        description=payloads.description(pending_checkouts.lines_of(checkout)),
        amount=amount or payloads.amount_text(checkout.total),
        tax=payloads.amount_text(checkout.tax),
        base=payloads.amount_text(checkout.subtotal),
        currency=checkout.currency,
        first_name=ascii_only(checkout.first_name, 50) or "Ana",
        last_name=ascii_only(checkout.last_name, 50) or "Prueba",
        email=checkout.email,
    )


# --- What a forger does ---------------------------------------------------------------------
def forged(payment: Fields, how: str, *, invoice: str) -> Fields:
    """Return a genuine notification with unsigned fields changed, as a forger would send it."""
    if how == "state":
        claims = notice_fields_of_approval(payment)
        return payment | claims
    if how == "invoice":
        return payment | {"x_id_invoice": invoice, "x_id_factura": invoice, "x_extra1": invoice}
    if how == "signature":
        last = "0" if payment["x_signature"][-1] != "0" else "1"
        return payment | {"x_signature": payment["x_signature"][:-1] + last}
    return payment


def notice_fields_of_approval(payment: Fields) -> Fields:
    approved = STATES["approved"]
    return approved.fields() | {
        "x_approval_code": "123456",
        "x_payment_date": payment["x_transaction_date"],
    }


# --- What reaches the shop ------------------------------------------------------------------
def deliver(fields: Fields, *, base: str = "", method: str = "post") -> SentNotice:
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


def lapse(checkout: Checkout, *, now: datetime | None = None) -> None:
    """Expire the checkout and its cache entry now."""
    past = (now or timezone.now()) - timedelta(seconds=1)
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past, hold_until=past)
    pending_checkouts.discard(checkout.invoice)
