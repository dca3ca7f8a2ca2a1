"""Small files that browsers and crawlers request from every site."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Search engines need only the feeds and the sitemap; the shop's pages are in the front end.
ROBOTS = "User-agent: *\nDisallow: /\nAllow: /feeds/\nAllow: /sitemap\n\nSitemap: {}/sitemap.xml\n"


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    text = ROBOTS.format(settings.PUBLIC_URL.rstrip("/"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> FileResponse:
    if (found := finders.find("smartmart/icon.svg")) is None:
        raise Http404
    return FileResponse(open(found, "rb"), content_type="image/svg+xml")


urlpatterns = [
    path("robots.txt", robots),
    path("favicon.ico", favicon),
]
