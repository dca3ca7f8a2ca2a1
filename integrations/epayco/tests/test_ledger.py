"""What the ledger says stays true, whichever of two deliveries writes last."""

import pytest

from business_logic.entities import Outcome
from catalog.tests.factories import make_product
from integrations.epayco.confirmation import ledger
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def checkout(client_of, shopper):
    return begin(client_of(shopper), (make_product(), 1))


def test_a_delivery_that_comes_second_does_not_wipe_out_what_the_first_found(api, checkout):
    """Both read the entry before either had settled it."""
    confirm(api, notice(checkout, "3"))
    first, second = LedgerEntry.objects.get(), LedgerEntry.objects.get()

    ledger.apply(first, Outcome("in_review", attention="out_of_stock"))
    ledger.apply(second, Outcome("unchanged"))

    entry = LedgerEntry.objects.get()
    assert (entry.outcome, entry.attention) == ("in_review", "out_of_stock")
    assert entry.needs_attention


def test_a_question_is_closed_once_a_later_notice_answers_it(api, checkout):
    confirm(api, notice(checkout, x_ref_payco="310000001", x_amount="1"))
    asked = LedgerEntry.objects.get()
    assert asked.needs_attention

    confirm(api, notice(checkout, "6", x_ref_payco="310000001", x_amount="1"))

    asked.refresh_from_db()
    assert not asked.needs_attention
    assert asked.attention == "amount_mismatch"
    action = LedgerAction.objects.get()
    assert (action.entry, action.action, action.note) == (
        asked,
        "settled_itself",
        "reversed_without_order",
    )


def test_another_payments_question_stays_open(api, checkout):
    confirm(api, notice(checkout, x_amount="1"))
    confirm(api, notice(checkout))

    assert LedgerEntry.objects.needing_attention().count() == 1
