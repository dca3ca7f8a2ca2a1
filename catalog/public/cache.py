"""Public responses, cached as bytes under the catalog version they show.

An unchanged response costs one query, for the version. The version is read before the data, so
that no response is older than its version."""

import hashlib
import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from catalog.public import versions
from common.memory import Memory
from common.money import taxes

Build = Callable[[], object]
Name = Callable[[dict], str]

# Bytes per process: about 1,000 list pages, more than are requested between two writes.
pages = Memory(4_000_000)


def version_of(request: HttpRequest) -> versions.Version:
    """Return the catalog version at the time of the request; queried once."""
    if not hasattr(request, "catalog_version"):
        request.catalog_version = versions.current()
    return request.catalog_version


def address_of(request: HttpRequest) -> str:
    """Return the full URL with scheme and host, because links to other pages contain them."""
    if not hasattr(request, "catalog_address"):
        request.catalog_address = request.build_absolute_uri()
    return request.catalog_address


def is_anonymous(request: HttpRequest) -> bool:
    """Return True if the request has no credentials, so that all get the same response."""
    return request.method in ("GET", "HEAD") and "HTTP_AUTHORIZATION" not in request.META


def etag(request: HttpRequest, audience: str, state: str = "") -> str:
    """Return the ETag of this URL's state; it ends with that of the single object shown, if any.

    Weak, because a proxy may compress the response."""
    writes = version_of(request).writes
    address = hashlib.blake2b(address_of(request).encode(), digest_size=8).hexdigest()
    rates = hashlib.blake2b(taxes.state().encode(), digest_size=4).hexdigest()
    return f'W/"{writes:x}-{address}-{rates}-{audience}{state and "-"}{state}"'


def remembered(request: HttpRequest) -> HttpResponse | None:
    """Return the cached response, 304 or bytes, with only the version's query."""
    if known := match(request, etag(request, "all")):
        return described(HttpResponse(status=304), known)
    kept = pages.get(key_of(request))
    return None if kept is None else told(request, *kept)


def shared(request: HttpRequest, build: Build, name: Name | None = None) -> HttpResponse:
    """Return the public response from the cache, or build and cache it.

    build returns plain JSON values; name derives the ETag's ending from them."""
    if response := remembered(request):
        return response
    body, tag = built(request, build, name, "all")
    pages.put(key_of(request), (body, tag), len(body) + 500)
    return told(request, body, tag)


def personal(request: HttpRequest, build: Build, name: Name | None = None) -> HttpResponse:
    """Return the response for staff: never cached, but with an ETag of its own."""
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
    """Return the response, or 304 if the client has it (If-None-Match, also *)."""
    has_any = request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
    return described(HttpResponse(status=304) if has_any else answer(body), tag, caching)


def match(request: HttpRequest, tag: str) -> str | None:
    """Return the given tag that matches this state, whatever its ending."""
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
    """no-cache: clients must revalidate before reuse, at one query each."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Authorization"
    return response


def answer(body: bytes) -> HttpResponse:
    length = {"Content-Length": str(len(body))}
    return HttpResponse(body, content_type="application/json", headers=length)


def render(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
