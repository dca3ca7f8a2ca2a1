"""The authorization matrix, as data: who can do what.

One row for each method of each route, one status for each of tools.security.world.ROLES:
anonymous, User with Checkout, User without, Staff, superuser, deactivated, logged out. Every
request is valid, so the response depends only on the caller."""

from __future__ import annotations

from collections.abc import Iterator

from tools.security.routes import METHODS, Route, routes
from tools.security.world import ROLES

SAME = "{0} {0} {0} {0} {0} {0} {0}".format
# A token that is sent must be valid, even if none is required; login requires none.
READ = "200 200 200 200 200 401 401"
OWN = "401 200 200 200 200 401 401"
SUPERUSER = "401 403 403 403 {} 401 401".format
STAFF = "401 403 403 {0} {0} 401 401".format

MATRIX: dict[tuple[str, str], str] = {
    ("health", "GET"): SAME(200),
    ("ready", "GET"): SAME(200),
    ("metrics", "GET"): SAME(404),  # requires METRICS_TOKEN, which is not set here
    ("schema", "GET"): SAME(200),
    ("places", "GET"): SAME(200),
    ("shop", "GET"): SAME(200),
    ("feed-xml", "GET"): SAME(200),
    ("feed-csv", "GET"): SAME(200),
    ("sitemap", "GET"): SAME(200),
    ("sitemap-part", "GET"): SAME(200),
    ("register", "POST"): SAME(202),
    ("verify-email", "GET"): SAME(201),
    ("login", "POST"): SAME(200),
    ("refresh", "POST"): SAME(200),
    ("logout", "POST"): OWN,
    ("logout-all", "POST"): OWN,
    ("password-change", "POST"): OWN,
    ("password-reset", "POST"): SAME(202),
    ("password-reset-confirm", "GET"): SAME(405),  # a page, for browsers
    ("password-reset-confirm", "POST"): SAME(200),
    ("profile", "GET"): OWN,
    ("profile", "PATCH"): OWN,
    ("profile", "DELETE"): "401 204 204 204 204 401 401",
    ("profile-export", "GET"): OWN,
    ("deactivate", "PATCH"): OWN,
    ("address-list", "GET"): OWN,
    ("address-list", "POST"): "401 201 201 201 201 401 401",
    ("address-detail", "PATCH"): "401 200 404 404 404 401 401",
    ("address-detail", "DELETE"): "401 204 404 404 404 401 401",
    ("user-list", "GET"): SUPERUSER(200),
    ("user-list", "POST"): SUPERUSER(201),
    ("user-detail", "GET"): SUPERUSER(200),
    ("user-detail", "PATCH"): SUPERUSER(200),
    ("user-detail", "DELETE"): SUPERUSER(204),
    ("products", "GET"): READ,
    ("products", "POST"): STAFF(201),
    ("products-of-category", "GET"): READ,
    ("product", "GET"): READ,
    ("product-by-pk", "PATCH"): STAFF(200),
    ("product-by-pk", "DELETE"): STAFF(204),
    ("product-stock", "POST"): STAFF(200),
    ("product-images", "POST"): STAFF(201),
    ("product-notify", "POST"): "401 400 400 400 400 401 401",  # the product is in stock
    ("product-activate", "PATCH"): STAFF(200),
    ("product-deactivate", "PATCH"): STAFF(200),
    ("categories", "GET"): READ,
    ("categories", "POST"): STAFF(201),
    ("category", "GET"): READ,
    ("category-by-pk", "PATCH"): STAFF(200),
    ("category-by-pk", "DELETE"): STAFF(204),
    ("category-activate", "PATCH"): STAFF(200),
    ("category-deactivate", "PATCH"): STAFF(200),
    ("orders", "GET"): OWN,
    ("order", "GET"): "401 200 404 200 200 401 401",
    ("order", "PATCH"): STAFF(200),
    ("refunds", "GET"): STAFF(200),
    ("refunds", "POST"): STAFF(201),
    ("returns", "GET"): "401 200 404 200 200 401 401",
    ("returns", "POST"): "401 400 404 404 404 401 401",  # the order was not delivered
    ("electronic_invoice", "GET"): STAFF(200),
    ("electronic_invoice", "PATCH"): STAFF(200),
    ("epayco-checkout", "GET"): OWN,
    ("epayco-checkout", "POST"): "401 201 403 403 201 401 401",
    ("epayco-quote", "POST"): READ,
    ("epayco-status", "GET"): "401 200 404 404 404 401 401",
    ("epayco-response", "GET"): SAME(200),
    ("epayco-response", "POST"): SAME(200),
    ("epayco-confirmation", "GET"): SAME(200),
    ("epayco-confirmation", "POST"): SAME(200),
}
# What a method without a row may return: not authenticated, no permission, not found, not allowed.
REFUSALS = (401, 403, 404, 405)


def expected(route: str, method: str) -> dict[str, int]:
    return dict(zip(ROLES, map(int, MATRIX[route, method].split()), strict=True))


def missing() -> set[tuple[str, str]]:
    """Return routes that are in the URLconf but not in the matrix, and the reverse."""
    there = {(route.name, method) for route in routes() for method in route.methods}
    return there ^ set(MATRIX)


def unlisted() -> Iterator[tuple[Route, str]]:
    """Return the methods that have no row: they must be rejected for all callers."""
    for route in routes():
        for method in METHODS:
            if method not in ("HEAD", "OPTIONS") and (route.name, method) not in MATRIX:
                yield route, method
