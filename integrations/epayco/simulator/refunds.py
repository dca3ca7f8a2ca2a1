"""The simulator's refund calls. No notification follows, so the shop has to look up the payment."""

import hmac
import json

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from integrations.epayco.simulator import records
from integrations.epayco.simulator import service as simulator
from integrations.epayco.simulator.api import TOKEN_SECONDS, debug_only
from orders.models import Checkout

SALT = f"{records.PREFIX}:refunds"
APPROVED = "1"
REFUSED = {"success": False, "message": "", "data": []}


@csrf_exempt
@debug_only
@require_POST
def log_in(request: HttpRequest) -> JsonResponse:
    """Form-encoded OAuth; the token of the other calls isn't accepted."""
    expected = {
        "grant_type": "client_credentials",
        "client_id": settings.EPAYCO_PUBLIC_KEY,
        "client_secret": settings.EPAYCO_PRIVATE_KEY,
        "scope": "apify",
    }
    given = {name: request.POST.get(name, "") for name in expected}
    if not hmac.compare_digest(json.dumps(given), json.dumps(expected)):
        return JsonResponse({"error": "invalid_client"}, status=401)
    token = {"accessToken": signing.dumps("shop", salt=SALT)}
    return JsonResponse({"token_type": "Bearer", "access_token": token})


def is_logged_in(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return False
    return scheme == "Bearer"


@csrf_exempt
@debug_only
@require_http_methods(["PUT"])
def refund(request: HttpRequest, reference: str) -> JsonResponse:
    """Reverse an approved payment; reject others without a message."""
    if not is_logged_in(request):
        return JsonResponse({"message": "Unauthorized"}, status=401)
    payment = records.find(reference)
    if payment is None:
        errors = [{"message": f"Transaction # {reference} no encontrada."}]
        return JsonResponse({"success": False, "message": "Error", "data": {"errors": errors}})
    checkout = Checkout.objects.filter(invoice=payment["x_id_invoice"]).first()
    if checkout is None or payment["x_cod_transaction_state"] != APPROVED:
        return JsonResponse(REFUSED)
    simulator.pay(checkout, "reversed", reference=reference)
    return JsonResponse({"success": True, "message": "OK", "data": {"refPayco": reference}})
