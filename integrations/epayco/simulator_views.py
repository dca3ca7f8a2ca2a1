"""The stand-in's own pages for a person, and the addresses that the shop asks in ePayco's place."""

import base64
import hmac
import json
import re
import secrets
from functools import wraps

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from integrations.epayco import simulator
from integrations.epayco.simulator_answers import transaction_answer, validation_answer
from orders.models import Checkout

TOKEN_SECONDS = 1200
BUTTONS = {
    "approved": _("Approve"),
    "rejected": _("Reject"),
    "pending": _("Leave pending"),
    "abandoned": _("Abandon"),
    "reversed": _("Reverse"),
}
SESSION_FIELDS = ("checkout_version", "name", "currency", "amount")


def debug_only(view):
    """404 on a real shop, wherever the addresses may have been mounted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


# --- ePayco's API ---------------------------------------------------------------------------
@csrf_exempt
@debug_only
@require_POST
def log_in(request: HttpRequest) -> JsonResponse:
    keys = f"{settings.EPAYCO_PUBLIC_KEY}:{settings.EPAYCO_PRIVATE_KEY}"
    expected = "Basic " + base64.b64encode(keys.encode()).decode()
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        return JsonResponse({"error": "Invalid client: client is invalid"}, status=401)
    return JsonResponse({"token": signing.dumps("shop", salt=simulator.PREFIX)})


def is_logged_in(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        signing.loads(token, salt=simulator.PREFIX, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return False
    return scheme == "Bearer"


def api(view):
    """A call of ePayco's API: POST, with a token, with a JSON object."""

    @csrf_exempt
    @debug_only
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest) -> JsonResponse:
        if not is_logged_in(request):
            return JsonResponse({"message": "Unauthorized"}, status=401)
        try:
            body = json.loads(request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return refusal("A002", "The body must be a JSON object.")
        return view(request, body)

    return checked


def refusal(code: str, *messages: str) -> JsonResponse:
    errors = [{"codError": code, "errorMessage": message} for message in messages]
    return JsonResponse(
        {
            "success": False,
            "titleResponse": "Error",
            "textResponse": "; ".join(messages),
            "lastAction": "validation data",
            "data": {"totalErrors": len(errors), "errors": errors},
        }
    )


@api
def transaction(request: HttpRequest, body: dict) -> JsonResponse:
    payment = simulator.find(str(body.get("referencePayco", "")))
    if payment is None:
        return refusal("A004", "La transaccion no existe.")
    return success("query transaction", {"transaction": transaction_answer(payment)})


@api
def create_session(request: HttpRequest, body: dict) -> JsonResponse:
    missing = [name for name in SESSION_FIELDS if body.get(name) in (None, "")]
    if missing:
        return refusal("A001", *(f"field {name} is required" for name in missing))
    session_id = secrets.token_hex(12)
    cache.set(f"{simulator.PREFIX}:session:{session_id}", body, 24 * 3600)
    return success("create session", {"sessionId": session_id, "token": secrets.token_urlsafe(48)})


def success(action: str, data: dict) -> JsonResponse:
    return JsonResponse(
        {
            "success": True,
            "titleResponse": "SUCCESS",
            "textResponse": f"{action}, successful",
            "lastAction": action,
            "data": data,
        }
    )


@debug_only
@require_GET
def validation(request: HttpRequest, ref_payco: str) -> JsonResponse:
    """The public look-up; not found is 200 too, and says so by "status": false."""
    known = re.fullmatch(r"[0-9a-f]{24}", ref_payco)
    payment = simulator.find_by_look_up_id(ref_payco) if known else None
    if payment is None:
        text = "Error de datos o conexión"
        data = {"status": "error", "description": f"{text} verifique de nuevo."}
        return JsonResponse({"status": False, "message": f"{text}.", "data": data})
    return JsonResponse(
        {
            "success": True,
            "title_response": "Correcto",
            "text_response": "Transacción consultada existosamente",
            "last_action": "Consultar Transaccion",
            "data": validation_answer(payment),
        }
    )


# --- For a person ---------------------------------------------------------------------------
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
    """Press one of the buttons; what came of it is shown by the page that follows."""
    if state not in BUTTONS:
        raise Http404
    try:
        payment = simulator.pay(checkout, state, is_test=settings.EPAYCO_TEST)
    except simulator.SimulatorError as error:
        last = {"state": state, "status": 0, "message": str(error)}
    else:
        delivery = simulator.deliver(payment)
        last = {"state": state, "status": delivery.status, "message": delivery.message}
    cache.set(f"{simulator.PREFIX}:last:{checkout.invoice}", last, 3600)


def page_of(checkout: Checkout) -> dict[str, object]:
    payments = simulator.payments_of(checkout.invoice)
    is_approved = any(payment["x_cod_transaction_state"] == "1" for payment in payments)
    last = cache.get(f"{simulator.PREFIX}:last:{checkout.invoice}")
    return {
        "checkout": checkout,
        "items": checkout.items.order_by("id"),
        "payments": payments,
        # A paid invoice can only be reversed, and nothing else can.
        "buttons": {
            state: action
            for state, action in BUTTONS.items()
            if (state == "reversed") == is_approved
        },
        "last": last and last | {"action": BUTTONS[last["state"]]},
        "look_up_id": simulator.look_up_id(payments[-1]["x_ref_payco"]) if payments else "",
    }
