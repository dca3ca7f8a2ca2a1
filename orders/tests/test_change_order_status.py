"""PATCH /orders/{invoice_id}/."""

import pytest

from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


def patch(client, order, status):
    return client.patch(f"/orders/{order.invoice_id}/", {"status": status})


def test_staff_move_an_order_along(client_of, staff):
    order = make_order()
    client = client_of(staff)

    for status in ("preparing", "shipped", "delivered"):
        response = patch(client, order, status)
        assert response.status_code == 200
        assert response.json()["status"] == status
        assert response.json() == client.get(f"/orders/{order.invoice_id}/").json()


def test_jump_is_400(client_of, staff):
    order = make_order()

    response = patch(client_of(staff), order, "delivered")

    assert response.status_code == 400
    error = response.json()["errors"][0]
    assert (error["code"], error["attr"]) == ("invalid_transition", "status")
    order.refresh_from_db()
    assert order.status == "new"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"status": None}, "null"),
        ({"status": "lost"}, "invalid_choice"),
        ({"status": ["shipped"]}, "invalid_choice"),
        ({"status": True}, "invalid_choice"),
        ([], "invalid"),
    ],
)
def test_bad_body_is_400(client_of, staff, body, code):
    order = make_order()

    response = client_of(staff).patch(f"/orders/{order.invoice_id}/", body, format="json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == code


def test_other_fields_are_ignored(client_of, staff):
    order = make_order()
    body = {"status": "preparing", "total": "1.00", "payment_status": "reversed", "ref_payco": "x"}

    response = client_of(staff).patch(f"/orders/{order.invoice_id}/", body)

    assert response.status_code == 200
    assert response.json()["total"] == "25000.00"
    assert response.json()["payment_status"] == "paid"
    assert response.json()["ref_payco"] == order.ref_payco


def test_shopper_changes_no_order_not_even_the_own(client_of, shopper):
    own, anothers = make_order(shopper), make_order()

    for order in (own, anothers):
        response = patch(client_of(shopper), order, "cancelled")
        assert response.status_code == 403
        assert response.json()["errors"][0]["code"] == "permission_denied"
        order.refresh_from_db()
        assert order.status == "new"


def test_staff_without_the_permission_change_no_order(client_of):
    order = make_order()
    powerless = make_user(groups=("User",), is_staff=True)

    assert patch(client_of(powerless), order, "preparing").status_code == 403


def test_nobody_changes_an_order(api):
    assert patch(api, make_order(), "preparing").status_code == 401


def test_unknown_order_is_404(client_of, staff):
    response = client_of(staff).patch("/orders/INV-unknown/", {"status": "preparing"})

    assert response.status_code == 404
