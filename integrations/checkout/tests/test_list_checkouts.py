"""GET /epayco/checkout/, and how many checkouts one buyer may begin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import begin, cart, confirm, notice
from orders.models import Checkout
from orders.tests.factories import make_attempt, make_checkout, make_order

pytestmark = pytest.mark.django_db


def test_your_checkouts_without_an_order_newest_first(
    client_of, shopper, django_assert_max_num_queries
):
    make_order(shopper)
    make_checkout()
    first, second = make_checkout(shopper), make_checkout(shopper)
    make_attempt(first, state="failed", gateway_state="rejected", reason="51")
    old = make_checkout(shopper)
    Checkout.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    client = client_of(shopper)

    with django_assert_max_num_queries(7):
        page = client.get("/epayco/checkout/").json()

    assert [row["invoice"] for row in page["results"]] == [second.invoice, first.invoice]
    attempt = page["results"][1]["last_attempt"]
    assert (attempt["state"], attempt["reason"]) == ("rejected", "51")


def test_nobody_is_401(api):
    assert api.get("/epayco/checkout/").status_code == 401


def test_underpaid_checkout_is_in_review(api, client_of, shopper):
    client = client_of(shopper)
    checkout = begin(client, (make_product(price="1000", stock_quantity=5), 1))
    confirm(api, notice(checkout, x_amount="1"))

    assert client.get("/epayco/checkout/").json()["results"][0]["status"] == "review"


def test_twenty_checkouts_in_ten_minutes(client_of, shopper, settings):
    settings.THROTTLING = True
    client, product = client_of(shopper), make_product(price="1000", stock_quantity=5)
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    assert client.post("/epayco/checkout/", cart((product, 6))).status_code == 400
    first = client.post("/epayco/checkout/", cart((product, 1)), **key)
    for _ in range(19):
        begin(client, (product, 1))

    assert client.post("/epayco/checkout/", cart((product, 1))).status_code == 429
    again = client.post("/epayco/checkout/", cart((product, 1)), **key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert Checkout.objects.count() == 20


def test_nothing_to_pay(client_of, shopper, api):
    body = cart((make_product(price="0", stock_quantity=5), 1))

    for response in (
        client_of(shopper).post("/epayco/checkout/", body),
        api.post("/epayco/quote/", body),
    ):
        assert response.status_code == 400
        assert response.json()["errors"][0]["code"] == "nothing_to_pay"
    assert not Checkout.objects.exists()
