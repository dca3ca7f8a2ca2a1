"""Small files that browsers and crawlers ask every site for."""

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# The API holds nothing for a search engine; the shop's pages are the front end's.
ROBOTS = "User-agent: *\nDisallow: /\n"


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


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
