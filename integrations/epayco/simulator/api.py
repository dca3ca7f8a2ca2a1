"""The simulator's API, which the shop calls instead of ePayco's."""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from integrations.epayco.simulator import records
from integrations.epayco.simulator.answers import transaction_answer, validation_answer

TOKEN_SECONDS = 1200
LOOK_UP_ID = re.compile(r"[0-9a-f]{24}")
REF_PAYCO = re.compile(r"[0-9a-f]{1,24}")
SESSION_FIELDS = ("checkout_version", "name", "currency", "amount")
View = Callable[..., HttpResponse]


def debug_only(view: View) -> View:
    """Decorator: 404 unless DEBUG."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@csrf_exempt
@debug_only
@require_POST
def log_in(request: HttpRequest) -> JsonResponse:
    keys = f"{settings.EPAYCO_PUBLIC_KEY}:{settings.EPAYCO_PRIVATE_KEY}"
    expected = "Basic " + base64.b64encode(keys.encode()).decode()
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        return JsonResponse({"error": "Invalid client: client is invalid"}, status=401)
    return JsonResponse({"token": signing.dumps("shop", salt=records.PREFIX)})


def is_logged_in(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        signing.loads(token, salt=records.PREFIX, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return False
    return scheme == "Bearer"


def api(view: View) -> View:
    """Decorator for an API call: POST, with a token and a JSON object."""

    @csrf_exempt
    @debug_only
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
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
    payment = records.find(str(body.get("referencePayco", "")))
    if payment is None:
        return refusal("A004", "La transaccion no existe.")
    answer = transaction_answer(payment)
    if records.is_unclear(payment):
        del answer["testMode"]
    return success("query transaction", {"transaction": answer})


@api
def create_session(request: HttpRequest, body: dict) -> JsonResponse:
    missing = [name for name in SESSION_FIELDS if body.get(name) in (None, "")]
    if missing:
        return refusal("A001", *(f"field {name} is required" for name in missing))
    session_id = secrets.token_hex(12)
    cache.set(f"{records.PREFIX}:session:{session_id}", body, 24 * 3600)
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
    """The public lookup; "not found" is a 200 with "status": false."""
    find = records.find_by_look_up_id if LOOK_UP_ID.fullmatch(ref_payco) else records.find
    payment = find(ref_payco) if REF_PAYCO.fullmatch(ref_payco) else None
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
