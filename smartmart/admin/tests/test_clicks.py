"""Ten daily tasks, done with links and buttons only; docs/staff-tasks.md lists their clicks."""

import re

import pytest
from django.conf import settings

from catalog.tests.factories import make_product
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.ledger_rows import make_entry
from orders.models import Order, Refund, Voucher
from orders.tests.factories import make_attempt, make_order
from smartmart.admin.tests.desk import Desk

pytestmark = pytest.mark.django_db
ROW = re.compile(r"^\| (\d+)\. [^|]+ \| (\d+) \|", re.MULTILINE)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return lambda: Desk(client)


def clicks(number: int) -> int:
    """What the table of the page says of a task."""
    text = (settings.BASE_DIR / "docs/staff-tasks.md").read_text()
    return {int(n): int(count) for n, count in ROW.findall(text)}[number]


def test_ship_an_order_with_its_tracking_number(desk):
    order, desk = make_order(), desk()
    desk.follow("New")
    desk.follow(str(order.number))
    desk.follow("Tracking")
    desk.press("Save", carrier="Servientrega", tracking_number="2201")
    desk.press("Start preparing")
    desk.press("Mark as shipped (emails the buyer)")

    order.refresh_from_db()
    assert (order.status, order.tracking_number) == (Order.Status.SHIPPED, "2201")
    assert desk.clicks == clicks(1)


def test_tell_a_buyer_that_the_order_is_ready_for_pickup(desk):
    order, desk = make_order(status="preparing", delivery_method="pickup"), desk()
    desk.follow("Preparing")
    desk.follow(str(order.number))
    desk.press("Mark as ready for pickup (emails the buyer)")

    order.refresh_from_db()
    assert order.status == Order.Status.SHIPPED
    assert desk.clicks == clicks(2)


def test_cancel_an_order_and_owe_its_refund(desk):
    order, desk = make_order(), desk()
    desk.follow("New")
    desk.follow(str(order.number))
    desk.follow("Cancel (restocks the products, creates a refund)")
    desk.press("Cancel the order")

    assert Refund.objects.get().amount == order.total
    assert desk.clicks == clicks(3)


def test_refund_a_part_of_an_order(desk):
    order, desk = make_order(product=make_product(price="50000")), desk()
    desk.follow("New")
    desk.follow(str(order.number))
    desk.follow("Refund")
    desk.press("Record the refund", amount="20000", reason="Broken cup")

    assert Refund.objects.get().amount == 20000
    assert desk.clicks == clicks(4)


def test_find_an_order_by_the_reference_of_its_payment(desk):
    make_order()
    order, desk = make_order(), desk()
    desk.follow("Orders", within="/orders/order/")
    desk.press("Search", q=order.ref_payco)
    desk.follow(str(order.number))

    assert desk.response.context["original"] == order
    assert desk.clicks == clicks(5)


@pytest.mark.parametrize(
    ("task", "field", "value"), [(6, "stock_quantity", "40"), (7, "price", "21000")]
)
def test_change_stock_or_price_of_a_product(desk, task, field, value):
    product, desk = make_product(name="Panela", stock_quantity=30, price="20000"), desk()
    desk.follow("Products")
    desk.press("Search", q="panela")
    desk.follow("Panela")
    desk.press("Save", **{field: value})

    product.refresh_from_db()
    assert getattr(product, field) == int(value)
    assert desk.clicks == clicks(task)


def test_settle_a_payment_that_needs_attention(desk):
    order = make_order()
    entry = make_entry(make_attempt(order.checkout), attention="second_payment")
    desk = desk()
    desk.follow("The invoice was paid already")
    desk.follow(entry.reference)
    desk.follow("Dismiss")
    desk.press("Dismiss", note="The buyer paid twice; the second went back by hand.")

    assert not LedgerEntry.objects.needing_attention().exists()
    assert desk.clicks == clicks(8)


def test_make_a_discount_code(desk):
    desk = desk()
    desk.follow("Add", within="/voucher/")
    desk.press("Save", choices={"kind": "percent"}, code="FERIA10", value="10")

    assert Voucher.objects.get().code == "FERIA10"
    assert desk.clicks == clicks(9)


def test_hand_last_months_sales_to_the_accountant(desk):
    desk = desk()
    desk.follow("Orders", within="/orders/order/")
    desk.follow("Last month (XLSX)")

    assert "attachment" in desk.response["Content-Disposition"]
    assert desk.clicks == clicks(10)
