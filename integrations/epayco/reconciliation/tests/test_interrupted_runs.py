"""Runs that fail, are killed, or meet another one."""

import pytest

from catalog.tests.factories import make_product
from integrations.epayco import client
from integrations.epayco.models import LedgerEntry
from integrations.epayco.reconciliation.service import Reconciliation
from integrations.epayco.reconciliation.tests.runs import record_unverified, table
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["fail", "html", "close", "redirect"])
def test_no_answer_ends_with_one_and_changes_nothing(api, epayco, approved, how):
    record_unverified(api, epayco, approved)
    epayco.misbehave = getattr(misbehaviour, how)

    code, lines = table()

    assert code == 1
    assert [(line[3], line[-1]) for line in lines] == [("no answer", "not asked")]
    assert LedgerEntry.objects.get().settled_at is None
    epayco.misbehave = None
    assert table()[0] == 0
    assert Order.objects.count() == 1


def test_a_silent_epayco_is_not_asked_for_ever(api, epayco, checkout):
    epayco.misbehave = misbehaviour.fail
    for number in range(8):
        confirm(api, notice(checkout, x_ref_payco=f"31000040{number}"))
    client.token.drop()
    epayco.calls.clear()

    code, lines = table()

    assert (code, len(lines), len(epayco.calls)) == (1, 8, 3)


def test_killed_between_recording_and_settling_it_goes_on_from_there(epayco, approved, monkeypatch):
    """Only the end of the process is simulated."""
    with monkeypatch.context() as patch:
        patch.setattr("integrations.epayco.reconciliation.service.settle_entry", killed)
        with pytest.raises(KeyboardInterrupt):
            table()
    assert LedgerEntry.objects.get().settled_at is None

    assert [line[-1] for line in table()[1]] == ["order_made"]
    assert LedgerEntry.objects.count() == 1


def killed(*args):
    raise KeyboardInterrupt


def test_one_payments_failure_does_not_end_the_run(api, epayco, approved, monkeypatch):
    confirm(api, notice(approved, x_ref_payco="310000001"))
    record_unverified(api, epayco, approved)
    settle = Reconciliation.settle

    def failing(run, reference):
        if reference == "310000001":
            raise ValueError("a fault of this payment")
        return settle(run, reference)

    monkeypatch.setattr(Reconciliation, "settle", failing)

    code, lines = table()

    assert code == 1
    assert [line[-1] for line in lines] == ["failed: ValueError", "order_made"]


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_order(epayco, client_of, shopper):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    product = make_product(stock_quantity=5)
    for number in range(4):
        checkout = begin(client_of(shopper), (product, 1))
        epayco.knows(f"3100005{number}", invoice=checkout.invoice, amount=str(checkout.total))

    def run(_):
        try:
            return table()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, range(2)))

    assert [code for code, _ in results] == [0, 0]
    assert Order.objects.count() == LedgerEntry.objects.count() == 4
    product.refresh_from_db()
    assert product.stock_quantity == 1
