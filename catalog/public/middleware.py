"""Serve cached public responses before the other middleware runs."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from catalog.public import cache as public_reads

READS = ("/products/", "/categories/")


class UnchangedCatalogMiddleware:
    """Serve cached public catalog responses: 304, or the stored bytes.

    It runs after the host check and the redirect to HTTPS. The rest of the middleware handles
    languages, files and sessions, which don't affect these responses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path_info.startswith(READS) and public_reads.is_anonymous(request)):
            return self.get_response(request)
        answer = self.remembered(request)
        if answer is None:
            return self.get_response(request)
        if settings.METRICS_TOKEN:  # metrics count by URL pattern
            request.resolver_match = resolve(request.path_info)
        return answer

    def remembered(self, request: HttpRequest) -> HttpResponse | None:
        try:
            return public_reads.remembered(request)
        except DatabaseError:
            # The view will raise it again, where it becomes a proper response.
            return None
