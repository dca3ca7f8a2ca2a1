"""POST and GET /orders/{invoice_id}/refunds/."""

import pytest

from catalog.tests.factories import make_product
from common.models import AuditEvent
from orders.models import Refund
from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(price="1000", stock_quantity=7)


@pytest.fixture
def order(product):
    return make_order(product=product, quantity=3)


def address(order) -> str:
    return f"/orders/{order.invoice_id}/refunds/"


def error_of(response) -> tuple[str, str | None]:
    error = response.json()["errors"][0]
    return error["code"], error["attr"]


def test_staff_refund_a_part_and_take_goods_back(client_of, staff, order, product):
    line = {"product_id": product.pk, "quantity": 1}
    body = {"amount": 1000.5, "reason": "Dañado", "restock": [line, line]}

    response = client_of(staff).post(address(order), body)

    assert response.status_code == 201
    found = response.json()
    assert (found["invoice_id"], found["amount"], found["state"]) == (
        *(order.invoice_id, "1000.50"),
        "to_do",
    )
    assert found["restock"] == [{"product_id": product.pk, "quantity": 2}]
    product.refresh_from_db()
    assert product.stock_quantity == 9
    assert Refund.objects.get().created_by == staff
    assert AuditEvent.objects.get(action="refund").actor == staff


def test_refunds_are_listed_oldest_first(client_of, staff, order, django_assert_num_queries):
    client = client_of(staff)
    for amount in ("1.00", "2.00", "3.00"):
        client.post(address(order), {"amount": amount, "reason": "Tarde"})

    # Token, user, permissions, order, count, page.
    with django_assert_num_queries(6):
        page = client.get(address(order)).json()

    assert [row["amount"] for row in page["results"]] == ["1.00", "2.00", "3.00"]
    assert client.get(address(order), {"state": "done"}).json()["count"] == 0
    later = {"updated_after": page["results"][1]["updated_at"]}
    assert client.get(address(order), later).json()["count"] == 1
    assert client.get(address(order), {"state": "lost"}).status_code == 400


def test_another_orders_refunds_are_not_listed(client_of, staff, order):
    Refund.objects.create(order=make_order(), amount=1, reason="x")

    assert client_of(staff).get(address(order)).json()["count"] == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"reason": "x"}, ("required", "amount")),
        ({"amount": "1"}, ("required", "reason")),
        ({"amount": "1", "reason": " "}, ("blank", "reason")),
        ({"amount": "0", "reason": "x"}, ("min_value", "amount")),
        ({"amount": "1.001", "reason": "x"}, ("invalid", "amount")),
        ({"amount": "١", "reason": "x"}, ("invalid", "amount")),
        ({"amount": "NaN", "reason": "x"}, ("invalid", "amount")),
        ({"amount": True, "reason": "x"}, ("invalid", "amount")),
        ({"amount": "9" * 40, "reason": "x"}, ("invalid", "amount")),
        ({"amount": "3000.01", "reason": "x"}, ("refund_refused", "amount")),
        ({"amount": "1", "reason": "x", "restock": [{}]}, ("required", "restock.0.product_id")),
        (
            {"amount": "1", "reason": "x", "restock": [{"product_id": 10**17, "quantity": 1}]},
            ("refund_refused", f"restock.{10**17}"),
        ),
        (
            {"amount": "1", "reason": "x", "restock": [{"product_id": 1, "quantity": 0}]},
            ("min_value", "restock.0.quantity"),
        ),
        ({"amount": "1", "reason": "x", "restock": "all"}, ("not_a_list", "restock")),
    ],
)
def test_bad_body_is_400_and_refunds_nothing(client_of, staff, order, body, expected):
    response = client_of(staff).post(address(order), body)

    assert response.status_code == 400
    assert error_of(response) == expected
    assert not Refund.objects.exists()


def test_no_more_goods_come_back_than_were_taken(client_of, staff, order, product):
    body = {"amount": "1", "reason": "x", "restock": [{"product_id": product.pk, "quantity": 4}]}

    response = client_of(staff).post(address(order), body)

    assert error_of(response) == ("refund_refused", f"restock.{product.pk}")
    product.refresh_from_db()
    assert product.stock_quantity == 7


def test_a_reversed_order_is_not_refunded(client_of, staff):
    order = make_order(payment_status="reversed")

    response = client_of(staff).post(address(order), {"amount": "1", "reason": "x"})

    assert response.status_code == 400
    assert error_of(response)[0] == "refund_refused"


def test_a_buyer_does_not_refund_the_own_order(client_of, shopper):
    order = make_order(shopper)

    assert client_of(shopper).get(address(order)).status_code == 403
    response = client_of(shopper).post(address(order), {"amount": "1", "reason": "x"})
    assert response.status_code == 403
    assert not Refund.objects.exists()


def test_staff_without_the_permission_refund_nothing(client_of, order):
    powerless = make_user(groups=("User",), is_staff=True)

    assert client_of(powerless).post(address(order), {}).status_code == 403


def test_nobody_refunds(api, order):
    assert api.post(address(order), {}).status_code == 401


@pytest.mark.parametrize("invoice", ["INV-1", "%00", "a" * 300])
def test_unknown_order_is_404(client_of, staff, invoice):
    body = {"amount": "1", "reason": "x"}

    assert client_of(staff).post(f"/orders/{invoice}/refunds/", body).status_code == 404
    assert client_of(staff).get(f"/orders/{invoice}/refunds/").status_code == 404
