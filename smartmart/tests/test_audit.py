"""Sensitive actions are audited with the user who did them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.models import StockMovement
from common.models import AuditEvent
from orders.models import Order
from tools.security import valid_requests, wire
from tools.security.world import World, make_world
from users.limits import LOGIN_PER_ACCOUNT
from users.models import AppUser
from users.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    found = make_world()
    AuditEvent.objects.all().delete()
    return found


def logged(action: str) -> AuditEvent:
    event = AuditEvent.objects.get(action=action)
    assert event.address == "127.0.0.1" or action.startswith(("order", "refund"))
    return event


def log_in(world: World, password: str = PASSWORD) -> int:
    data = {"email": world.target.email, "password": password}
    return wire.send("POST", "/login/", data).status


def test_logins_and_failures(world):
    assert (log_in(world), log_in(world, "wrong")) == (200, 401)

    assert logged("login").actor == world.target
    assert logged("login_failed").subject == world.target.audit_name


def test_lock_outs(world, settings):
    settings.THROTTLING = True
    statuses = [log_in(world, "wrong") for _ in range(LOGIN_PER_ACCOUNT + 3)]

    assert statuses[-3:] == [429] * 3
    assert logged("login_locked").subject == world.target.audit_name


def test_refresh_tokens_shown_twice(world, settings):
    settings.REFRESH_GRACE_SECONDS = 0
    pair = wire.send("POST", "/login/", valid_requests.credentials(world)).json()
    for _ in range(2):
        wire.send("POST", "/refresh/", {"refresh": pair["refresh"]})

    assert logged("refresh_token_reused").subject == world.target.audit_name


def test_roles(world):
    path, token = valid_requests.path_of("user-detail", world), world.tokens["superuser"]
    wire.send("PATCH", path, {"groups": ["Staff"], "is_active": False}, token=token)

    event = logged("roles_changed")
    assert (event.actor, event.subject) == (world.users["superuser"], world.target.audit_name)
    assert event.detail == {"groups": ["Staff"], "is_staff": True, "is_superuser": False}
    assert logged("user_deactivated").actor == world.users["superuser"]


def test_accounts_that_come_and_go(world):
    token = world.tokens["superuser"]
    wire.send("POST", "/users/", valid_requests.person(world), token=token)
    wire.send("DELETE", valid_requests.path_of("user-detail", world), token=token)
    shopper = {"current_password": PASSWORD, "new_password": "An0ther-Pass-2"}
    wire.send("POST", "/password/change/", shopper, token=world.tokens["shopper"])

    assert logged("user_created").actor == world.users["superuser"]
    assert logged("user_deleted").subject == world.target.audit_name
    assert logged("password_changed").actor == world.users["shopper"]


def test_refunds_and_steps_of_an_order(world):
    token, refunds = world.tokens["staff"], valid_requests.path_of("refunds", world)
    wire.send("POST", refunds, {"amount": "1.00", "reason": "Broken"}, token=token)
    wire.send("PATCH", valid_requests.path_of("order", world), {"status": "preparing"}, token=token)

    assert logged("refund").actor == logged("order_status").actor == world.users["staff"]
    assert logged("refund").subject == f"order:{Order.objects.get().invoice_id}"


def test_stock_that_somebody_set(world):
    path = valid_requests.path_of("product-by-pk", world)
    wire.send("PATCH", path, {"stock_quantity": 7}, token=world.tokens["staff"])

    move = StockMovement.objects.filter(product=world.product).first()
    assert (move.quantity_after, move.reason, move.user) == (7, "edit", world.users["staff"])


def test_what_is_done_in_the_admin(world):
    client = Client()
    root = world.users["superuser"]
    data = {"username": root.email, "password": PASSWORD}
    client.post("/admin/login/?next=/admin/", {**data, "password": "wrong"})
    client.post("/admin/login/?next=/admin/", data)
    path = f"/admin/users/appuser/{world.target.pk}/change/"
    form = {"email": world.target.email, "username": "renamed", "is_superuser": "on"}
    assert client.post(path, form).status_code == 302

    assert logged("admin_login").actor == root
    assert logged("admin_login_failed").subject == root.audit_name
    assert logged("roles_changed").detail["is_superuser"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (root, str(world.target.pk))
    assert AppUser.objects.get(pk=world.target.pk).username == "renamed"


def test_no_row_holds_an_address_of_mail_or_a_name(world):
    log_in(world)
    wire.send("POST", "/users/", valid_requests.person(world), token=world.tokens["superuser"])
    for event in AuditEvent.objects.all():
        assert "@" not in f"{event.subject}{event.detail}"
