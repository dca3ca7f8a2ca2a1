"""A permitted request neither writes nor shows fields beyond its purpose."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import transaction
from django.test import Client

from catalog.models import Category, Product
from orders.models import Checkout, Order
from tools.security import valid_requests, wire
from tools.security.world import World, make_world
from users.models import AppUser
from users.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

PRIVILEGES = {
    "is_staff": True,
    "is_superuser": True,
    "user_permissions": [1],
    "id": 999_999,
    "pk": 999_999,
    "slug": "taken-over",
    "path": [],
    "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z",
    "deleted_at": "2001-01-01T00:00:00Z",
    "last_login": "2001-01-01T00:00:00Z",
    "token_version": 99,
    "email_key": "0" * 64,
    "search_text": "taken over",
    "user": 1,
    "user_id": 1,
    "payment_status": "reversed",
    "subtotal": "1.00",
    "tax": "0.00",
    "total": "1.00",
    "currency": "USD",
    "ref_payco": "1",
    "hold_until": "2100-01-01T00:00:00Z",
    "is_ready": False,
}
ROLE_OF = {
    "user-list": "superuser",
    "user-detail": "superuser",
    "order": "staff",
    "refunds": "staff",
    "electronic_invoice": "staff",
}
# A return needs an order that was delivered, a notice of stock a product without any.
OTHERWISE = ("returns", "product-notify")
WRITES = [
    key for key in valid_requests.BODIES if key[1] in ("POST", "PATCH") and key[0] not in OTHERWISE
]


@pytest.fixture
def world(db) -> World:
    return make_world()


def state() -> dict[str, list]:
    """All that a privileged field could have changed, and nothing that differs by itself."""
    people = AppUser.objects.order_by("email_key").prefetch_related("groups", "user_permissions")
    return {
        "users": [
            (
                *(u.email, u.username, u.is_staff, u.is_superuser, u.is_active, u.token_version),
                *(u.deleted_at, u.search_text, u.email_key, u.created_at.year > 2020),
                *(sorted(g.name for g in u.groups.all()), u.user_permissions.count()),
            )
            for u in people
        ],
        "products": list(
            Product.objects.order_by("name").values_list(
                "name", "slug", "is_active", "deleted_at", "stock_quantity", "price"
            )
        ),
        "categories": list(Category.objects.order_by("name").values_list("name", "slug")),
        "checkouts": sorted(
            Checkout.objects.values_list(
                "user", "subtotal", "tax", "total", "currency", "status", "is_ready"
            )
        ),
        "orders": list(
            Order.objects.order_by("invoice_id").values_list(
                "user", "status", "payment_status", "subtotal", "total", "ref_payco"
            )
        ),
        "far": [Checkout.objects.filter(hold_until__year=2100).count()],
        "ids": [AppUser.objects.filter(pk=999_999).count()],
    }


def outcome(world: World, route: str, method: str, extra: dict) -> tuple[int, dict]:
    """What a request with the additional fields leaves behind; then it is undone."""
    role = ROLE_OF.get(route, "staff" if "produc" in route or "categ" in route else "shopper")
    with transaction.atomic():
        numbered, body = world.number, valid_requests.BODIES[route, method](world)
        path = valid_requests.path_of(route, world)
        answer = wire.send(method, path, {**body, **extra}, token=world.tokens[role])
        found = state()
        world.number = numbered
        transaction.set_rollback(True)
    return answer.status, found


@pytest.mark.parametrize(("route", "method"), WRITES, ids=" ".join)
def test_privileged_fields_of_a_body_are_ignored(world, route, method):
    extra = dict(PRIVILEGES)
    if not route.startswith("user-"):  # whose rights to give they are
        extra["groups"] = ["Staff"]
    if not route.startswith(("user-", "product", "categor")):
        extra["is_active"] = False
    clean = outcome(world, route, method, {})

    assert clean[0] < 300
    assert outcome(world, route, method, extra) == clean


def test_a_registration_makes_no_staff(world):
    wire.send(
        "POST", "/register/", valid_requests.person(world) | PRIVILEGES | {"groups": ["Staff"]}
    )
    link = re.search(r"/verifyemail/[0-9a-f-]+/", mail.outbox[-1].body).group()

    assert wire.send("GET", link).status == 201
    user = AppUser.objects.latest("pk")
    assert (user.is_staff, user.is_superuser, user.token_version) == (False, False, 0)
    assert sorted(group.name for group in user.groups.all()) == ["Checkout", "User"]


def test_a_password_is_not_written_by_the_profile(world):
    token = world.tokens["shopper"]
    wire.send("PATCH", "/users/profile/", {"password": "0ther-Pass-word"}, token=token)

    world.users["shopper"].refresh_from_db()
    assert world.users["shopper"].check_password(PASSWORD)


LISTS = ["user-list", "products", "products-of-category", "categories", "orders"]
SECRETS = ["password", "-password", "user__password", "token_version", "stamp", "email_key", "?"]
LOOK_UPS = ["password__startswith=x", "user__email=x", "id__in=0", "is_superuser=false", "pk=0"]


@pytest.mark.parametrize("route", LISTS)
def test_a_list_is_ordered_by_its_own_fields_only(world, route):
    path, token = valid_requests.path_of(route, world), world.tokens["superuser"]
    for field in SECRETS:
        assert wire.send("GET", f"{path}?ordering={field}", token=token).status == 400, field


@pytest.mark.parametrize("route", LISTS)
def test_a_list_is_not_searched_by_what_it_does_not_show(world, route):
    path, token = valid_requests.path_of(route, world), world.tokens["superuser"]
    plain = wire.send("GET", path, token=token).json()
    for question in LOOK_UPS:
        found = wire.send("GET", f"{path}?{question}", token=token).json()
        assert (found["count"], found["results"]) == (plain["count"], plain["results"]), question
    for secret in (world.users["shopper"].password[:30], "pbkdf2"):
        assert wire.send("GET", f"{path}?search={secret}", token=token).json()["count"] == 0


def test_anothers_order_and_checkout_are_not_there(world):
    for role in ("no_checkout", "superuser", "staff"):
        path, token = valid_requests.path_of("epayco-status", world), world.tokens[role]
        assert wire.send("GET", path, token=token).status == 404
    stranger = world.tokens["no_checkout"]
    assert wire.send("GET", valid_requests.path_of("order", world), token=stranger).status == 404
    assert wire.send("GET", "/orders/", token=stranger).json()["count"] == 0
    assert wire.send("GET", "/orders/INV-0/", token=stranger).status == 404


# --- The admin ------------------------------------------------------------------------------


@pytest.fixture
def staff_admin(world) -> Client:
    client = Client()
    data = {"username": world.users["staff"].email, "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", data).status_code == 302
    return client


def admin_paths(world: World) -> list[str]:
    mine = world.users["staff"].pk
    return [
        "/admin/users/appuser/",
        "/admin/users/appuser/add/",
        f"/admin/users/appuser/{mine}/change/",
        f"/admin/users/appuser/{mine}/password/",
        f"/admin/users/appuser/{mine}/delete/",
        f"/admin/users/appuser/{mine}/history/",
        "/admin/auth/group/",
        "/admin/auth/group/add/",
        "/admin/auth/group/1/change/",
    ]


def test_staff_cannot_raise_their_own_rights_in_the_admin(world, staff_admin):
    everything = list(Permission.objects.values_list("pk", flat=True))
    attack = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "user_permissions": everything,
        "permissions": everything,
        "groups": [1, 2, 3],
        "name": "Staff",
        "email": "mine@example.com",
        "username": "mine",
        "password1": "An0ther-Pass-2",
        "password2": "An0ther-Pass-2",
        "action": "delete_selected",
        "_selected_action": [world.users["superuser"].pk],
        "post": "yes",
    }
    before = state()
    for path in admin_paths(world):
        assert staff_admin.get(path).status_code == 403, path
        assert staff_admin.post(path, attack).status_code == 403, path

    assert state() == before


def test_staff_see_no_model_in_the_admin_that_is_not_theirs(world, staff_admin):
    apps = staff_admin.get("/admin/").context["available_apps"]
    models = {model["object_name"] for app in apps for model in app["models"]}

    assert not models & {"AppUser", "Group", "BlacklistedAccessToken", "RateCounter"}
    assert {"Product", "Category", "Order"} <= models


def test_a_shopper_does_not_get_into_the_admin(world):
    client = Client()
    data = {"username": world.users["shopper"].email, "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", data).status_code == 200
    assert client.get("/admin/").status_code == 302
