import pytest
from django.db import connection
from rest_framework.test import APIClient

from catalog.tests.factories import make_product
from common.models import OutboxMail
from integrations.epayco.models import LedgerEntry
from orders.tests.factories import make_order

TOKEN = "a-token-for-prometheus"


@pytest.fixture
def watched(settings):
    settings.METRICS_TOKEN = TOKEN
    return APIClient(raise_request_exception=False)


def scrape(client) -> dict[str, float]:
    response = client.get("/metrics/", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_without_a_token_of_its_own_there_are_no_metrics(api, settings):
    settings.METRICS_TOKEN = ""

    response = api.get("/metrics/", HTTP_AUTHORIZATION="Bearer ")

    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


@pytest.mark.parametrize("given", [None, "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ñ"])
def test_metrics_are_for_the_bearer_of_the_token(watched, given):
    headers = {} if given is None else {"HTTP_AUTHORIZATION": given}

    response = watched.get("/metrics/", **headers)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["type"] == "client_error"


def test_requests_are_counted_by_route_method_and_kind_of_answer(watched, db):
    product = make_product()
    name = 'smartmart_requests_total{{method="GET",route="/{0}",status="{1}xx"}}'
    before = scrape(watched)

    watched.get(f"/products/{product.slug}/")
    watched.get("/products/there-is-no-such-thing/")
    watched.generic("BREW", "/health/")
    watched.get("/no/such/address/")

    after = scrape(watched)
    for key in (
        name.format("products/<slug:slug>/", 2),
        name.format("products/<slug:slug>/", 4),
        'smartmart_requests_total{method="other",route="/health/",status="4xx"}',
        'smartmart_requests_total{method="GET",route="none",status="4xx"}',
    ):
        assert after[key] == before.get(key, 0) + 1, key


def test_latency_and_queries_are_counted(watched, db):
    count = 'smartmart_request_queries_count{route="/health/ready/"}'
    total = 'smartmart_request_queries_sum{route="/health/ready/"}'
    timed = 'smartmart_request_seconds_count{method="GET",route="/health/ready/"}'
    before = scrape(watched)

    watched.get("/health/ready/")

    after = scrape(watched)
    assert after[count] == before.get(count, 0) + 1
    assert after[total] >= before.get(total, 0) + 1
    assert after[timed] == before.get(timed, 0) + 1


def test_no_label_shows_what_an_address_holds(watched, db):
    secret = "3f2c1f0e-3c0a-4d63-9d2e-0a4c2b7c9a11"
    watched.get(f"/verifyemail/{secret}/")

    assert not any(secret in name for name in scrape(watched))


def test_the_business_is_read_from_the_database(watched, shopper, django_assert_max_num_queries):
    order = make_order(user=shopper)
    entry = {"last_received_at": order.created_at, "amount": "1", "currency": "COP"}
    LedgerEntry.objects.create(
        digest="a",
        outcome="refused",
        attention="unknown_invoice",
        settled_at=order.created_at,
        **entry,
    )
    LedgerEntry.objects.create(digest="b", **entry)
    OutboxMail.objects.create(kind="order_made", to="a@b.co", next_try_at=order.created_at)

    with django_assert_max_num_queries(8):
        seen = scrape(watched)

    assert seen["smartmart_database_up"] == 1
    assert seen["smartmart_checkouts_last_hour"] == 1
    assert seen['smartmart_settlements_last_hour{outcome="refused"}'] == 1
    assert seen['smartmart_orders{payment_status="paid"}'] == 1
    assert seen['smartmart_attention_open{attention="unknown_invoice"}'] == 1
    assert seen["smartmart_ledger_unsettled"] == 1
    assert seen["smartmart_outbox_waiting"] == 1
    assert seen["smartmart_outbox_waiting_seconds"] >= 0


def test_a_silent_database_is_a_number_and_no_error(watched, transactional_db):
    from django.db import OperationalError

    def refuse(*args):
        raise OperationalError(2013, "Lost connection")

    with connection.execute_wrapper(refuse):
        seen = scrape(watched)

    assert seen["smartmart_database_up"] == 0
    assert "smartmart_orders" not in seen
