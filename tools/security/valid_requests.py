"""A valid request for each row of the matrix: only its sender can be the reason of a rejection."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from catalog.pictures.tests.files import png
from integrations.epayco.tests.factories import notice
from tools.security.wire import WsgiReply, call, send
from tools.security.world import World
from users.accounts import pending_registrations
from users.tests.factories import PASSWORD
from users.tokens import issuing as tokens


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
