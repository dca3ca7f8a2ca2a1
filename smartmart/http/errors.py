"""Turn every error into the common envelope: DRF's, the domain's and unexpected ones."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import Error
from rest_framework import exceptions
from rest_framework_simplejwt.exceptions import InvalidToken

from business_logic.exceptions import (
    Busy,
    CartRejected,
    DomainError,
    IdempotencyConflict,
)
from common.cache import CacheDown
from common.db.transactions import RetriesExhausted
from common.http.parsers import BodyTooLarge
from smartmart.admin import errors as pages

logger = logging.getLogger(__name__)


class Conflict(exceptions.APIException):
    status_code = 409
    default_code = "conflict"


class Unavailable(exceptions.APIException):
    """503 with Retry-After: the same request may succeed in a moment."""

    status_code = 503
    default_code = "service_unavailable"
    default_detail = _("The service is temporarily unavailable. Try again.")
    wait = 1


def cart_errors(error: CartRejected) -> exceptions.ValidationError:
    """Name errors items.N.field, or by the cart's field if they concern no single line."""
    detail: dict = {}
    lines: dict[int, dict] = {}
    for fault in error.faults:
        where = detail if fault.index is None else lines.setdefault(fault.index, {})
        where.setdefault(fault.field, []).append(
            exceptions.ErrorDetail(fault.detail, code=fault.code)
        )
    if lines:
        detail["items"] = [lines.get(index, {}) for index in range(max(lines) + 1)]
    return exceptions.ValidationError(detail)


def from_domain(error: DomainError) -> exceptions.APIException:
    if isinstance(error, CartRejected):
        return cart_errors(error)
    if isinstance(error, IdempotencyConflict):
        return Conflict(error.detail, code=error.code)
    if isinstance(error, Busy):
        return Unavailable(error.detail, code=error.code)
    detail = exceptions.ErrorDetail(error.detail, code=error.code)
    return exceptions.ValidationError({error.attr: [detail]} if error.attr else [detail])


class ErrorHandler(ExceptionHandler):
    """drf-standardized-errors with support for domain errors and simplejwt's errors."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, DomainError):
            return from_domain(exc)
        if isinstance(exc, InvalidToken):
            # Its detail is a dictionary, which would become five errors.
            failed = exceptions.AuthenticationFailed(
                str(exc.detail.get("detail", exc.default_detail)), code="token_not_valid"
            )
            failed.status_code = exc.status_code
            failed.auth_header = getattr(exc, "auth_header", "Bearer")
            return failed
        if isinstance(exc, RequestDataTooBig):
            return BodyTooLarge()
        if isinstance(exc, SuspiciousOperation):
            return exceptions.ParseError("The request is malformed.")
        if isinstance(exc, CacheDown | RetriesExhausted):
            return Unavailable()
        if isinstance(exc, OperationalError | InterfaceError):
            # The database is restarting or locked: nothing was written, a retry is safe.
            logger.exception("The database did not answer.")
            return Unavailable()
        return super().convert_known_exceptions(exc)

    def report_exception(self, exc: exceptions.APIException, response: HttpResponse) -> None:
        """Don't log intentional rejections, of which there may be many."""
        if getattr(exc, "is_planned", False):
            response._has_been_logged = True  # checked by Django, which would log it too
        else:
            super().report_exception(exc, response)


class ErrorFormatter(ExceptionFormatter):
    """Give each error a code, and report it once per field, even if two checks found it."""

    def get_errors(self) -> list[Error]:
        found: dict[tuple, Error] = {}
        for error in super().get_errors():
            # Django's validators may raise an error without a code.
            error.code = error.code or "invalid"
            found.setdefault((error.attr, error.code), error)
        return list(found.values())


def envelope(status: int, code: str, detail: str) -> JsonResponse:
    """Return the error envelope for a request that reached no view."""
    kind = "server_error" if status >= 500 else "client_error"
    body = {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}
    return JsonResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if pages.is_for_people(request):
        # A form with files may have text fields that are too large.
        return pages.page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)
    return envelope(400, "bad_request", "The request is malformed.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if pages.is_for_people(request):
        return pages.page(request, 403)
    return envelope(403, "permission_denied", "You don't have permission to do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if pages.is_for_people(request):
        return pages.page(request, 403, _("This page has expired. Reload it and try again."))
    return envelope(403, "permission_denied", "You don't have permission to do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if pages.is_for_people(request):
        return pages.page(request, 404)
    return envelope(404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    for_people = pages.is_for_people(request)
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | RetriesExhausted):
        words = (Unavailable.default_code, Unavailable.default_detail)
        answer = pages.page(request, 503) if for_people else envelope(503, *words)
        answer["Retry-After"] = str(Unavailable.wait)
        return answer
    if for_people:
        return pages.page(request, 500)
    return envelope(500, "error", "Something went wrong on our side.")
