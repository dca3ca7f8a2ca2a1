"""Every route of the shop that programs call, read from the URLconf."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Pages for people: the admin has its own login and tests, the rest is public.
PAGES = ("", "admin", "docs", "redoc", "robots.txt", "favicon.ico")


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Callable

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the view's methods without HEAD and OPTIONS, which follow from the others."""
        known = getattr(self.view, "actions", None) or dir(getattr(self.view, "cls", object))
        allowed = getattr(getattr(self.view, "cls", None), "http_method_names", ())
        found = {name.upper() for name in known if name in allowed}
        if not hasattr(self.view, "cls"):
            found = {"GET", "POST"}  # a plain function, whose methods are in the matrix
        return tuple(name for name in METHODS if name in found - {"HEAD", "OPTIONS"})


def routes() -> list[Route]:
    return [route for route in walk(get_resolver().url_patterns) if not is_page(route)]


def walk(patterns: list, prefix: str = "") -> Iterator[Route]:
    for each in patterns:
        text = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                yield from walk(each.url_patterns, text)
        elif isinstance(each, URLPattern):
            yield Route(each.name or text, text, each.callback)


def is_page(route: Route) -> bool:
    return route.pattern.strip("^$/").split("/")[0] in PAGES
