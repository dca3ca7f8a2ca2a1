"""Unknown payments and unclear responses: ePayco is asked again, or the payment needs attention."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.reconciliation.tests.runs import REFERENCE, record_unverified, table
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import confirm, notice
from orders.models import Checkout, Order, PaymentAttempt

pytestmark = pytest.mark.django_db


def test_a_refused_approval_is_asked_again(api, epayco, approved, settings):
    epayco.transactions[REFERENCE]["testMode"] = True
    confirm(api, notice(approved, x_ref_payco=REFERENCE))
    assert table() == (0, [])
    settings.EPAYCO_TEST = True

    _, lines = table()

    assert [line[-1] for line in lines] == ["order_made"]
    assert not LedgerEntry.objects.needing_attention().exists()
    assert LedgerAction.objects.get().action == "settled_itself"


def test_pending_too_long_needs_a_person_once_and_until_it_ends(api, epayco, approved):
    epayco.transactions[REFERENCE]["codTransactionState"] = 3
    confirm(api, notice(approved, "3", x_ref_payco=REFERENCE))
    PaymentAttempt.objects.update(created_at=timezone.now() - timedelta(hours=73))

    assert [line[-1] for line in table("--dry-run")[1]] == ["would be pending: pending_too_long"]
    assert not LedgerEntry.objects.needing_attention().exists()
    assert [line[-1] for line in table()[1]] == ["pending: pending_too_long"]
    assert table() == (0, [])
    assert LedgerEntry.objects.needing_attention().get().attention == "pending_too_long"

    epayco.transactions[REFERENCE]["codTransactionState"] = 1
    table()
    assert not LedgerEntry.objects.needing_attention().exists()


@pytest.mark.parametrize("how", ["no answer", "unknown"])
def test_pending_too_long_is_seen_without_an_answer(api, epayco, approved, how):
    epayco.transactions[REFERENCE]["codTransactionState"] = 3
    confirm(api, notice(approved, "3", x_ref_payco=REFERENCE))
    PaymentAttempt.objects.update(created_at=timezone.now() - timedelta(hours=73))
    epayco.transactions.clear()
    epayco.misbehave = misbehaviour.fail if how == "no answer" else None

    assert [line[-1] for line in table()[1]][1:] == ["pending: pending_too_long"]
    assert LedgerEntry.objects.needing_attention().get().attention == "pending_too_long"


def test_nonsense_about_some_payments_keeps_no_other_from_being_asked(api, epayco, approved):
    for number in range(4):
        epayco.knows(f"31000020{number}", invoice="", amount=80920)
        confirm(api, notice(approved, x_ref_payco=f"31000020{number}"))
    record_unverified(api, epayco, approved)

    code, lines = table()

    assert code == 1
    assert [line[-1] for line in lines] == ["not asked"] * 4 + ["order_made"]


def test_a_reference_that_epayco_does_not_know_waits_and_then_needs_attention(
    api, epayco, checkout
):
    assert confirm(api, notice(checkout, x_ref_payco=REFERENCE)).status_code == 503

    assert [(line[3], line[-1]) for line in table()[1]] == [("unknown", "nothing yet")]
    LedgerEntry.objects.update(received_at=timezone.now() - timedelta(hours=2))
    assert [line[-1] for line in table()[1]] == ["refused: unknown_reference"]
    assert LedgerEntry.objects.get().needs_attention
    assert table() == (0, [])
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)
    Checkout.objects.update(created_at=timezone.now() - timedelta(days=5))
    assert [line[-1] for line in table()[1]] == ["order_made"]
    assert not LedgerEntry.objects.needing_attention().exists()


def test_an_answer_without_a_sense_is_asked_for_again(api, epayco, approved):
    epayco.transactions[REFERENCE] |= {"codTransactionState": None, "status": "En proceso"}
    confirm(api, notice(approved, x_ref_payco=REFERENCE))
    assert LedgerEntry.objects.get().attention == "unknown_state"
    assert table() == (0, [])
    Checkout.objects.update(created_at=timezone.now() - timedelta(days=5))
    epayco.transactions[REFERENCE]["codTransactionState"] = 1

    assert [line[-1] for line in table()[1]] == ["order_made"]
    assert not LedgerEntry.objects.needing_attention().exists()


def test_an_answer_for_another_reference_settles_nothing(api, epayco, approved):
    record_unverified(api, epayco, approved)
    epayco.transactions[REFERENCE]["refPayco"] = 1

    code, _ = table()

    assert code == 1
    assert not Order.objects.exists()


def test_what_waits_for_an_hour_needs_a_person_once(api, epayco, approved):
    record_unverified(api, epayco, approved)
    LedgerEntry.objects.update(received_at=timezone.now() - timedelta(hours=1))
    epayco.transactions[REFERENCE]["amount"] = "8.092e4"

    for _ in range(2):
        table()
        assert LedgerEntry.objects.needing_attention().get().attention == "not_verified"

    epayco.transactions[REFERENCE]["amount"] = 80920
    table()
    assert not LedgerEntry.objects.needing_attention().exists()
    assert Order.objects.get().payment_status == "paid"
