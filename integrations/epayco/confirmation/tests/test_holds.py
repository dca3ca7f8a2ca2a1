"""What a notification does to the hold, and payments whose hold has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import stock_of
from integrations.epayco.confirmation.tests.checks import attention, lapse
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Checkout, Order

pytestmark = pytest.mark.django_db


def test_an_approval_after_the_five_minutes_makes_the_order(api, checkout, product):
    lapse(checkout, days=3)

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "paid"
    assert stock_of(product) == 3


def test_a_checkout_that_was_replaced_and_is_paid_all_the_same_makes_its_order(
    api, buyer, checkout, product
):
    begin(buyer, (product, 1))

    confirm(api, notice(checkout))

    assert Order.objects.get().invoice_id == checkout.invoice


def test_a_replaced_checkout_that_is_paid_takes_what_its_own_successor_holds(
    api, buyer, checkout, product
):
    """The same buyer in another tab: the stock has gone to nobody else."""
    successor = begin(buyer, (product, 5))

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "paid"
    assert stock_of(product) == 3
    successor.refresh_from_db()
    assert successor.hold_until <= timezone.now()
    confirm(api, notice(successor))
    assert attention() == "out_of_stock"
    assert stock_of(product) == 3


def test_a_successor_keeps_its_hold_where_that_would_not_help(api, buyer, checkout, product):
    successor = begin(buyer, (product, 4))
    product.stock_quantity = 1
    product.save()

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    successor.refresh_from_db()
    assert successor.hold_until > timezone.now()


def test_where_the_stock_has_gone_the_order_waits_for_review(api, checkout, product):
    lapse(checkout)
    product.stock_quantity = 1
    product.save()

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    assert attention() == "out_of_stock"
    assert stock_of(product) == 1


def test_stock_that_others_hold_is_not_taken_by_a_late_payment(api, checkout, product, client_of):
    from users.tests.factories import make_user

    lapse(checkout)
    begin(client_of(make_user(groups=("User", "Checkout"))), (product, 4))

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    assert stock_of(product) == 5


def test_a_pending_notice_keeps_the_hold(api, checkout, product, client_of, settings):
    from users.tests.factories import make_user

    confirm(api, notice(checkout, "3"))
    checkout.refresh_from_db()

    assert checkout.hold_until - timezone.now() > timedelta(hours=71)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    rival = client_of(make_user(groups=("User", "Checkout")))
    body = {"items": [{"product_id": product.pk, "quantity": 4, "price": "34000"}]}
    assert rival.post("/epayco/checkout/", body).status_code == 400


def test_pending_again_does_not_hold_longer(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000666"))
    first = Checkout.objects.get().hold_until
    confirm(api, notice(checkout, "3", x_ref_payco="310000666", x_transaction_id="7"))
    confirm(api, notice(checkout, "3"))

    assert Checkout.objects.get().hold_until == first


def test_a_pending_payment_that_fails_frees_its_hold(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000666"))
    lapse_only_the_minutes(checkout)
    confirm(api, notice(checkout, "9", x_ref_payco="310000666"))

    assert Checkout.objects.get().hold_until <= timezone.now()


def lapse_only_the_minutes(checkout) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past)


def test_a_pending_payment_that_fails_early_leaves_the_five_minutes(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000666"))
    confirm(api, notice(checkout, "11", x_ref_payco="310000666"))

    row = Checkout.objects.get()
    assert row.hold_until == row.expires_at == checkout.expires_at
