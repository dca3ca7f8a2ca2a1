"""Where the payer's browser comes back to: a page that tells how the payment stands.

It is for display alone. It changes no order and shows nothing of the payer."""

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
from integrations.epayco.fields import is_for_this_shop, text
from integrations.epayco.response_asking import NoPlace, asked_once

logger = logging.getLogger(__name__)

# ePayco appends an id of 24 hex digits to the address; anything else was typed by somebody.
REF_PAYCO = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)
INVOICE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Standing:
    """How a payment stands: our word for its state, and the invoice."""

    status: str
    invoice: str


@csrf_exempt  # Some settings of ePayco send the browser back by POST; nothing is changed here.
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
    """What ePayco says, or None where there is nothing that this shop could say."""
    if not REF_PAYCO.fullmatch(ref_payco) or ref_payco == "undefined":
        return None
    try:
        return asked_once(ref_payco, lambda: ask(ref_payco))
    except client.NoAnswer as error:
        logger.info("The response page could not ask ePayco: %s", error)
    except NoPlace:
        logger.info("The response page did not ask ePayco: others are asking.")
    return None


def ask(ref_payco: str) -> Standing | None:
    """Raises client.NoAnswer."""
    answer = client.validation(ref_payco)
    if not is_for_this_shop(answer) or not text(answer, "merchant"):
        return None  # Another merchant's payment: none of our business.
    invoice = text(answer, "invoice")
    if not INVOICE.fullmatch(invoice):
        return None
    return Standing(states.read(state_code(answer))[1], invoice)
