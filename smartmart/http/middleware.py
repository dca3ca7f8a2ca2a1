"""Outermost middleware: request ids, JSON errors, security headers."""

import logging
import re
import uuid
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from catalog.pictures.limits import most_bytes
from smartmart.admin import errors as pages
from smartmart.http.errors import envelope
from smartmart.http.handler import drain
from smartmart.monitoring.logs import request_id

logger = logging.getLogger(__name__)

# Paths that people open in a browser, where Django's own pages may stay HTML.
HTML_PATHS = ("/admin/", "/docs/", "/redoc/", "/static/")
CODES = {
    400: ("bad_request", "The request is malformed."),
    403: ("permission_denied", "You don't have permission to do this."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This method is not allowed here."),
    413: ("request_too_large", "The request body is too large."),
    415: ("unsupported_media_type", "This content type is not understood."),
}
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Give each request an id, the proxy's if valid, for logs and response."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(request.request_id)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request.request_id
            return without_body(response) if request.method == "HEAD" else response
        finally:
            request_id.reset(token)


def without_body(response: HttpResponse) -> HttpResponse:
    """Remove the body of a HEAD response: it would be read as the start of the connection's next
    response."""
    if not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


class JsonErrorsMiddleware:
    """Reject invalid requests early; turn every error that isn't JSON into the envelope."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.refuse(request) or self.answer(request)
        # Nobody has read the body of a request that is too large or has no valid token.
        with suppress(OSError):
            drain(request)
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or request.path.startswith(HTML_PATHS):
            return response
        if getattr(response, "is_page", False):  # an intentional page for people
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        return self.as_json(response)

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        try:
            request.get_host()
        except DisallowedHost:
            return envelope(400, "invalid_host", "Unknown host.")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            return envelope(400, *CODES[400])
        if int(length) > most_bytes(request):
            if pages.is_for_people(request):
                return pages.page(request, 413)
            return envelope(413, *CODES[413])
        return None

    def as_json(self, response: HttpResponse) -> HttpResponse:
        status = response.status_code
        fallback = ("error", "Something went wrong on our side.")
        answer = envelope(status, *CODES.get(status, fallback if status >= 500 else CODES[400]))
        for name in ("Allow", "Retry-After", "WWW-Authenticate", "Vary"):
            if name in response:
                answer[name] = response[name]
        return answer


class SecurityHeadersMiddleware:
    """Set headers on every response, including those of inner middleware.

    Pages get a strict Content-Security-Policy, JSON a stricter one; personal responses are
    never cached."""

    # The admin, Swagger UI and ReDoc use style attributes; scripts come only from our files.
    POLICY = (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: https: http:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    def __init__(self, get_response):
        self.get_response = get_response
        self.django = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.django.process_response(request, self.get_response(request))
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        for name, value in (
            ("Content-Security-Policy", self.API_POLICY if is_json else self.POLICY),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ):
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers and not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response
