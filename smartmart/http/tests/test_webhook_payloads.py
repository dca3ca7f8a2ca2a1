"""Webhook bodies match the schema; those of orders match the API's response to staff."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from catalog.services import events as product_events
from catalog.tests.factories import make_product
from common.models import WebhookDelivery, WebhookEndpoint
from common.webhooks.events import EVENTS
from orders.models import OrderReturn
from orders.services import events as order_events
from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    WebhookEndpoint.objects.create(url="https://x.example/", events=list(EVENTS))
    return make_order(make_user(), make_product(stock_quantity=3), status="delivered")


def told() -> dict[str, dict]:
    return {each.event: json.loads(each.body) for each in WebhookDelivery.objects.all()}


def tell_all(order) -> None:
    product = order.items.get().product_id
    found = OrderReturn.objects.create(
        order=order,
        quantities={str(product): 1},
        amount=order.total,
        money_due_by=date(2026, 12, 10),
    )
    for event in EVENTS:
        if event.startswith("order."):
            order_events.tell(event, order)
    order_events.tell_return("return.requested", found)
    product_events.tell_changed([product])
    product_events.tell_low([product])


def test_every_payload_is_the_schemas_object(order, api):
    tell_all(order)
    schema = api.get("/schema/?lang=en").json()
    parts = schema["components"]

    assert set(told()) == set(EVENTS)
    for event, body in told().items():
        content = schema["webhooks"][event]["post"]["requestBody"]["content"]
        described = content["application/json"]["schema"]
        Draft202012Validator({**described, "components": parts}).validate(body)
        data = parts["schemas"][described["$ref"].rpartition("/")[2]]["properties"]["data"]
        [reference] = data.get("allOf", [data])
        shown = parts["schemas"][reference["$ref"].rpartition("/")[2]]["properties"]
        assert set(body["data"]) <= set(shown), event


def test_an_order_is_told_as_staff_see_it(order, client_of, superuser):
    order_events.tell("order.paid", order)
    shown = client_of(superuser).get(f"/orders/{order.invoice_id}/").json()

    assert told()["order.paid"]["data"] == shown
