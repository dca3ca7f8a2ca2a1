"""The page that the payer returns to after the payment; it shows the payment's state.

For display only: it changes no order and shows no personal data."""

import logging
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from integrations.epayco import client, states
from integrations.epayco.confirmation.records import state_code
from integrations.epayco.exceptions import NoResponse
from integrations.epayco.fields import is_for_this_shop, text
from integrations.epayco.response.asking import NoPlace, asked_once

logger = logging.getLogger(__name__)

# ePayco appends an id of 24 hex digits to the URL; other values are invalid.
REF_PAYCO = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)
INVOICE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Standing:
    """A payment's state, by our name, and its invoice."""

    status: str
    invoice: str


@csrf_exempt  # Some ePayco settings return the browser by POST; nothing is changed here.
@require_http_methods(["GET", "HEAD", "POST"])
def response_page(request: HttpRequest) -> HttpResponse:
    ref_payco = request.GET.get("ref_payco", "")
    standing = look_up(ref_payco)
    if standing and settings.FRONTEND_URL:
        query = {"ref_payco": ref_payco, "invoice": standing.invoice, "status": standing.status}
        return HttpResponseRedirect(f"{settings.FRONTEND_URL}/payment?{urlencode(query)}")
    context = {"standing": standing, "frontend_url": settings.FRONTEND_URL or settings.PUBLIC_URL}
    return render(request, "epayco/response.html", context)


def look_up(ref_payco: str) -> Standing | None:
    """Return ePayco's record, or None if there is nothing to show."""
    if not REF_PAYCO.fullmatch(ref_payco) or ref_payco == "undefined":
        return None
    try:
        return asked_once(ref_payco, lambda: ask(ref_payco))
    except NoResponse as error:
        logger.info("The response page could not ask ePayco: %s", error)
    except NoPlace:
        logger.info("The response page did not ask ePayco: others are asking.")
    return None


def ask(ref_payco: str) -> Standing | None:
    """Look the payment up. Raises NoResponse."""
    answer = client.validation(ref_payco)
    if not is_for_this_shop(answer) or not text(answer, "merchant"):
        return None  # Show nothing of another merchant's payment.
    invoice = text(answer, "invoice")
    if not INVOICE.fullmatch(invoice):
        return None
    return Standing(states.read(state_code(answer))[1], invoice)
