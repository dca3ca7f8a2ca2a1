from decimal import Decimal

import pytest

from business_logic.orders import lifecycle
from business_logic.orders.completed_refunds import mark_done
from business_logic.orders.order_status import change_status
from business_logic.orders.refunds import RefundRefused, refund
from catalog.tests.factories import make_product
from common.models import OutboxMail
from orders.models import Refund
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(price="1000.00", stock_quantity=7)


@pytest.fixture
def order(product):
    return make_order(product=product, quantity=3)


def give(order, staff, amount="1000", reason="Dañado", **restock):
    quantities = restock.get("restock", {})
    return refund(
        order.invoice_id, amount=Decimal(amount), reason=reason, restock=quantities, by=staff
    )


def stock_of(product) -> int:
    product.refresh_from_db()
    return product.stock_quantity


def test_a_part_is_refunded_and_its_goods_come_back(order, product, staff):
    found = give(order, staff, restock={product.pk: 1})

    assert (found.amount, found.state, found.created_by) == (Decimal("1000"), "to_do", staff)
    assert found.restocked == {str(product.pk): 1}
    assert stock_of(product) == 8
    assert order.refundable == Decimal("2000.00")


def test_no_more_than_was_paid_is_refunded(order, staff):
    give(order, staff, "2500")

    with pytest.raises(RefundRefused):
        give(order, staff, "500.01")
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_is_no_refund(order, staff, amount):
    with pytest.raises(RefundRefused):
        give(order, staff, amount)


def test_the_buyer_is_told_once_that_the_money_is_back(order, staff):
    found = give(order, staff)

    for _ in range(2):
        mark_done(found.pk, note="Transferencia", by=staff)

    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to, mail.context["amount"]) == ("refund_done", order.email, "1000.00")


def test_it_needs_a_reason(order, staff):
    with pytest.raises(RefundRefused):
        give(order, staff, reason=" ")


def test_no_more_comes_back_than_was_taken(order, product, staff):
    give(order, staff, "1", restock={product.pk: 2})

    with pytest.raises(RefundRefused):
        give(order, staff, "1", restock={product.pk: 2})
    assert stock_of(product) == 9
    assert Refund.objects.count() == 1


def test_an_order_that_took_no_stock_returns_none(product, staff):
    order = make_order(product=product, quantity=3, holds_stock=False, payment_status="review")

    with pytest.raises(RefundRefused):
        give(order, staff, "1", restock={product.pk: 1})
    assert stock_of(product) == 7


def test_a_reversal_afterwards_returns_only_the_rest(order, product, staff):
    found = give(order, staff, restock={product.pk: 1})

    lifecycle.reverse_order(lifecycle.locked_order(order.invoice_id))

    assert stock_of(product) == 10
    found.refresh_from_db()
    assert found.state == "done"


def test_a_cancellation_afterwards_returns_only_the_rest(order, product, staff):
    give(order, staff, restock={product.pk: 2})

    change_status(order.invoice_id, "cancelled", by=staff)

    assert stock_of(product) == 10


def test_what_was_reversed_is_not_refunded(order, staff):
    lifecycle.reverse_order(lifecycle.locked_order(order.invoice_id))

    with pytest.raises(RefundRefused):
        give(order, staff)


def test_it_is_done_once(order, staff, superuser):
    found = give(order, staff)

    mark_done(found.pk, note="Nequi 3001234567", by=staff)
    again = mark_done(found.pk, note="otra vez", by=superuser)

    assert (again.state, again.done_by, again.done_note) == ("done", staff, "Nequi 3001234567")


def test_a_form_sent_twice_refunds_once(order, staff):
    sent = {"amount": Decimal("1000"), "reason": "Dañado", "restock": {}, "by": staff}
    refund(order.invoice_id, **sent, left=Decimal("3000.00"))

    with pytest.raises(RefundRefused):
        refund(order.invoice_id, **sent, left=Decimal("3000.00"))
    assert Refund.objects.count() == 1


def test_what_is_done_counts_as_changed(order, staff):
    found = give(order, staff)

    assert mark_done(found.pk, note="Nequi", by=staff).updated_at > found.updated_at
