"""Answers from memory, before anything is done that only other answers need."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from catalog.public import cache as public_reads

READS = ("/products/", "/categories/")


class UnchangedCatalogMiddleware:
    """Answers what is remembered of the public catalogue: 304, or the bytes of last time.

    It stands where the host was checked and http was sent to https; the rest of the way finds
    languages, files and people, on none of which these answers depend."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path_info.startswith(READS) and public_reads.is_anonymous(request)):
            return self.get_response(request)
        answer = self.remembered(request)
        if answer is None:
            return self.get_response(request)
        if settings.METRICS_TOKEN:  # they count by the pattern of the address
            request.resolver_match = resolve(request.path_info)
        return answer

    def remembered(self, request: HttpRequest) -> HttpResponse | None:
        try:
            return public_reads.remembered(request)
        except DatabaseError:
            # The long way meets it again, and there it becomes a proper answer.
            return None
