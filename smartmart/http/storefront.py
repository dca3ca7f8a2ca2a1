"""Serve the example storefront (examples/storefront/) at /, in DEBUG only."""

from datetime import datetime, timezone
from functools import lru_cache, wraps
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe
from django.views.static import serve

from smartmart.http import bundle
from smartmart.http.middleware import SecurityHeadersMiddleware

FILES = settings.BASE_DIR / "examples" / "storefront"
# Without style attributes, it needs no exception for them.
POLICY = SecurityHeadersMiddleware.POLICY.replace(" 'unsafe-inline'", "")


def demonstration(view):
    """Decorator: GET and HEAD, 404 in production, no caching, because files are being edited."""

    @csrf_exempt  # So that a POST gets a 405.
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        response = view(request, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return guarded


def newest(request: HttpRequest, **kwargs: str) -> datetime:
    """Return when a file of the storefront last changed."""
    changed = max(path.stat().st_mtime for path in FILES.rglob("*") if path.is_file())
    return datetime.fromtimestamp(changed, tz=timezone.utc)


@lru_cache(maxsize=1)
def made(changed: datetime) -> tuple[str, str]:
    """Return the page and its Content-Security-Policy, as the files were at that time."""
    html = bundle.page(FILES)
    policy = POLICY
    for tag in ("script", "style"):
        policy = policy.replace(f"{tag}-src", f"{tag}-src {bundle.hashes(html, tag)}")
    return html, policy


@demonstration
def page(request: HttpRequest) -> HttpResponse:
    html, policy = made(newest(request))
    answer = condition(last_modified_func=newest)(lambda _: HttpResponse(html))
    response = answer(request)
    response.headers["Content-Security-Policy"] = policy
    return response


@demonstration
@condition(last_modified_func=newest)
def script(request: HttpRequest, name: str) -> HttpResponse:
    folder = FILES / "assets" / "js"
    if name not in {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}:
        raise Http404
    return HttpResponse(bundle.script(FILES, name), content_type="text/javascript; charset=utf-8")


@demonstration
def asset(request: HttpRequest, name: str) -> HttpResponse:
    return serve(request, name, document_root=FILES / "assets")


@demonstration
def linked(request: HttpRequest, view: str, name: str = "") -> HttpResponse:
    """Decorator: serve a link of emails, if FRONTEND_URL points here."""
    if "text/html" not in request.headers.get("Accept", ""):
        raise Http404
    items = {key: value for key, value in request.GET.items() if key == "items"}
    query = f"?{urlencode(items)}" if items else ""
    return HttpResponseRedirect(f"/#/{'/'.join(filter(None, (view, quote(name))))}{query}")


@demonstration
def of_feed(request: HttpRequest, slug: str, view: str) -> HttpResponse:
    """Serve the links of feeds, sitemap and emails, which end without a slash."""
    return HttpResponseRedirect(f"/#/{view}/{slug}")


urlpatterns = [
    path("", page, name="storefront"),
    # The page that payers return to, if FRONTEND_URL points here.
    path("payment", page),
    path("orders/<str:name>", linked, {"view": "orders"}),
    path("cart", linked, {"view": "cart"}),
    path("products/<slug:slug>", of_feed, {"view": "p"}),
    path("categories/<slug:slug>", of_feed, {"view": "c"}),
    path("assets/js/<path:name>", script),
    path("assets/<path:name>", asset),
]
