"""Simulate ePayco in development: what payers and forgers do. Requires DEBUG."""

import random
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from business_logic.checkout import pending_checkouts
from common.text import ascii_only
from integrations.epayco import payloads
from integrations.epayco.simulator import records
from integrations.epayco.simulator.fields import (
    METHODS,
    PENDING_CODES,
    STATES,
    BuyerFields,
    notice_fields,
)
from integrations.epayco.simulator.records import Fields
from orders.models import Checkout


class SimulatorError(Exception):
    """The requested event can't happen at ePayco."""


def require_debug() -> None:
    if not settings.DEBUG:
        raise SimulatorError("The ePayco simulator requires DEBUG=true.")


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
    before = records.find(reference) if reference else continued(checkout.invoice, state)
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
    records.save(payment)
    return payment


def continued(invoice: str, state: str) -> Fields | None:
    """Return the payment that a state continues, or None for a new one."""
    wanted = {"1"} if state == "reversed" else PENDING_CODES
    candidates = records.payments_of(invoice)
    if state != "reversed":
        candidates = candidates[-1:]
    matching = [item for item in candidates if item["x_cod_transaction_state"] in wanted]
    return matching[-1] if matching else None


def method_for(state: str) -> str:
    return {"pending": "PSE", "started": "PSE", "expired": "EF"}.get(state, "VS")


def new_reference() -> str:
    while records.find(reference := str(random.randrange(300_000_000, 1_000_000_000))):
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


# --- When time runs out ---------------------------------------------------------------------
def lapse(checkout: Checkout, *, now: datetime | None = None) -> None:
    """Expire the checkout and its cache entry now."""
    past = (now or timezone.now()) - timedelta(seconds=1)
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past, hold_until=past)
    pending_checkouts.discard(checkout.invoice)
