"""Reversals: the stock comes back once, and only the order of the payment is reversed."""

import pytest

from catalog.tests.factories import stock_of
from common.models import OutboxMail
from integrations.epayco.confirmation.tests.checks import attention, lapse
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

pytestmark = pytest.mark.django_db


def test_a_reversal_returns_the_stock_once(api, checkout, product):
    for state in ("1", "6", "6", "1"):
        confirm(api, notice(checkout, state, x_ref_payco="310000888"))

    assert Order.objects.get().payment_status == "reversed"
    assert stock_of(product) == 5
    kinds = OutboxMail.objects.values_list("kind", flat=True).order_by("id")
    assert list(kinds) == ["order_made", "order_reversed"]


def test_reversing_an_order_that_took_no_stock_returns_none(api, checkout, product):
    lapse(checkout)
    product.stock_quantity = 0
    product.save()
    for state in ("1", "6"):
        confirm(api, notice(checkout, state, x_ref_payco="310000888"))

    assert stock_of(product) == 0


def test_a_reversal_before_its_approval_wins(api, checkout, product):
    for state in ("6", "1"):
        confirm(api, notice(checkout, state, x_ref_payco="310000888"))

    assert not Order.objects.exists()
    assert stock_of(product) == 5


def test_a_reversal_names_its_order_by_reference(api, buyer, checkout, product):
    """The invoice is not signed: a reversal moved to another invoice must not hit its order."""
    confirm(api, notice(checkout, x_ref_payco="310000001"))
    other = begin(buyer, (product, 1))
    confirm(api, notice(other, x_ref_payco="310000002"))

    confirm(api, notice(other, "6", x_ref_payco="310000001"))

    assert Order.objects.get(ref_payco="310000001").payment_status == "reversed"
    assert Order.objects.get(ref_payco="310000002").payment_status == "paid"


def test_a_reversal_after_shipping_needs_attention(api, checkout):
    confirm(api, notice(checkout, x_ref_payco="310000888"))
    Order.objects.update(status="shipped")
    confirm(api, notice(checkout, "6", x_ref_payco="310000888"))

    assert attention() == "reversed_after_shipping"
