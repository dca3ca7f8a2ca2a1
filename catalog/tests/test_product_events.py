"""product.changed: the catalog's webhook event."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.services import categories, products
from catalog.services.bulk import products as bulk
from catalog.services.bulk.writes import RowChange, Writes
from catalog.tests.factories import make_category, make_product
from common.models import WebhookDelivery, WebhookEndpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscribed():
    WebhookEndpoint.objects.create(url="https://x.example/", events=["product.changed"])


def told() -> list[dict]:
    return [json.loads(each.body) for each in WebhookDelivery.objects.order_by("id")]


def test_every_write_is_told_as_staff_see_the_product(subscribed, client_of, superuser):
    client = client_of(superuser)
    shown = client.post("/products/", {"name": "Panela", "price": "5"}).json()
    path = f"/products/{shown['id']}/{shown['slug']}/"
    answers = [shown]
    for verb, end, body in (
        ("patch", "", {"price": "6"}),
        ("post", "stock/", {"change": 2}),
        ("patch", "deactivate/", {}),
        ("patch", "activate/", {}),
    ):
        answers.append(getattr(client, verb)(path + end, body).json())
    client.delete(path)

    found = told()
    assert [each["type"] for each in found] == ["product.changed"] * 6
    assert [each["data"] for each in found[:5]] == [
        answer | {"is_deleted": False} for answer in answers
    ]
    assert found[5]["data"]["is_deleted"] is True
    assert found[5]["data"]["slug"] == shown["slug"]


def test_a_switched_category_tells_its_products(subscribed):
    category = make_category()
    product = make_product(category=category)

    categories.set_category_active(category.pk, None, active=False)

    event = told()[-1]
    assert (event["data"]["id"], event["data"]["is_active"]) == (product.pk, False)


def test_many_products_take_as_many_queries_as_one(subscribed):
    def queries(count: int) -> int:
        made = [make_product() for _ in range(count)]
        changes = [RowChange(each.pk, {}, {"price": "7.00"}) for each in made]
        with CaptureQueriesContext(connection) as asked:
            bulk.write_all(Writes(changes))
        return len(asked)

    queries(1)
    assert queries(1) == queries(20)
    # Each was told when it was made, and when its price changed.
    assert len(told()) == 2 * 22


def test_where_nobody_subscribed_nothing_is_built(monkeypatch):
    monkeypatch.setattr("catalog.services.events.as_staff_see_them", None)

    products.update_product(make_product().pk, price="8.00")

    assert told() == []
