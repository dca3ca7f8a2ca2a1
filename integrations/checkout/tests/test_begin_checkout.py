"""POST /epayco/checkout/"""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from business_logic import stock
from business_logic.checkout.pending_checkouts import cache_key
from catalog.tests.factories import make_category, make_product
from integrations.epayco.tests.factories import begin, cart, confirm, notice
from orders.models import Checkout
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
URL = "/epayco/checkout/"


@pytest.fixture
def product():
    return make_product(name="Café de Nariño", price="34000.00", stock_quantity=5)


def errors(response) -> set[tuple[str, str]]:
    assert response.status_code == 400, response.content
    return {(error["attr"], error["code"]) for error in response.json()["errors"]}


@pytest.mark.parametrize("items", [[], [{"product_id": 999_999_999, "quantity": 1, "price": 1}]])
def test_a_cart_without_known_products_asks_for_no_empty_list(buyer, items):
    """SQLite takes IN (), MySQL does not."""
    with CaptureQueriesContext(connection) as queries:
        assert buyer.post(URL, {"items": items}).status_code == 400

    assert not any("IN ()" in query["sql"] for query in queries)


def test_the_answer_is_what_epayco_is_opened_with(buyer, shopper, product, settings):
    shopper.first_name, shopper.last_name = "Ana", "Gómez"
    shopper.save()

    response = buyer.post(URL, cart((product, 2)))

    assert response.status_code == 201
    body = response.json()
    invoice = body["invoice"]
    assert invoice.startswith("INV-")
    assert uuid.UUID(invoice[4:]).version == 4
    assert body.pop("expires_at").endswith("Z")
    assert body == {
        "key": "test-public-key",
        "test": False,
        "invoice": invoice,
        "name": "SmartMart",
        "description": "2 x Cafe de Narino",
        "currency": "cop",
        "amount": "80920",
        "tax_base": "68000",
        "tax": "12920",
        "tax_ico": "0",
        "country": "co",
        "lang": "es",
        "external": "false",
        "response": "http://testserver/epayco/response/",
        "confirmation": "http://testserver/checkoutconfirmation/",
        "extra1": invoice,
        "name_billing": "Ana Gómez",
        "email_billing": shopper.email,
        "session_id": None,
    }


def test_the_data_waits_in_the_cache_and_in_a_row(buyer, product):
    checkout = begin(buyer, (product, 2))

    kept = cache.get(cache_key(checkout.invoice))
    assert [(line.product_id, line.quantity) for line in kept.lines] == [(product.pk, 2)]
    assert [(item.product_id, item.quantity) for item in checkout.items.all()] == [(product.pk, 2)]
    left = checkout.expires_at - timezone.now()
    assert timedelta(seconds=290) < left <= timedelta(seconds=300)


def test_lines_of_one_product_are_added_up(buyer, product):
    checkout = begin(buyer, (product, 2), (product, 3))

    assert checkout.items.get().quantity == 5


def test_stock_is_judged_over_all_lines_of_a_product(buyer, product):
    response = buyer.post(URL, cart((product, 3), (product, 3)))

    assert errors(response) == {("items.1.quantity", "insufficient_stock")}


def test_all_bad_lines_are_reported_at_once(buyer, product):
    hidden = make_product(category=make_category(is_active=False))
    body = cart((product, 1), (product, 9), (hidden, 1), (product, 1))
    body["items"][0]["price"] = "1.00"
    body["items"][3]["quantity"] = 1.5
    body["items"].append({"product_id": 999_999, "quantity": 1, "price": "1"})

    assert errors(buyer.post(URL, body)) == {
        ("items.0.price", "price_changed"),
        ("items.1.quantity", "insufficient_stock"),
        ("items.2.product_id", "product_unavailable"),
        ("items.3.quantity", "invalid"),
        ("items.4.product_id", "product_unavailable"),
    }
    assert not Checkout.objects.exists()


@pytest.mark.parametrize(
    ("language", "detail"),
    [("es", "El precio es ahora 34000.00."), ("en", "The price is now 34000.00.")],
)
def test_the_right_price_is_in_the_detail(buyer, product, language, detail):
    body = cart((product, 1))
    body["items"][0]["price"] = "33000"

    answer = buyer.post(URL, body, headers={"accept-language": language})

    assert answer.json()["errors"][0]["detail"] == detail


@pytest.mark.parametrize("price", ["34000", 34000, 34000.0, "34000.00", "34000.0"])
def test_a_price_may_be_text_or_number(buyer, product, price):
    body = cart((product, 1))
    body["items"][0]["price"] = price

    assert buyer.post(URL, body).status_code == 201


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (0, "min_value"),
        (-1, "min_value"),
        (10_001, "max_value"),
        (10**30, "max_value"),
        (1.0, "invalid"),
        (" 1 ", "invalid"),
        ("٣", "invalid"),
        (True, "invalid"),
        ("1.0", "invalid"),
        ([], "invalid"),
        ({}, "invalid"),
        (None, "required"),
    ],
)
def test_a_quantity_is_a_whole_number_in_range(buyer, product, quantity, code):
    body = cart((product, 1))
    body["items"][0]["quantity"] = quantity

    assert errors(buyer.post(URL, body)) == {("items.0.quantity", code)}


def test_each_reader_is_told_in_their_language(buyer, product):
    """Carts share the serializer of a line."""
    body = cart((product, 1))
    body["items"][0]["quantity"] = 0

    answers = [
        buyer.post(URL, body, headers={"accept-language": language}) for language in ("es", "en")
    ]

    details = [answer.json()["errors"][0]["detail"] for answer in answers]
    assert details == ["Al menos 1.", "At least 1."]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"items": []}, ("items", "empty")),
        ({}, ("items", "required")),
        ({"items": "x"}, ("items", "not_a_list")),
        ({"items": [7]}, ("items.0.non_field_errors", "invalid")),
        ([], ("non_field_errors", "invalid")),
        ({"items": [{}] * 101}, ("items", "max_length")),
    ],
)
def test_a_cart_has_1_to_100_lines(buyer, body, expected):
    assert expected in errors(buyer.post(URL, body))


@pytest.mark.parametrize("product_id", [10**30, -1, 0, 2**63])
def test_an_id_that_no_product_can_have_is_unavailable(buyer, product, product_id):
    body = cart((product, 1))
    body["items"][0]["product_id"] = product_id

    assert errors(buyer.post(URL, body)) == {("items.0.product_id", "product_unavailable")}


def test_a_total_that_epayco_cannot_take_is_refused(buyer):
    gold = make_product(price="9999999999.99", stock_quantity=10_000)

    assert errors(buyer.post(URL, cart((gold, 10_000)))) == {("items", "max_value")}


def test_nobody_may_not_buy(api, product):
    assert api.post(URL, cart((product, 1))).status_code == 401


def test_taking_the_group_checkout_stops_a_user_at_once(buyer, shopper, product):
    begin(buyer, (product, 1))
    shopper.groups.remove(Group.objects.get(name="Checkout"))

    assert buyer.post(URL, cart((product, 1))).status_code == 403


def test_a_checkout_holds_its_stock_against_everybody_else(buyer, client_of, product):
    begin(buyer, (product, 4))
    rival = client_of(make_user(groups=("User", "Checkout")))

    assert errors(rival.post(URL, cart((product, 2)))) == {
        ("items.0.quantity", "insufficient_stock")
    }
    assert rival.post(URL, cart((product, 1))).status_code == 201


def test_a_lapsed_hold_is_free_without_any_job(buyer, client_of, product):
    checkout = begin(buyer, (product, 5))
    Checkout.objects.filter(pk=checkout.pk).update(hold_until=timezone.now())
    rival = client_of(make_user(groups=("User", "Checkout")))

    assert rival.post(URL, cart((product, 5))).status_code == 201


def test_a_new_checkout_replaces_the_users_earlier_open_one(buyer, product):
    first = begin(buyer, (product, 5))
    begin(buyer, (product, 5))

    status = buyer.get(f"{URL}{first.invoice}/").json()["status"]
    assert status == "expired"


def test_a_refused_checkout_leaves_the_earlier_one_alone(buyer, product):
    first = begin(buyer, (product, 5))
    buyer.post(URL, cart((product, 6)))

    assert buyer.get(f"{URL}{first.invoice}/").json()["status"] == "open"


def test_a_repeated_request_gets_the_first_answer_again(buyer, product):
    body = cart((product, 1))
    first = buyer.post(URL, body, headers={"Idempotency-Key": "k-1"})
    begin(buyer, (product, 1))
    again = buyer.post(URL, body, headers={"Idempotency-Key": "k-1"})

    assert again.status_code == 201
    assert again.json() == first.json()
    assert Checkout.objects.count() == 2


def test_the_same_key_with_another_body_is_a_conflict(buyer, product):
    buyer.post(URL, cart((product, 1)), headers={"Idempotency-Key": "k-1"})
    response = buyer.post(URL, cart((product, 2)), headers={"Idempotency-Key": "k-1"})

    assert response.status_code == 409


def test_a_key_belongs_to_its_user_and_to_five_minutes(buyer, client_of, product):
    first = buyer.post(URL, cart((product, 1)), headers={"Idempotency-Key": "k-1"}).json()
    rival = client_of(make_user(groups=("User", "Checkout")))
    other = rival.post(URL, cart((product, 2)), headers={"Idempotency-Key": "k-1"})
    Checkout.objects.update(created_at=timezone.now() - timedelta(seconds=301))
    later = buyer.post(URL, cart((product, 2)), headers={"Idempotency-Key": "k-1"})

    assert other.status_code == later.status_code == 201
    assert len({first["invoice"], other.json()["invoice"], later.json()["invoice"]}) == 3


def test_a_session_is_opened_where_the_shop_uses_them(buyer, product, settings, epayco):
    settings.EPAYCO_CHECKOUT = "session"

    body = buyer.post(URL, cart((product, 2))).json()

    assert re.fullmatch("a{24}", body["session_id"])
    path, _, sent = epayco.calls[-1]
    assert path == "/payment/session/create"
    assert (sent["amount"], sent["taxBase"], sent["tax"]) == (80920, 68000, 12920)
    assert sent["extras"] == {"extra1": body["invoice"]}


def test_without_its_session_a_checkout_holds_nothing(buyer, product, settings, epayco):
    settings.EPAYCO_CHECKOUT = "session"
    epayco.misbehave = lambda handler: handler.send({}, status=500)

    response = buyer.post(URL, cart((product, 5)))

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    settings.EPAYCO_CHECKOUT = "script"
    assert buyer.post(URL, cart((product, 5))).status_code == 201


def test_a_process_that_ended_before_its_session_was_open_blocks_no_retry(
    buyer, product, settings, epayco, monkeypatch
):
    """The end of the process is played; the hold it leaves gives way to the retry's own."""
    settings.EPAYCO_CHECKOUT = "session"
    body, headers = cart((product, 5)), {"Idempotency-Key": "k-1"}
    with monkeypatch.context() as patch:
        patch.setattr("integrations.checkout.views.open_session", lambda *args: None)
        buyer.post(URL, body, headers=headers)
    assert buyer.post(URL, body, headers=headers).status_code == 503

    Checkout.objects.update(created_at=timezone.now() - timedelta(seconds=31))
    response = buyer.post(URL, body, headers=headers)

    assert response.status_code == 201
    assert Checkout.objects.filter(hold_until__gt=timezone.now()).count() == 1


def test_queries_do_not_grow_with_the_lines(buyer):
    products = [make_product() for _ in range(30)]
    begin(buyer, (products[0], 1))

    with CaptureQueriesContext(connection) as few:
        begin(buyer, (products[0], 1))
    with CaptureQueriesContext(connection) as many:
        begin(buyer, *((product, 1) for product in products))

    assert len(many) == len(few)


def test_a_unit_sold_while_waiting_for_the_lock_is_not_counted_as_held_too(
    api, client_of, shopper, monkeypatch
):
    product = make_product(stock_quantity=2)
    other = begin(client_of(make_user(groups=("User", "Checkout"))), (product, 1))
    lock = stock.lock_products

    def late(ids):
        monkeypatch.setattr(stock, "lock_products", lock)
        assert confirm(api, notice(other)).status_code == 200
        return lock(ids)

    monkeypatch.setattr(stock, "lock_products", late)

    assert begin(client_of(shopper), (product, 1)).pk
