"""manage.py reconcile_payments: payments without a notification are settled by a lookup."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import stock_of
from integrations.epayco.models import LedgerEntry
from integrations.epayco.reconciliation import service
from integrations.epayco.reconciliation.tests.runs import (
    REFERENCE,
    record_unverified,
    table,
)
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import confirm, notice
from orders.models import Checkout, Order, PaymentAttempt

pytestmark = pytest.mark.django_db


def test_with_nothing_in_doubt_there_is_nothing_to_say(epayco):
    assert table() == (0, [])
    assert epayco.calls == []


def test_an_unverified_notice_is_settled(api, epayco, approved, product):
    record_unverified(api, epayco, approved)

    assert table() == (
        0,
        [[REFERENCE, approved.invoice, "none", "approved", "80920 COP", "paid", "order_made"]],
    )
    assert Order.objects.get().ref_payco == REFERENCE
    assert stock_of(product) == 3
    entry = LedgerEntry.objects.get()
    assert (entry.outcome, entry.answer["refPayco"]) == ("order_made", REFERENCE)
    assert table() == (0, [])


def test_what_the_notice_claims_does_not_count(api, epayco, checkout):
    record_unverified(api, epayco, checkout)
    epayco.knows(
        REFERENCE, invoice=checkout.invoice, amount=80920, codTransactionState=2, status="Rechazada"
    )

    code, lines = table()

    assert (code, lines[0][3], lines[0][-1]) == (0, "rejected", "failed")
    assert not Order.objects.exists()


def test_a_pending_payment_that_was_paid_makes_its_order(api, epayco, approved, product):
    epayco.transactions[REFERENCE]["codTransactionState"] = 3
    confirm(api, notice(approved, "3", x_ref_payco=REFERENCE))
    assert table() == (0, [])
    epayco.transactions[REFERENCE]["codTransactionState"] = 1

    _, lines = table()

    assert lines == [
        [REFERENCE, approved.invoice, "pending", "approved", "80920 COP", "paid", "order_made"]
    ]
    assert Order.objects.get().payment_status == "paid"
    by_notice, by_asking = LedgerEntry.objects.order_by("id")
    assert "source" not in by_notice.fields
    assert by_asking.fields["source"] == "reconcile_payments"
    assert (by_asking.claimed_state, by_asking.transaction_id) == ("1", "839275361")
    assert by_asking.outcome == "order_made"
    assert table() == (0, [])


def test_a_pending_payment_that_expired_frees_its_hold(api, epayco, approved):
    epayco.transactions[REFERENCE]["codTransactionState"] = 3
    confirm(api, notice(approved, "3", x_ref_payco=REFERENCE))
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    epayco.transactions[REFERENCE]["codTransactionState"] = 9

    table()

    assert PaymentAttempt.objects.get().gateway_state == "expired"
    assert Checkout.objects.get().hold_until <= timezone.now()


@pytest.mark.parametrize("lapsed", [False, True])
def test_a_checkout_that_was_paid_without_a_notice_makes_its_order(epayco, approved, lapsed):
    if lapsed:
        past = timezone.now() - timedelta(hours=5)
        Checkout.objects.update(expires_at=past, hold_until=past)

    _, lines = table()

    assert [line[-1] for line in lines] == ["order_made"]
    assert Order.objects.get().invoice_id == approved.invoice
    assert LedgerEntry.objects.get().fields["source"] == "reconcile_payments"


def test_all_payments_of_an_invoice_are_found(epayco, approved):
    epayco.knows("310000322", invoice=approved.invoice, amount=80920)

    _, lines = table()

    assert [line[-1] for line in lines] == ["order_made", "refused: second_payment"]
    assert Order.objects.count() == 1
    assert LedgerEntry.objects.needing_attention().get().reference == "310000322"


def test_without_a_search_by_invoice_the_rest_is_asked(api, epayco, approved):
    record_unverified(api, epayco, approved)
    epayco.offers_search = False

    assert table()[0] == 0
    assert Order.objects.count() == 1


def test_an_old_checkout_is_asked_about_only_on_request(epayco, approved):
    Checkout.objects.update(created_at=timezone.now() - timedelta(days=5))

    assert table() == (0, [])
    assert len(table("--since", "6d")[1]) == 1


def test_a_reversal_that_was_quicker_than_the_look_up_is_not_forgotten(
    api, epayco, approved, product
):
    confirm(api, notice(approved, x_ref_payco=REFERENCE))
    confirm(api, notice(approved, "6", x_ref_payco=REFERENCE))
    assert Order.objects.get().payment_status == "paid"
    epayco.transactions[REFERENCE]["codTransactionState"] = 6

    table()

    assert Order.objects.get().payment_status == "reversed"
    assert stock_of(product) == 5


@pytest.mark.parametrize("first", [1, 2])
def test_a_notice_that_was_quicker_than_the_look_up_is_not_forgotten(api, epayco, approved, first):
    """The first notification of a payment, while ePayco still reports its earlier state."""
    epayco.transactions[REFERENCE]["codTransactionState"] = first
    confirm(api, notice(approved, "6" if first == 1 else "1", x_ref_payco=REFERENCE))
    epayco.transactions[REFERENCE]["codTransactionState"] = 6 if first == 1 else 1
    Checkout.objects.update(created_at=timezone.now() - timedelta(days=5))

    table()

    assert Order.objects.get().payment_status == ("reversed" if first == 1 else "paid")


def test_a_shop_that_does_not_ask_back_settles_what_it_recorded(api, epayco, approved, settings):
    record_unverified(api, epayco, approved)
    epayco.misbehave = misbehaviour.fail
    settings.EPAYCO_VERIFY = False

    _, lines = table()

    assert [line[-1] for line in lines[:1]] == ["order_made"]
    assert Order.objects.count() == 1


def test_an_answer_settles_a_payment_with_many_notices_once(api, epayco, approved, monkeypatch):
    epayco.misbehave = misbehaviour.fail
    for number in range(5):
        confirm(api, notice(approved, f"x{number}", x_ref_payco=REFERENCE))
    epayco.misbehave = None
    settled = []
    settle = service.settle_entry
    monkeypatch.setattr(
        service, "settle_entry", lambda *args: settled.append(args) or settle(*args)
    )

    assert [line[-1] for line in table()[1]] == ["order_made"]

    assert len(settled) == 1
    assert not LedgerEntry.objects.filter(settled_at=None).exists()
