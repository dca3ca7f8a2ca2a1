"""The state machine of settlement, cell by cell, without HTTP and without ePayco.

Each row starts from a payment attempt in one state, made by the reports that lead there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from business_logic.entities import Outcome, Payment, PaymentState
from business_logic.settlement import state_machine
from business_logic.settlement.state_machine import TABLE, settle
from catalog.tests.factories import make_product
from orders.models import Checkout, Order, PaymentAttempt
from orders.tests.factories import make_checkout

REFERENCE = "310000001"
P = PaymentState
REPORTED = [P.PENDING, P.FAILED, P.APPROVED, P.REVERSED]
# How an attempt gets into each state: what was reported of it before.
BEFORE = {
    None: [],
    "pending": [P.PENDING],
    "failed": [P.FAILED],
    "refused": [P.APPROVED],
    "approved": [P.APPROVED],
    "reversed": [P.APPROVED, P.REVERSED],
}
# What the four reports and an unknown one find in each state: the attempt, the order, the stock
# (5, of which the checkout wants 2), the hold (minutes that run on, hours of a pending payment,
# or none), the outcome.
KEPT, LONG, FREE = "minutes", "hours", "none"
CELLS = {
    (None, P.PENDING): ("pending", None, 5, LONG, Outcome("pending")),
    (None, P.FAILED): ("failed", None, 5, KEPT, Outcome("failed")),
    (None, P.APPROVED): ("approved", "paid", 3, FREE, Outcome("order_made")),
    (None, P.REVERSED): ("reversed", None, 5, KEPT, Outcome("reversed_without_order")),
    ("pending", P.PENDING): ("pending", None, 5, LONG, Outcome("unchanged")),
    ("pending", P.FAILED): ("failed", None, 5, KEPT, Outcome("failed")),
    ("pending", P.APPROVED): ("approved", "paid", 3, FREE, Outcome("order_made")),
    ("pending", P.REVERSED): ("reversed", None, 5, KEPT, Outcome("reversed_without_order")),
    ("failed", P.PENDING): ("failed", None, 5, KEPT, Outcome("unchanged")),
    ("failed", P.FAILED): ("failed", None, 5, KEPT, Outcome("unchanged")),
    ("failed", P.APPROVED): ("approved", "paid", 3, FREE, Outcome("order_made")),
    ("failed", P.REVERSED): ("reversed", None, 5, KEPT, Outcome("reversed_without_order")),
    ("refused", P.PENDING): ("refused", None, 5, KEPT, Outcome("unchanged")),
    ("refused", P.FAILED): ("refused", None, 5, KEPT, Outcome("unchanged")),
    ("refused", P.APPROVED): ("approved", "paid", 3, FREE, Outcome("order_made")),
    ("refused", P.REVERSED): ("reversed", None, 5, KEPT, Outcome("reversed_without_order")),
    ("approved", P.PENDING): ("approved", "paid", 3, FREE, Outcome("unchanged")),
    ("approved", P.FAILED): ("approved", "paid", 3, FREE, Outcome("unchanged")),
    ("approved", P.APPROVED): ("approved", "paid", 3, FREE, Outcome("unchanged")),
    ("approved", P.REVERSED): ("reversed", "reversed", 5, FREE, Outcome("reversed")),
    ("reversed", P.PENDING): ("reversed", "reversed", 5, FREE, Outcome("unchanged")),
    ("reversed", P.FAILED): ("reversed", "reversed", 5, FREE, Outcome("unchanged")),
    ("reversed", P.APPROVED): ("reversed", "reversed", 5, FREE, Outcome("unchanged")),
    ("reversed", P.REVERSED): ("reversed", "reversed", 5, FREE, Outcome("unchanged")),
}


@pytest.fixture
def product(db):
    return make_product(price="34000.00", stock_quantity=5)


@pytest.fixture
def checkout(product):
    return make_checkout(product=product, quantity=2)


def report(checkout, state, **fields) -> Payment:
    values = {
        "reference": REFERENCE,
        "invoice": checkout.invoice,
        "state": state,
        "amount": checkout.total,
        "currency": "COP",
    }
    return Payment(**values | fields)


def bring_to(state, checkout) -> None:
    """Lead the attempt into the state; a refused one was asked for with a wrong amount first."""
    amount = Decimal(1) if state == "refused" else checkout.total
    for reported in BEFORE[state]:
        settle(report(checkout, reported, amount=amount))
    found = PaymentAttempt.objects.filter(reference=REFERENCE).first()
    assert (found.state if found else None) == state


def hold_of(checkout) -> str:
    left = Checkout.objects.get(pk=checkout.pk).hold_until - timezone.now()
    if left <= timedelta(0):
        return FREE
    return KEPT if left < timedelta(minutes=6) else LONG


def stand(checkout, product) -> tuple:
    attempt = PaymentAttempt.objects.filter(reference=REFERENCE).first()
    order = Order.objects.filter(checkout=checkout).first()
    product.refresh_from_db()
    return (
        attempt.state if attempt else None,
        order.payment_status if order else None,
        product.stock_quantity,
        hold_of(checkout),
    )


@pytest.mark.parametrize(
    ("state", "reported"), CELLS, ids=lambda value: getattr(value, "value", value) or "new"
)
def test_each_cell(state, reported, checkout, product):
    bring_to(state, checkout)

    outcome = settle(report(checkout, reported))

    *expected, expected_outcome = CELLS[state, reported]
    assert outcome == expected_outcome
    assert stand(checkout, product) == tuple(expected)


@pytest.mark.parametrize("state", BEFORE, ids=lambda state: state or "new")
def test_an_unknown_state_changes_nothing(state, checkout, product):
    bring_to(state, checkout)
    before = stand(checkout, product)

    outcome = settle(report(checkout, P.UNKNOWN))

    assert outcome == Outcome("ignored", attention="unknown_state")
    assert stand(checkout, product) == before


def test_the_table_has_every_cell():
    states = [None, *PaymentAttempt.State.values]

    assert set(TABLE) == {(state, reported) for state in states for reported in REPORTED}
    assert set(CELLS) == set(TABLE)
    assert set(REPORTED) | {P.UNKNOWN} == set(P)


def written_table() -> dict:
    """The table of the module's docstring: (attempt, reported) -> the name of the effect."""
    lines = state_machine.__doc__.splitlines()
    head = next(n for n, line in enumerate(lines) if line.split()[:1] == ["attempt"])
    columns = [P[name] for name in lines[head].split()[1:]]
    cells = {}
    for line in lines[head + 1 :]:
        if not line.strip():
            break
        state, *effects = line.split()[: 1 + len(columns)]
        key = None if state == "(new)" else state
        cells |= {(key, column): effect for column, effect in zip(columns, effects, strict=True)}
    return cells


def test_the_table_is_the_one_that_is_written_down():
    assert written_table() == {cell: effect.__name__ for cell, effect in TABLE.items()}


@pytest.mark.parametrize("state", ["pending", "failed", "refused"])
def test_after_the_minutes_only_a_pending_payment_holds_stock(state, checkout):
    past = timezone.now() - timedelta(minutes=1)
    Checkout.objects.update(expires_at=past, hold_until=past)
    bring_to(state, checkout)

    assert hold_of(checkout) == (LONG if state == "pending" else FREE)
    settle(report(checkout, P.FAILED))
    assert hold_of(checkout) == FREE


@pytest.mark.parametrize("fields", [{"amount": Decimal(1)}, {"currency": "USD"}, {"is_test": True}])
def test_a_pending_payment_that_would_be_refused_holds_no_longer(checkout, fields):
    """Else one peso that is never paid would keep the stock for days."""
    settle(report(checkout, P.PENDING, **fields))

    assert hold_of(checkout) == KEPT
    assert PaymentAttempt.objects.get().state == "pending"


def test_one_of_two_pending_payments_that_fails_leaves_the_hold_to_the_other(checkout):
    settle(report(checkout, P.PENDING))
    settle(report(checkout, P.PENDING, reference="310000002"))

    settle(report(checkout, P.FAILED))
    assert hold_of(checkout) == LONG
    settle(report(checkout, P.FAILED, reference="310000002"))
    assert hold_of(checkout) == KEPT


def test_a_cancelled_order_gives_its_stock_back_once(checkout, product):
    from business_logic.orders.order_status import change_status

    settle(report(checkout, P.APPROVED))
    change_status(checkout.invoice, "cancelled", by=None)

    assert settle(report(checkout, P.APPROVED)) == Outcome("unchanged")
    assert settle(report(checkout, P.REVERSED)) == Outcome("reversed")
    assert stand(checkout, product) == ("reversed", "reversed", 5, FREE)


def test_an_invoice_is_compared_letter_by_letter(checkout, product):
    """On every database: MySQL by itself takes upper and lower case for the same."""
    outcome = settle(report(checkout, P.APPROVED, invoice=checkout.invoice.lower()))

    assert outcome == Outcome("refused", attention="unknown_invoice")
    assert stand(checkout, product) == ("refused", None, 5, KEPT)


def test_a_currency_that_is_none_is_a_mismatch(checkout):
    outcome = settle(report(checkout, P.APPROVED, currency="COPCOPCO"))

    assert outcome == Outcome("refused", attention="currency_mismatch")
    assert PaymentAttempt.objects.get().currency == "COP"
