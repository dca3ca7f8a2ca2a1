"""POST /checkoutconfirmation/: the effects of a signed notification."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.tests.factories import make_product, stock_of
from common.models import OutboxMail
from integrations.epayco.confirmation.tests.checks import attention
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order, OrderItem

pytestmark = pytest.mark.django_db


def test_an_approval_makes_the_order_and_takes_the_stock(api, checkout, product, shopper):
    response = confirm(api, notice(checkout, x_ref_payco="310000777"))

    assert response.status_code == 200
    assert list(response.json()) == ["message"]
    order = Order.objects.get()
    assert (order.invoice_id, order.ref_payco) == (checkout.invoice, "310000777")
    assert (order.payment_status, order.status, order.user) == ("paid", "new", shopper)
    assert (order.subtotal, order.tax, order.total) == (
        Decimal("68000.00"),
        Decimal("12920.00"),
        Decimal("80920.00"),
    )
    item = OrderItem.objects.get()
    assert (item.product_name, item.quantity, item.price, item.total) == (
        "Café",
        2,
        Decimal("34000.00"),
        Decimal("68000.00"),
    )
    assert stock_of(product) == 3
    assert OutboxMail.objects.get().kind == "order_made"


def test_the_same_notice_again_changes_nothing(api, checkout, product):
    fields = notice(checkout)

    assert [confirm(api, fields).status_code for _ in range(3)] == [200, 200, 200]
    assert Order.objects.count() == 1
    assert stock_of(product) == 3
    entry = LedgerEntry.objects.get()
    assert (entry.deliveries, entry.outcome) == (3, "order_made")


def test_a_resend_by_hand_changes_nothing(api, checkout, product):
    fields = notice(checkout)
    confirm(api, fields)

    assert confirm(api, fields | {"x_manual": "1"}).status_code == 200
    assert Order.objects.count() == 1
    assert stock_of(product) == 3
    assert LedgerEntry.objects.get().deliveries == 2


@pytest.mark.parametrize("amount", ["80920", "80920.0", "80920.00"])
def test_amounts_are_compared_as_numbers(api, checkout, amount):
    confirm(api, notice(checkout, x_amount=amount))

    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"x_amount": "80919"}, "amount_mismatch"),
        ({"x_amount": "80921"}, "amount_mismatch"),
        ({"x_amount": "999999999999.999999"}, "amount_mismatch"),
        ({"x_currency_code": "USD"}, "currency_mismatch"),
        ({"x_test_request": "TRUE"}, "test_payment"),
        ({"x_id_invoice": "INV-1", "x_id_factura": "INV-1"}, "unknown_invoice"),
    ],
)
def test_a_payment_that_is_not_the_checkouts_makes_no_order(api, checkout, product, fields, reason):
    response = confirm(api, notice(checkout, **fields))

    assert response.status_code == 200
    assert attention() == reason
    assert not Order.objects.exists()
    assert stock_of(product) == 5


def test_a_test_payment_counts_where_the_shop_takes_them(api, checkout, settings):
    settings.EPAYCO_TEST = True

    confirm(api, notice(checkout, x_test_request="true"))

    assert Order.objects.count() == 1


@pytest.mark.parametrize("state", ["2", "3", "4", "6", "7", "8", "9", "10", "11", "12"])
def test_no_other_state_makes_an_order(api, checkout, product, state):
    assert confirm(api, notice(checkout, state)).status_code == 200
    assert not Order.objects.exists()
    assert stock_of(product) == 5


@pytest.mark.parametrize("state", ["01", "1 ", "5", "99", "Aceptada"])
def test_an_unknown_state_is_recorded_and_changes_nothing(api, checkout, state):
    assert confirm(api, notice(checkout, state)).status_code == 200
    assert attention() == "unknown_state"
    assert not Order.objects.exists()


def test_an_approval_after_a_rejected_attempt_makes_the_order(api, checkout):
    confirm(api, notice(checkout, "2"))
    confirm(api, notice(checkout, "1"))

    assert Order.objects.get().payment_status == "paid"


def test_a_shop_in_dollars_counts_their_cents(api, buyer, settings):
    settings.EPAYCO_CURRENCY = "USD"
    checkout = begin(buyer, (make_product(price="29.99"), 3))
    assert (checkout.tax, checkout.total) == (Decimal("17.09"), Decimal("107.06"))

    confirm(api, notice(checkout, x_amount="107"))
    assert attention() == "currency_mismatch"
    confirm(api, notice(checkout, x_amount="107", x_currency_code="USD"))
    assert attention() == "amount_mismatch"
    confirm(api, notice(checkout, x_amount="107.06", x_currency_code="USD"))

    order = Order.objects.get()
    assert (order.currency, order.total) == ("USD", Decimal("107.06"))


def test_a_second_approved_reference_makes_no_second_order(api, checkout, product):
    confirm(api, notice(checkout))
    response = confirm(api, notice(checkout))

    assert response.status_code == 200
    assert attention() == "second_payment"
    assert Order.objects.count() == 1
    assert stock_of(product) == 3


def test_a_reference_pays_for_one_invoice_only(api, buyer, checkout, product):
    confirm(api, notice(checkout, x_ref_payco="310000555"))
    other = begin(buyer, (product, 2))

    response = confirm(api, notice(other, x_ref_payco="310000555"))

    assert response.status_code == 200
    assert attention() == "reference_reused"
    assert Order.objects.count() == 1


def test_no_more_queries_for_more_lines(api, buyer):
    products = [make_product() for _ in range(30)]
    small, large = begin(buyer, (products[0], 1)), begin(buyer, *((p, 1) for p in products))

    with CaptureQueriesContext(connection) as few:
        confirm(api, notice(small))
    with CaptureQueriesContext(connection) as many:
        confirm(api, notice(large))

    assert Order.objects.count() == 2
    assert len(many) <= len(few) + 1  # the first looked for the rows, its cache entry being there


@pytest.mark.parametrize(
    "contradiction", [{"x_approval_code": "000000"}, {"x_bank_name": "BANCO DE PRUEBAS"}]
)
def test_an_approval_that_looks_like_a_test_is_reviewed(api, checkout, contradiction):
    confirm(api, notice(checkout, **contradiction))

    assert Order.objects.get().payment_status == "review"
    assert LedgerEntry.objects.get().attention == "test_unclear"
