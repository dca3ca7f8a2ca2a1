"""Answers that everybody may see, kept as bytes under the version of the catalogue they show.

An unchanged answer costs one query: the version. It is asked before the data, so that no answer
is ever older than the version it is kept under."""

import hashlib
import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from catalog.public import versions
from common import taxes
from common.memory import Memory

Build = Callable[[], object]
Name = Callable[[dict], str]

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


def etag(request: HttpRequest, audience: str, state: str = "") -> str:
    """Names this state of this address, and at its end that of the one thing it shows, if any.

    Weak, since a proxy may compress the answer."""
    writes = version_of(request).writes
    address = hashlib.blake2b(address_of(request).encode(), digest_size=8).hexdigest()
    rates = hashlib.blake2b(taxes.state().encode(), digest_size=4).hexdigest()
    return f'W/"{writes:x}-{address}-{rates}-{audience}{state and "-"}{state}"'


def remembered(request: HttpRequest) -> HttpResponse | None:
    """The answer without asking for more than the version: 304, or the bytes of last time."""
    if known := match(request, etag(request, "all")):
        return described(HttpResponse(status=304), known)
    kept = pages.get(key_of(request))
    return None if kept is None else told(request, *kept)


def shared(request: HttpRequest, build: Build, name: Name | None = None) -> HttpResponse:
    """The public answer: from memory, or built and remembered. build returns plain JSON values;
    name makes of them what the ETag ends with."""
    if response := remembered(request):
        return response
    body, tag = built(request, build, name, "all")
    pages.put(key_of(request), (body, tag), len(body) + 500)
    return told(request, body, tag)


def personal(request: HttpRequest, build: Build, name: Name | None = None) -> HttpResponse:
    """What staff see: never kept, but with a tag of its own."""
    private = "private, no-cache"
    if known := match(request, etag(request, "staff")):
        return described(HttpResponse(status=304), known, private)
    return told(request, *built(request, build, name, "staff"), private)


def key_of(request: HttpRequest) -> tuple:
    return (version_of(request).writes, taxes.state(), address_of(request))


def built(
    request: HttpRequest, build: Build, name: Name | None, audience: str
) -> tuple[bytes, str]:
    shown = build()
    return render(shown), etag(request, audience, name(shown) if name else "")


def told(request: HttpRequest, body: bytes, tag: str, caching: str = "no-cache") -> HttpResponse:
    """The answer, of which 304 is enough for whoever has any (If-None-Match: *)."""
    has_any = request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
    return described(HttpResponse(status=304) if has_any else answer(body), tag, caching)


def match(request: HttpRequest, tag: str) -> str | None:
    """Which of the given tags names this state, whatever it ends with."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given:
        return None
    wanted = tag.removeprefix("W/").rstrip('"')
    for each in parse_etags(given):
        strong = each.removeprefix("W/").rstrip('"')
        if strong == wanted or strong.startswith(wanted + "-"):
            return f"W/{each.removeprefix('W/')}"
    return None


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
