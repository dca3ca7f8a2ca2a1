"""The authorization matrix, as data: who can do what.

One row for each method of each route, one status for each of tools.security.world.ROLES:
anonymous, User with Checkout, User without, Staff, superuser, deactivated, logged out. Every
request is valid, so the response depends only on the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from catalog.pictures.tests.files import png
from integrations.epayco.tests.factories import notice
from tools.security.routes import METHODS, Route, routes
from tools.security.wire import WsgiReply, call, send
from tools.security.world import ROLES, World
from users.accounts import pending_registrations
from users.tests.factories import PASSWORD
from users.tokens import issuing as tokens

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


def path_of(route: str, world: World) -> str:
    by_pk = f"/products/{world.product.pk}/{world.product.slug}/"
    category = f"/categories/{world.category.pk}/{world.category.slug}/"
    paths = {
        "health": "/health/",
        "ready": "/health/ready/",
        "metrics": "/metrics/",
        "schema": "/schema/",
        "places": "/places/",
        "shop": "/shop/",
        "feed-xml": "/feeds/products.xml",
        "feed-csv": "/feeds/products.csv",
        "sitemap": "/sitemap.xml",
        "sitemap-part": "/sitemap-1.xml",
        "register": "/register/",
        "verify-email": "/verifyemail/unknown/",
        "login": "/login/",
        "refresh": "/refresh/",
        "logout": "/logout/",
        "logout-all": "/logout/all/",
        "password-change": "/password/change/",
        "password-reset": "/password/reset/",
        "password-reset-confirm": "/password/reset/confirm/",
        "profile": "/users/profile/",
        "deactivate": "/users/deactivate/",
        "profile-export": "/users/profile/export/",
        "address-list": "/users/addresses/",
        "address-detail": f"/users/addresses/{world.address.pk}/",
        "user-list": "/users/",
        "user-detail": f"/users/{world.target.pk}/",
        "products": "/products/",
        "products-of-category": f"/products/category/{world.category.slug}/",
        "product": f"/products/{world.product.slug}/",
        "product-by-pk": by_pk,
        "product-stock": f"{by_pk}stock/",
        "product-images": f"{by_pk}images/",
        "product-notify": f"{by_pk}notify/",
        "product-activate": f"{by_pk}activate/",
        "product-deactivate": f"{by_pk}deactivate/",
        "categories": "/categories/",
        "category": f"/categories/{world.category.slug}/",
        "category-by-pk": category,
        "category-activate": f"{category}activate/",
        "category-deactivate": f"{category}deactivate/",
        "orders": "/orders/",
        "order": f"/orders/{world.order.invoice_id}/",
        "refunds": f"/orders/{world.order.invoice_id}/refunds/",
        "returns": f"/orders/{world.order.invoice_id}/returns/",
        "electronic_invoice": f"/orders/{world.order.invoice_id}/electronic-invoice/",
        "epayco-checkout": "/epayco/checkout/",
        "epayco-quote": "/epayco/quote/",
        "epayco-status": f"/epayco/checkout/{world.checkout.invoice}/",
        "epayco-response": "/epayco/response/",
        "epayco-confirmation": "/checkoutconfirmation/",
    }
    return paths[route]


def person(world: World) -> dict[str, str]:
    number = world.next()
    return {
        "email": f"new{number}@example.com",
        "username": f"new{number}",
        "password": PASSWORD,
    }


def cart(world: World) -> dict:
    line = {"product_id": world.product.pk, "quantity": 1, "price": str(world.product.price)}
    return {"items": [line]}


def credentials(world: World) -> dict[str, str]:
    return {"email": world.target.email, "password": PASSWORD}


BODIES: dict[tuple[str, str], Callable[[World], dict]] = {
    ("register", "POST"): person,
    ("login", "POST"): credentials,
    ("refresh", "POST"): lambda world: {"refresh": tokens.issue(world.target)["refresh"]},
    ("logout", "POST"): lambda world: {},
    ("logout-all", "POST"): lambda world: {},
    ("password-change", "POST"): lambda world: {
        "current_password": PASSWORD,
        "new_password": "An0ther-Pass-2",
    },
    ("password-reset", "POST"): lambda world: {"email": world.target.email},
    ("password-reset-confirm", "POST"): lambda world: {
        **world.reset_link(),
        "new_password": "An0ther-Pass-2",
    },
    ("profile", "PATCH"): lambda world: {"first_name": "Ana"},
    ("profile", "DELETE"): lambda world: {"current_password": PASSWORD},
    ("deactivate", "PATCH"): lambda world: {},
    ("address-list", "POST"): lambda world: {
        "department": "Antioquia",
        "city": "Medellín",
        "address": "Calle 10 # 20-30",
    },
    ("address-detail", "PATCH"): lambda world: {"label": "Casa"},
    ("user-list", "POST"): person,
    ("user-detail", "PATCH"): lambda world: {"is_active": True, "groups": ["User"]},
    ("products", "POST"): lambda world: {
        "name": f"Nuevo {world.next()}",
        "price": "1.00",
        "stock_quantity": 1,
        "category_id": world.category.pk,
    },
    ("product-by-pk", "PATCH"): lambda world: {"price": "2.00"},
    ("product-stock", "POST"): lambda world: {"change": 1},
    ("product-notify", "POST"): lambda world: {},
    ("categories", "POST"): lambda world: {"name": f"Nueva {world.next()}"},
    ("category-by-pk", "PATCH"): lambda world: {"is_active": True},
    ("order", "PATCH"): lambda world: {"status": "preparing"},
    ("returns", "POST"): lambda world: {},
    ("electronic_invoice", "PATCH"): lambda world: {"number": "SETP1"},
    ("refunds", "POST"): lambda world: {"amount": "1.00", "reason": "Broken"},
    ("epayco-checkout", "POST"): cart,
    ("epayco-quote", "POST"): cart,
}


def good_request(route: str, method: str, world: World, token: str | None) -> WsgiReply:
    """Build a request that can be rejected only because of its sender."""
    path = path_of(route, world)
    if (route, method) == ("category-by-pk", "DELETE"):
        path = f"/categories/{world.empty_category.pk}/{world.empty_category.slug}/"
    if (route, method) == ("verify-email", "GET"):
        data = person(world)
        kept = pending_registrations.keep(pending_registrations.REGISTRATION, data)
        path = f"/verifyemail/{kept}/"
    if route == "product-images" and method == "POST":
        return picture(path, token)
    if route == "epayco-confirmation":
        return confirmation(path, method, world, token)
    body = BODIES.get((route, method), lambda world: None)(world)
    return send(method, path, body, token=token)


def picture(path: str, token: str | None) -> WsgiReply:
    headers = [("Authorization", f"Bearer {token}")] if token else []
    form = ("Content-Type", "multipart/form-data; boundary=edge")
    head = b'--edge\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    return call("POST", path, [*headers, form], head + png() + b"\r\n--edge--\r\n")


def confirmation(path: str, method: str, world: World, token: str | None) -> WsgiReply:
    fields = urlencode(notice(world.checkout))
    headers = [("Authorization", f"Bearer {token}")] if token else []
    if method == "GET":
        return call("GET", f"{path}?{fields}", headers)
    form = ("Content-Type", "application/x-www-form-urlencoded")
    return call("POST", path, [*headers, form], fields.encode())


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
