"""GET /orders/: your own, or all for staff."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.tests.factories import make_product
from orders.models import Order
from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)


def invoices(response) -> list[str]:
    assert response.status_code == 200, response.json()
    return [order["invoice_id"] for order in response.json()["results"]]


def dated(order: Order, moment: datetime) -> Order:
    Order.objects.filter(pk=order.pk).update(created_at=moment, updated_at=moment)
    return order


def test_shopper_sees_own_orders_newest_first(client_of, shopper):
    first, second = make_order(shopper), make_order(shopper)
    make_order()

    response = client_of(shopper).get("/orders/")

    assert invoices(response) == [second.invoice_id, first.invoice_id]
    assert response.json()["count"] == 2
    assert response["Cache-Control"] == "no-store"


def test_order_has_exactly_these_fields(client_of, shopper):
    product = make_product(name="Café", price="1250.50")
    order = make_order(shopper, product, quantity=2, first_name="Ana", last_name="Díaz")

    found = client_of(shopper).get("/orders/").json()["results"][0]

    moments = {name: found.pop(name) for name in ("paid_at", "created_at", "updated_at")}
    assert all(moment.endswith("Z") for moment in moments.values())
    (item,) = found.pop("items")
    assert found == {
        "invoice_id": order.invoice_id,
        "number": 1000 + order.pk,
        "user": {"id": shopper.pk, "email": shopper.email, "username": shopper.username},
        "first_name": "Ana",
        "last_name": "Díaz",
        "email": shopper.email,
        "subtotal": "2501.00",
        "discount": "0.00",
        "voucher": "",
        "tax": "0.00",
        "consumption_tax": "0.00",
        "taxes": found["taxes"],
        "total": "2501.00",
        "currency": "COP",
        "payment_status": "paid",
        "status": "new",
        "ref_payco": order.ref_payco,
        "payment_method": "",
        "refunded": "0.00",
        "carrier": "",
        "tracking_number": "",
        "tracking_url": "",
        "shipped_at": None,
        "delivered_at": None,
        "electronic_invoice": {"number": "", "cufe": ""},
    }
    assert item["product_id"] == product.pk
    assert (item["product_name"], item["product_slug"]) == ("Café", "cafe")
    assert (item["quantity"], item["price"], item["total"]) == (2, "1250.50", "2501.00")
    assert item.keys() >= {"sku", "price_with_tax", "discount", "tax_class", "tax_rate", "tax"}


def test_nobody_sees_no_orders(api):
    response = api.get("/orders/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_staff_and_superuser_see_all_orders(client_of, staff, superuser):
    orders = {make_order().invoice_id, make_order().invoice_id}

    assert set(invoices(client_of(staff).get("/orders/"))) == orders
    assert set(invoices(client_of(superuser).get("/orders/"))) == orders


def test_permission_without_staff_or_staff_without_permission_sees_own_orders(client_of):
    # The group User has view_order, for one's own orders.
    plain, powerless = make_user(groups=("User",)), make_user(groups=(), is_staff=True)
    make_order()
    own = make_order(powerless)

    assert invoices(client_of(plain).get("/orders/")) == []
    assert invoices(client_of(powerless).get("/orders/")) == [own.invoice_id]


@pytest.mark.parametrize(("who", "expected"), [("shopper", 4), ("superuser", 5)])
def test_list_takes_as_many_queries_for_many_orders_as_for_one(client_of, request, who, expected):
    user = request.getfixturevalue(who)
    client, counts = client_of(user), []
    for number in (1, 6):
        for _ in range(number):
            make_order(user, product=make_product())
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/orders/").status_code == 200
        counts.append(len(queries) - len(authentication_queries(client)))

    # How many, the orders, their items and refunds; for staff the buyers, too.
    assert counts == [expected, expected]


def authentication_queries(client) -> CaptureQueriesContext:
    """What any call with a token costs."""
    with CaptureQueriesContext(connection) as queries:
        assert client.post("/orders/", {}).status_code == 405
    return queries


def test_filters_by_payment_and_status(client_of, shopper):
    paid = make_order(shopper, status="shipped")
    review = make_order(shopper, payment_status="review")
    client = client_of(shopper)

    assert invoices(client.get("/orders/?payment_status=review")) == [review.invoice_id]
    assert invoices(client.get("/orders/?status=shipped")) == [paid.invoice_id]
    assert invoices(client.get("/orders/?status=shipped&payment_status=review")) == []


def test_filters_by_time(client_of, shopper):
    old = dated(make_order(shopper), NOON)
    new = dated(make_order(shopper), NOON + timedelta(days=2))
    client = client_of(shopper)

    assert invoices(client.get("/orders/?created_after=2026-05-02")) == [new.invoice_id]
    assert invoices(client.get("/orders/?created_before=2026-05-01T12:00:01Z")) == [old.invoice_id]
    assert invoices(client.get("/orders/?updated_after=2026-05-01T12:00:00Z")) == [new.invoice_id]
    assert invoices(client.get("/orders/?created_after=2026-05-01T08:59:59-03:00")) == [
        new.invoice_id,
        old.invoice_id,
    ]


def test_bare_dates_are_days_in_colombia(client_of, shopper):
    """The first of May there begins at five o'clock in UTC, and so it ends."""
    begins = datetime(2026, 5, 1, 5, tzinfo=timezone.utc)
    moments = [begins - timedelta(seconds=1), begins, begins + timedelta(hours=23.99)]
    moments.append(begins + timedelta(days=1))
    _, first, last, _ = orders = [dated(make_order(shopper), at) for at in moments]
    listed = client_of(shopper).get

    day = invoices(listed("/orders/?created_after=2026-05-01&created_before=2026-05-01"))
    assert day == [last.invoice_id, first.invoice_id]
    assert len(invoices(listed("/orders/?created_before=2026-05-01"))) == len(orders) - 1


@pytest.mark.parametrize("end", ["", "T23:59:59.999999Z", "T23:59:59-05:00"])
def test_the_ends_of_the_calendar_are_no_limit(client_of, shopper, end):
    order = make_order(shopper)
    listed = client_of(shopper).get

    for query in (f"created_before=9999-12-31{end}", "created_after=0001-01-01"):
        assert invoices(listed(f"/orders/?{query}")) == [order.invoice_id]
    for name in ("created_after", "updated_after"):
        assert invoices(listed(f"/orders/?{name}=0001-01-01T00:00:00%2B05:00"))
        assert invoices(listed(f"/orders/?{name}=9999-12-31{end}")) == []
    assert invoices(listed("/orders/?created_before=0001-01-01")) == []


def test_orders_by_total_and_breaks_ties_by_id(client_of, shopper):
    cheap = make_product(price="10")
    first, second = make_order(shopper, cheap), make_order(shopper, cheap)
    dear = make_order(shopper, make_product(price="99"))
    client = client_of(shopper)

    ascending = [first.invoice_id, second.invoice_id, dear.invoice_id]
    assert invoices(client.get("/orders/?ordering=total")) == ascending
    assert invoices(client.get("/orders/?ordering=-total")) == ascending[::-1]


def test_search_is_by_invoice_in_any_case(client_of, shopper):
    order = make_order(shopper)
    make_order(shopper)

    response = client_of(shopper).get("/orders/", {"search": order.invoice_id[4:].upper()})

    assert invoices(response) == [order.invoice_id]


def test_only_staff_search_by_email_and_reference(client_of, shopper, staff):
    order = make_order(shopper, email="Ana.Diaz@Example.com", ref_payco="R-424242")
    make_order(shopper)

    for text in ("ana.diaz@example", "r-424242", shopper.email.upper()):
        found = invoices(client_of(staff).get("/orders/", {"search": text}))
        assert order.invoice_id in found
        assert invoices(client_of(shopper).get("/orders/", {"search": text})) == []


@pytest.mark.parametrize(
    "query",
    [
        "payment_status=stolen",
        "status=PAID",
        "status=new%00",
        "created_after=yesterday",
        "created_before=2026-13-01",
        "updated_after=99999-01-01T00:00:00Z",
        "created_after=%D9%A2%D9%A0%D9%A2%D9%A6-01-01",
        "ordering=email",
        "ordering=total,secret",
        "search=a%00b",
        "search=" + "a" * 300,
        "page_size=0",
    ],
)
def test_bad_query_is_400(client_of, shopper, query):
    response = client_of(shopper).get(f"/orders/?{query}")

    assert response.status_code == 400, response.json()
    assert response.json()["type"] == "validation_error"


def test_pages(client_of, shopper):
    for _ in range(3):
        make_order(shopper)
    client = client_of(shopper)

    page = client.get("/orders/?page=2&page_size=2").json()

    assert (page["count"], len(page["results"]), page["next"]) == (3, 1, None)
    assert client.get("/orders/?page=9").status_code == 404


def test_order_of_an_erased_account_still_shows(client_of, superuser):
    buyer = make_user()
    order = make_order(buyer, first_name="Ana")
    type(buyer).objects.filter(pk=buyer.pk).update(
        email="erased@invalid.example", username="erased", is_active=False
    )

    found = client_of(superuser).get("/orders/").json()["results"][0]

    assert found["invoice_id"] == order.invoice_id
    assert found["user"] == {
        "id": buyer.pk,
        "email": "erased@invalid.example",
        "username": "erased",
    }
    assert Decimal(found["total"]) == order.total


def test_orders_are_not_written_here(client_of, superuser):
    assert client_of(superuser).post("/orders/", {}).status_code == 405
