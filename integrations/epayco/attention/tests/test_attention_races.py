"""Two people click at the same time: only one takes effect."""

import threading

import pytest

from business_logic.exceptions import DomainError
from catalog.tests.factories import make_product
from common.tests.race import race
from integrations.epayco.attention import actions as attention
from integrations.epayco.attention import cases as attention_cases
from integrations.epayco.attention.cases import Case
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.tests.ledger_rows import refused, short_of_stock
from orders.models import Order

pytestmark = [pytest.mark.db_server, pytest.mark.django_db(transaction=True)]


def succeeds(action, entry: LedgerEntry, by) -> bool:
    try:
        action(entry.pk, by=by, note="Clicked.")
    except DomainError:
        return False
    return True


def unlocked_case(entry_id: int) -> Case:
    """The guard switched off: the case is read and not locked."""
    return attention_cases.case_of(LedgerEntry.objects.get(pk=entry_id))


def slowly(read, line):
    """Everybody who has read the case waits for the rivals to have read it, too."""

    def read_and_wait(entry_id: int) -> Case:
        case = read(entry_id)
        line.wait(10)
        return case

    return read_and_wait


@pytest.mark.parametrize("action", [attention.make_order_after_all, attention.dismiss])
def test_of_many_clicks_at_once_one_acts(staff, action):
    entry = refused()

    assert sorted(race(lambda _: succeeds(action, entry, staff), 6)) == [False] * 5 + [True]

    assert LedgerAction.objects.count() == 1
    assert Order.objects.count() == (1 if action is attention.make_order_after_all else 0)


def test_stock_is_taken_by_one_of_many_clicks(staff):
    product = make_product(stock_quantity=9)
    entry, _ = short_of_stock(product, quantity=2)

    race(lambda _: succeeds(attention.take_stock_now, entry, staff), 6)

    product.refresh_from_db()
    assert product.stock_quantity == 7


def test_different_clicks_at_once_do_not_both_act(staff):
    entry = refused()
    actions = [attention.make_order_after_all, attention.mark_refunded]

    results = race(lambda number: succeeds(actions[number], entry, staff), 2)

    assert sorted(results) == [False, True]
    assert Order.objects.count() == (1 if results[0] else 0)


def test_twin_without_the_lock_two_clicks_take_the_stock_twice(staff, monkeypatch):
    product = make_product(stock_quantity=9)
    entry, _ = short_of_stock(product, quantity=2)
    line = threading.Barrier(2)
    monkeypatch.setattr(attention, "locked_case", slowly(unlocked_case, line))

    assert race(lambda _: succeeds(attention.take_stock_now, entry, staff), 2) == [True, True]

    product.refresh_from_db()
    assert product.stock_quantity == 5
