"""PATCH /orders/{invoice_id}/: tracking, cancellation, and an order's timestamps."""

from decimal import Decimal

import pytest

from orders.models import Refund
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db

TRACKING = {
    "carrier": "Servientrega",
    "tracking_number": "2259",
    "tracking_url": "https://example.com/2259",
}


def test_tracking_comes_with_the_status_or_later(client_of, staff, mailoutbox):
    order = make_order(status="preparing")
    client, address = client_of(staff), f"/orders/{order.invoice_id}/"

    shipped = client.patch(address, {"status": "shipped", **TRACKING}).json()
    corrected = client.patch(address, {"tracking_number": "2260"}).json()

    assert {name: shipped[name] for name in TRACKING} == TRACKING
    assert shipped["shipped_at"] and shipped["delivered_at"] is None
    assert corrected["tracking_number"] == "2260"
    assert corrected["carrier"] == "Servientrega"
    assert len(mailoutbox) <= 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.com/1", "example.com"])
def test_tracking_link_is_http(client_of, staff, url):
    order = make_order()

    response = client_of(staff).patch(f"/orders/{order.invoice_id}/", {"tracking_url": url})

    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "tracking_url"


def test_empty_body_asks_for_the_status(client_of, staff):
    response = client_of(staff).patch(f"/orders/{make_order().invoice_id}/", {})

    error = response.json()["errors"][0]
    assert (response.status_code, error["attr"], error["code"]) == (400, "status", "required")


def test_unknown_order_is_404_whatever_the_body(client_of, staff):
    assert client_of(staff).patch("/orders/INV-x/", {"status": 5}).status_code == 404


def test_cancelling_makes_a_refund_of_what_was_not_given_back(client_of, staff):
    order = make_order()
    Refund.objects.create(order=order, amount=Decimal("1.00"), reason="x", state="done")

    client_of(staff).patch(f"/orders/{order.invoice_id}/", {"status": "cancelled"})

    refund = Refund.objects.get(state="to_do")
    assert refund.amount == order.total - 1
    assert client_of(staff).get(f"/orders/{order.invoice_id}/").json()["refunded"] == "1.00"


def test_wholly_refunded_order_goes_no_further(client_of, staff):
    order = make_order()
    Refund.objects.create(order=order, amount=order.total, reason="x")
    client, address = client_of(staff), f"/orders/{order.invoice_id}/"

    assert client.patch(address, {"status": "preparing"}).status_code == 400
    assert client.patch(address, {"status": "cancelled"}).status_code == 200
    assert Refund.objects.count() == 1


def test_refund_repeated_with_its_key_is_one(client_of, staff):
    order = make_order()
    client, address = client_of(staff), f"/orders/{order.invoice_id}/refunds/"
    body, key = {"amount": "1.00", "reason": "x"}, {"HTTP_IDEMPOTENCY_KEY": "a"}

    first = client.post(address, body, **key)
    again = client.post(address, body, **key)
    other = client.post(address, {**body, "amount": "2.00"}, **key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again.json() == first.json()
    assert Refund.objects.count() == 1


def test_numbers_are_short_and_rise(client_of, staff):
    first, second = make_order(), make_order()

    rows = client_of(staff).get("/orders/").json()["results"]

    assert [row["number"] for row in rows] == [second.number, first.number]
    assert 1000 < first.number < second.number
