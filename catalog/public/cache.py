"""Answers that everybody may see, kept as bytes under the version of the catalogue they show.

An unchanged answer costs one query: the version. It is asked before the data, so that no answer
is ever older than the version it is kept under."""

import hashlib
import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from catalog.public import versions
from common.memory import Memory

# Bytes per process. Some 1,000 pages of a list: more are not asked for between two writes.
pages = Memory(8_000_000)


def version_of(request: HttpRequest) -> versions.Version:
    """The catalogue's version when this request came: asked once."""
    if not hasattr(request, "catalog_version"):
        request.catalog_version = versions.current()
    return request.catalog_version


def address_of(request: HttpRequest) -> str:
    """The whole URL, scheme and host included, since links to other pages carry them."""
    if not hasattr(request, "catalog_address"):
        request.catalog_address = request.build_absolute_uri()
    return request.catalog_address


def is_anonymous(request: HttpRequest) -> bool:
    """Nothing to authenticate: everybody gets the same answer."""
    return request.method in ("GET", "HEAD") and "HTTP_AUTHORIZATION" not in request.META


def etag(request: HttpRequest, audience: str) -> str:
    """Names this state of this address. Weak, since a proxy may compress the answer."""
    writes = version_of(request).writes
    address = hashlib.blake2b(address_of(request).encode(), digest_size=8).hexdigest()
    return f'W/"{writes:x}-{address}-{audience}"'


def remembered(request: HttpRequest) -> HttpResponse | None:
    """The answer without asking for more than the version: 304, or the bytes of last time."""
    tag = etag(request, "all")
    if matches(request, tag):
        return described(HttpResponse(status=304), tag)
    body = pages.get((version_of(request).writes, address_of(request)))
    return None if body is None else described(answer(body), tag)


def shared(request: HttpRequest, build: Callable[[], object]) -> HttpResponse:
    """The public answer: from memory, or built and remembered. build returns plain JSON values."""
    if response := remembered(request):
        return response
    body = render(build())
    pages.put((version_of(request).writes, address_of(request)), body, len(body) + 500)
    return described(answer(body), etag(request, "all"))


def personal(request: HttpRequest, build: Callable[[], object]) -> HttpResponse:
    """What staff see: never kept, but with a tag of its own."""
    tag = etag(request, "staff")
    if matches(request, tag):
        return described(HttpResponse(status=304), tag, "private, no-cache")
    return described(answer(render(build())), tag, "private, no-cache")


def matches(request: HttpRequest, tag: str) -> bool:
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given:
        return False
    known = [each.removeprefix("W/") for each in parse_etags(given)]
    return tag.removeprefix("W/") in known


def described(response: HttpResponse, tag: str, caching: str = "no-cache") -> HttpResponse:
    """no-cache: whoever keeps it asks first whether it is still so, which costs us one query."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Authorization"
    return response


def answer(body: bytes) -> HttpResponse:
    length = {"Content-Length": str(len(body))}
    return HttpResponse(body, content_type="application/json", headers=length)


def render(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
