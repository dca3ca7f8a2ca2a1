"""GET /users/profile/export/: all data of the caller, and of no one else."""

import json

import pytest
from django.utils import timezone

from common import audit
from common.mail import outbox
from orders.tests.factories import make_attempt, make_checkout, make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
PATH = "/users/profile/export/"
PARTS = {
    "exported_at",
    "profile",
    "consent",
    "addresses",
    "checkouts",
    "orders",
    "returns",
    "log",
    "mails",
    "stock_alerts",
}


def person(name: str):
    """A person with something of everything, all of it marked by the name."""
    user = make_user(f"{name}@example.com", name, first_name=name, phone="+573001234567")
    where = {"department": "Antioquia", "city": "Medellín", "city_code": "05001"}
    user.addresses.create(label=f"casa de {name}", address="Calle 10", **where)
    checkout = make_checkout(user, open_for=user, first_name=name, document_number=f"{name}-1")
    make_attempt(checkout, reason=f"attempt of {name}")
    order = make_order(user, first_name=name)
    due = timezone.localdate()
    order.returns.create(reason=f"return of {name}", amount="1.00", money_due_by=due)
    audit.record("login", actor=user, subject=user.audit_name, detail={"of": name})
    outbox.enqueue("password_changed", user.email, language="es", context={"name": name})
    return user


def test_export_has_everything_of_the_caller(client_of):
    user = person("ana")
    response = client_of(user).get(PATH)

    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == PARTS
    assert body["profile"]["email"] == "ana@example.com"
    assert body["consent"] is None
    assert [row["label"] for row in body["addresses"]] == ["casa de ana"]
    unpaid, paid = body["checkouts"]
    assert (unpaid["document_number"], unpaid["first_name"]) == ("ana-1", "ana")
    assert [row["reason"] for row in unpaid["attempts"]] == ["attempt of ana"]
    assert len(unpaid["items"]) == 1
    assert [order["invoice_id"] for order in body["orders"]] == [paid["invoice"]]
    assert [row["reason"] for row in body["returns"]] == ["return of ana"]
    assert [row["action"] for row in body["log"]] == ["login"]
    assert [row["kind"] for row in body["mails"]] == ["password_changed"]


def test_export_has_the_consent(client_of, settings):
    settings.SHOP_PRIVACY_VERSION = "2026-11"
    client = client_of(make_user())
    client.patch("/users/profile/", {"accept_privacy": True})

    assert client.get(PATH).json()["consent"]["version"] == "2026-11"


@pytest.mark.parametrize("rights", [{}, {"is_staff": True, "is_superuser": True}])
def test_export_has_nothing_of_anybody_else(client_of, rights):
    person("luz")
    ana = person("ana")
    for name, value in rights.items():
        setattr(ana, name, value)
    ana.save()
    audit.record("user_activated", actor=ana, subject="user:999", detail={"of": "luz"})
    text = json.dumps(client_of(ana).get(PATH).json())

    assert "luz" not in text
    assert "password" not in text.replace("password_changed", "")


def test_what_others_did_to_the_account_is_not_in_it(client_of, superuser):
    ana = make_user()
    audit.record("roles_changed", actor=superuser, subject=ana.audit_name, address="203.0.113.9")
    audit.record("login_failed", subject=ana.audit_name, address="203.0.113.9")

    assert client_of(ana).get(PATH).json()["log"] == []


def test_queries_do_not_grow_with_what_is_held(client_of, django_assert_num_queries):
    user = person("ana")
    for _ in range(3):
        make_order(user)
    client = client_of(user)
    with django_assert_num_queries(13):
        client.get(PATH)


def test_nobody_exports_nothing(api):
    assert api.get(PATH).status_code == 401


def test_exports_are_limited(client_of, settings):
    settings.THROTTLING = True
    client = client_of(make_user())
    found = [client.get(PATH).status_code for _ in range(21)]

    assert found == [200] * 20 + [429]
