"""A change of groups takes effect on the next request, however it is made."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from tools.security import valid_requests, wire
from tools.security.world import World, make_world
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user
from users.tokens import issuing as tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return make_world()


def root_of(world: World) -> Client:
    client = Client()
    client.post("/admin/login/", {"username": world.users["superuser"].email, "password": PASSWORD})
    return client


def by_api(world: World, user: AppUser, groups: list[Group]) -> None:
    body = {"groups": [group.name for group in groups]}
    token = world.tokens["superuser"]
    assert wire.send("PATCH", f"/users/{user.pk}/", body, token=token).status == 200


def by_admin(world: World, user: AppUser, groups: list[Group]) -> None:
    form = {"email": user.email, "username": user.username, "is_active": "on"}
    form["groups"] = [group.pk for group in groups]
    path = f"/admin/users/appuser/{user.pk}/change/"
    assert root_of(world).post(path, form).status_code == 302


def by_sql(world: World, user: AppUser, groups: list[Group]) -> None:
    """The rows alone: is_staff stays as it was."""
    kept = ", ".join(str(group.pk) for group in groups)
    rows = f"app_users_groups WHERE appuser_id = {user.pk} AND group_id NOT IN ({kept})"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {rows}")


WAYS = pytest.mark.parametrize("way", [by_api, by_admin, by_sql])


@WAYS
def test_who_was_staff_sees_and_does_no_more_than_a_shopper(world, way):
    user = make_user(groups=("User", "Checkout", "Staff"), is_staff=True)
    token = tokens.issue(user)["access"]
    admin = Client()
    admin.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    order, product = (valid_requests.path_of(name, world) for name in ("order", "product-by-pk"))
    assert wire.send("GET", order, token=token).status == 200
    assert admin.get("/admin/orders/order/").status_code == 200

    way(world, user, list(Group.objects.filter(name__in=("User", "Checkout"))))

    assert wire.send("GET", order, token=token).status == 404
    assert wire.send("GET", "/orders/", token=token).json()["count"] == 0
    assert wire.send("PATCH", order, {"status": "preparing"}, token=token).status == 403
    assert wire.send("PATCH", product, {"price": "2.00"}, token=token).status == 403
    for model in ("orders/order", "orders/checkout", "catalog/product"):
        assert admin.get(f"/admin/{model}/").status_code in (302, 403), model
    # What is left is worth as much as before.
    body = valid_requests.cart(world)
    assert wire.send("POST", "/epayco/checkout/", body, token=token).status == 201


@WAYS
def test_who_lost_checkout_does_not_buy(world, way):
    token, body = world.tokens["shopper"], valid_requests.cart(world)
    assert wire.send("POST", "/epayco/checkout/", body, token=token).status == 201

    way(world, world.users["shopper"], list(Group.objects.filter(name="User")))

    assert wire.send("POST", "/epayco/checkout/", body, token=token).status == 403


def test_a_permission_of_ones_own_shows_staff_what_it_says(world):
    """Only what shoppers' groups give is cut back."""
    from django.contrib.auth.models import Permission

    user = make_user(groups=("User",), is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_order"))
    token = tokens.issue(user)["access"]

    assert wire.send("GET", valid_requests.path_of("order", world), token=token).status == 200
