"""Size limits of requests that upload images."""

import re

from django.conf import settings
from django.http import HttpRequest

API = re.compile(r"/products/[0-9]+/[-\w]+/images/")
ADMIN = re.compile(r"/admin/catalog/product/(add/|[0-9]+/change/|pictures/)")
# Overhead of a form around its files.
FORM = 500_000


def most_bytes(request: HttpRequest) -> int:
    """Return the maximum size of this request's body."""
    usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.method != "POST":
        return usual
    if API.fullmatch(request.path_info):
        return max(usual, settings.PICTURE_MAX_MB * 1_000_000 + FORM)
    if ADMIN.fullmatch(request.path_info):
        return max(usual, settings.PICTURE_UPLOAD_MAX_MB * 1_000_000 + FORM)
    return usual


def is_staffs(request: HttpRequest) -> bool:
    """Return True if only staff may send a body of this size."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    return length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and bool(
        ADMIN.fullmatch(request.path_info)
    )
