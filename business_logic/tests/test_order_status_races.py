"""Two concurrent changes of one order: its stock is returned once."""

import threading

import pytest

from business_logic.entities import Payment, PaymentState
from business_logic.exceptions import InvalidTransition
from business_logic.orders import lifecycle
from business_logic.orders.order_status import change_status
from business_logic.settlement.state_machine import settle, settlement_transaction
from catalog.tests.factories import make_product
from common.tests.race import race
from orders.models import Order
from orders.tests.factories import make_attempt, make_order

pytestmark = [pytest.mark.db_server, pytest.mark.django_db(transaction=True)]
# How long to wait for a rival: with the guard on it does not come; without, it is sure to.
GUARDED, UNGUARDED = 1, 30


@pytest.fixture
def product():
    return make_product(stock_quantity=3)


@pytest.fixture
def order(product):
    """A paid order that took two."""
    order = make_order(product=product, quantity=2)
    make_attempt(order.checkout, reference=order.ref_payco)
    return order


def stock_after(product) -> int:
    product.refresh_from_db()
    return product.stock_quantity


def cancel(order: Order) -> bool:
    try:
        change_status(order.invoice_id, "cancelled", by=None)
    except InvalidTransition:
        return False
    return True


def reverse(order: Order) -> str:
    payment = Payment(
        reference=order.ref_payco,
        invoice=order.invoice_id,
        state=PaymentState.REVERSED,
        amount=order.total,
        currency=order.currency,
    )
    return settlement_transaction(settle)(payment).result


def unlocked_order(invoice_id: str) -> Order | None:
    """The guard switched off: the order is read and not locked."""
    return Order.objects.filter(invoice_id=invoice_id).first()


def linger(monkeypatch, read, line: threading.Barrier) -> threading.Event:
    """Have everybody who has read the order wait there for the rivals to come as far.

    Returns what tells that somebody has read."""
    has_read = threading.Event()

    def read_and_wait(invoice_id: str) -> Order | None:
        order = read(invoice_id)
        has_read.set()
        try:
            line.wait()
        except threading.BrokenBarrierError:
            # With the guard on, the rival stands at the lock and never comes.
            return order
        return order

    monkeypatch.setattr(lifecycle, "locked_order", read_and_wait)
    return has_read


def test_of_many_cancellations_at_once_one_returns_the_stock(product, order):
    assert sorted(race(lambda _: cancel(order), 8)) == [False] * 7 + [True]

    assert stock_after(product) == 5


def test_two_cancellations_that_read_at_once_return_the_stock_once(monkeypatch, product, order):
    linger(monkeypatch, lifecycle.locked_order, threading.Barrier(2, timeout=GUARDED))

    assert sorted(race(lambda _: cancel(order), 2)) == [False, True]

    assert stock_after(product) == 5


def test_twin_without_the_lock_two_cancellations_return_it_twice(monkeypatch, product, order):
    linger(monkeypatch, unlocked_order, threading.Barrier(2, timeout=UNGUARDED))

    assert race(lambda _: cancel(order), 2) == [True, True]

    assert stock_after(product) == 7


def cancel_and_reverse(order: Order, line: threading.Barrier, has_read: threading.Event) -> list:
    """Reverse the order while its cancellation lingers between reading and writing."""

    def reverse_and_meet() -> str:
        assert has_read.wait(UNGUARDED)
        result = reverse(order)
        line.abort()
        return result

    return race(lambda number: reverse_and_meet() if number else cancel(order), 2)


def test_cancelling_and_reversing_at_once_return_the_stock_once(monkeypatch, product, order):
    line = threading.Barrier(2, timeout=GUARDED)
    has_read = linger(monkeypatch, lifecycle.locked_order, line)

    assert cancel_and_reverse(order, line, has_read) == [True, "reversed"]

    assert stock_after(product) == 5
    order.refresh_from_db()
    assert (order.payment_status, order.status) == ("reversed", "cancelled")


def test_twin_without_the_lock_cancelling_and_reversing_return_it_twice(
    monkeypatch, product, order
):
    line = threading.Barrier(2, timeout=UNGUARDED)
    has_read = linger(monkeypatch, unlocked_order, line)

    assert cancel_and_reverse(order, line, has_read) == [True, "reversed"]

    assert stock_after(product) == 7
