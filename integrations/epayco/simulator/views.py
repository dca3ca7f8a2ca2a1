"""The simulator's pages, where a person plays the payer, and an API for scripts."""

import json

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from integrations.epayco.simulator import notices, records
from integrations.epayco.simulator import service as simulator
from integrations.epayco.simulator.api import debug_only
from orders.models import Checkout

BUTTONS = {
    "approved": _("Approve"),
    "rejected": _("Reject"),
    "pending": _("Leave pending"),
    "abandoned": _("Abandon"),
    "reversed": _("Reverse"),
}


@debug_only
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    checkouts = Checkout.objects.select_related("order").order_by("-id")[:30]
    return render(request, "epayco/simulator/index.html", {"checkouts": checkouts})


@debug_only
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, invoice: str) -> HttpResponse:
    checkout = get_object_or_404(Checkout, invoice=invoice)
    if request.method == "POST":
        act(checkout, request.POST.get("state", ""))
        return redirect("epayco-simulator-pay", invoice=invoice)
    return render(request, "epayco/simulator/pay.html", page_of(checkout))


def act(checkout: Checkout, state: str) -> None:
    """Handle a button; the next page shows the result."""
    if state not in BUTTONS:
        raise Http404
    try:
        payment = simulator.pay(checkout, state, is_test=settings.EPAYCO_TEST)
    except simulator.SimulatorError as error:
        last = {"state": state, "status": 0, "message": str(error)}
    else:
        delivery = notices.deliver(payment)
        last = {"state": state, "status": delivery.status, "message": delivery.message}
    cache.set(f"{records.PREFIX}:last:{checkout.invoice}", last, 3600)


def page_of(checkout: Checkout) -> dict[str, object]:
    payments = records.payments_of(checkout.invoice)
    is_approved = any(payment["x_cod_transaction_state"] == "1" for payment in payments)
    last = cache.get(f"{records.PREFIX}:last:{checkout.invoice}")
    return {
        "checkout": checkout,
        "items": checkout.items.order_by("id"),
        "payments": payments,
        # A paid invoice can only be reversed; others can't be.
        "buttons": {
            state: action
            for state, action in BUTTONS.items()
            if (state == "reversed") == is_approved
        },
        "last": last and last | {"action": BUTTONS[last["state"]]},
        "look_up_id": records.look_up_id(payments[-1]["x_ref_payco"]) if payments else "",
    }


@csrf_exempt
@debug_only
@require_POST
def payments(request: HttpRequest) -> JsonResponse:
    """For scripts: {invoice, state} makes a payment and returns its notification, unsent."""
    try:
        body = json.loads(request.body)
        checkout = get_object_or_404(Checkout, invoice=str(body["invoice"]))
        payment = simulator.pay(checkout, body["state"], is_test=settings.EPAYCO_TEST)
    except (ValueError, KeyError, TypeError, simulator.SimulatorError):
        return JsonResponse(
            {"message": "Send an invoice and a state that is valid for it."}, status=400
        )
    look_up_id = records.look_up_id(payment["x_ref_payco"])
    return JsonResponse({"ref_payco": look_up_id, "notice": payment}, status=201)
