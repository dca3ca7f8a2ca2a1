"""Late payments, double reversals, and payments of erased accounts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from business_logic.checkout import departures
from catalog.models import Product
from catalog.services.categories import update_category
from catalog.tests.factories import make_category, make_product, stock_of
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Checkout, Order, Refund

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [{"price": "34001"}, {"is_active": False}, {"deleted_at": timezone.now()}],
    ids=["dearer", "inactive", "deleted"],
)
def test_product_that_changed_makes_the_order_for_review(api, checkout, product, change):
    Product.objects.filter(pk=product.pk).update(**change)

    assert confirm(api, notice(checkout)).status_code == 200

    order = Order.objects.get()
    assert (order.payment_status, order.holds_stock) == ("review", True)
    assert LedgerEntry.objects.get().attention == "late_payment"
    assert stock_of(product) == 3


@pytest.mark.parametrize("level", [0, 1], ids=["its own", "the one above"])
def test_category_that_was_switched_off_makes_the_order_for_review(api, client_of, shopper, level):
    above = make_category()
    below = make_category(parent=above)
    product = make_product(price="1000", stock_quantity=5, category=below)
    checkout = begin(client_of(shopper), (product, 2))
    update_category((below, above)[level].pk, is_active=False)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert confirm(api, notice(checkout)).status_code == 200

    assert LedgerEntry.objects.get().attention == "late_payment"
    assert Order.objects.get().payment_status == "review"
    assert stock_of(product) == 3


@pytest.mark.parametrize(("days", "status"), [(9, "paid"), (11, "review")])
def test_payment_days_after_the_last_hold(api, checkout, product, days, status):
    ended = timezone.now() - timedelta(days=days)
    Checkout.objects.update(expires_at=ended, hold_until=ended)

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == status
    assert stock_of(product) == 3


def test_cheaper_product_is_no_late_payment(api, checkout, product):
    Product.objects.update(price="1")

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "paid"


def test_order_in_review_is_not_shipped(api, client_of, staff, checkout, product):
    Product.objects.update(price="40000")
    confirm(api, notice(checkout))
    client, address = client_of(staff), f"/orders/{checkout.invoice}/"
    assert client.patch(address, {"status": "preparing"}).status_code == 200

    response = client.patch(address, {"status": "shipped"})

    assert response.json()["errors"][0]["code"] == "invalid_transition"


def test_reversal_after_a_refund_was_done_needs_attention(api, checkout):
    fields = notice(checkout)
    confirm(api, fields)
    order = Order.objects.get()
    Refund.objects.create(order=order, amount=1, reason="x", state="done")

    confirm(api, notice(checkout, "6", x_ref_payco=fields["x_ref_payco"]))

    assert LedgerEntry.objects.get(claimed_state="6").attention == "paid_back_twice"
    order.refresh_from_db()
    assert (order.payment_status, order.refunded) == ("reversed", order.total)


def test_reversal_of_a_cancelled_order_finishes_its_refund(api, client_of, staff, checkout):
    fields = notice(checkout)
    confirm(api, fields)
    client_of(staff).patch(f"/orders/{checkout.invoice}/", {"status": "cancelled"})
    assert Refund.objects.get().state == "to_do"

    confirm(api, notice(checkout, "6", x_ref_payco=fields["x_ref_payco"]))

    assert Refund.objects.get().state == "done"
    assert not LedgerEntry.objects.exclude(attention="").exists()


def test_approval_for_an_erased_buyer_makes_the_order_without_personal_data(
    api, checkout, mailoutbox
):
    departures.forget_buyer(checkout.user_id)

    assert confirm(api, notice(checkout)).status_code == 200

    order = Order.objects.get()
    assert (order.first_name, order.last_name, order.email, order.address) == ("", "", "", "")
    assert mailoutbox == []


def test_order_keeps_franchise_and_approval_code(api, checkout):
    confirm(api, notice(checkout, x_franchise="PSE", x_approval_code="1234567890"))

    order = Order.objects.get()
    assert (order.payment_method, order.approval_code) == ("PSE", "1234567890")


def test_pieces_of_one_buyer_beyond_the_first_minutes_are_bounded(
    api, client_of, shopper, product, settings
):
    settings.PENDING_HOLD_UNITS = 3
    client = client_of(shopper)
    first, second = begin(client, (product, 2)), None
    confirm(api, notice(first, "3"))
    second = begin(client, (product, 2))
    confirm(api, notice(second, "3"))

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.hold_until == first.pending_until
    assert second.hold_until == second.expires_at


def test_second_pending_payment_does_not_renew_the_hold(api, checkout):
    confirm(api, first := notice(checkout, "3"))
    until = Checkout.objects.get().pending_until
    confirm(api, notice(checkout, "4", x_ref_payco=first["x_ref_payco"]))
    confirm(api, notice(checkout, "3"))

    assert Checkout.objects.get().pending_until == until


def test_old_unpaid_checkouts_lose_their_personal_data(api, client_of, shopper, product):
    old = begin(client_of(shopper), (product, 1))
    Checkout.objects.update(created_at=timezone.now() - timedelta(days=31))
    new = begin(client_of(shopper), (product, 1))

    assert departures.erase_old() == 1

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.email, new.email) == ("", shopper.email)
