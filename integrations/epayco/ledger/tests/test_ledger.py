"""The ledger stays correct, whichever of two deliveries writes last."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from business_logic.entities import Outcome
from catalog.tests.factories import make_product
from integrations.epayco.confirmation.notice_fields import MAX_SIZE
from integrations.epayco.confirmation.verification import looked_up
from integrations.epayco.ledger import entries
from integrations.epayco.ledger.answers import notice_of
from integrations.epayco.ledger.settling import settle_entry
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def checkout(client_of, shopper):
    return begin(client_of(shopper), (make_product(), 1))


def test_a_delivery_that_comes_second_does_not_wipe_out_what_the_first_found(api, checkout):
    """Both read the entry before either had settled it."""
    confirm(api, notice(checkout, "3"))
    first, second = LedgerEntry.objects.get(), LedgerEntry.objects.get()

    entries.apply(first, Outcome("in_review", attention="out_of_stock"))
    entries.apply(second, Outcome("unchanged"))

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


def test_notices_that_differ_in_nothing_that_counts_are_one_row(api, checkout):
    fields = notice(checkout, x_ref_payco="310000001")

    for number in range(5):
        assert confirm(api, fields | {"x_extra1": f"{number}"}).status_code == 200

    entry = LedgerEntry.objects.get()
    assert (entry.deliveries, entry.fields["x_extra1"]) == (5, "0")


def test_what_counts_makes_a_row_of_its_own(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000001"))
    confirm(api, notice(checkout, "1", x_ref_payco="310000001"))

    assert LedgerEntry.objects.count() == 2


def test_rows_of_a_payment_are_bounded_and_a_true_notice_still_counts(api, checkout):
    for number in range(60):
        confirm(api, notice(checkout, f"x{number}", x_ref_payco="310000001"))
    assert LedgerEntry.objects.count() == 50
    assert LedgerEntry.objects.latest("pk").deliveries == 11

    assert confirm(api, notice(checkout, "1", x_ref_payco="310000001")).status_code == 200

    assert Order.objects.get().payment_status == "paid"
    assert LedgerEntry.objects.count() == 50
    assert LedgerEntry.objects.latest("pk").outcome == "order_made"
    confirm(api, notice(checkout, "6", x_ref_payco="310000001"))
    assert Order.objects.get().payment_status == "reversed"


@pytest.mark.parametrize("where", ["body", "query"])
def test_a_notice_of_more_than_16_kb_is_refused(api, checkout, where):
    fields = notice(checkout) | {f"x_extra{n}": "a" * 1900 for n in range(1, 9)}
    assert confirm(api, fields).status_code == 200
    LedgerEntry.objects.all().delete()

    large = notice(checkout) | {f"x_extra{n}": "a" * 1900 for n in range(1, 10)}
    response = confirm(api, large) if where == "body" else api.get("/checkoutconfirmation/", large)

    assert len(str(large)) > MAX_SIZE
    assert response.status_code == 413
    assert response.json()["errors"][0]["code"] == "request_too_large"
    assert not LedgerEntry.objects.exists()


def test_an_overlong_signature_is_a_wrong_one(api, checkout):
    response = confirm(api, notice(checkout, x_signature="a" * 5000))

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "invalid_signature"
    assert not LedgerEntry.objects.exists()


def test_json_notices_may_begin_with_a_mark_and_hold_no_nan(api, checkout):
    fields = json.dumps(notice(checkout))
    marked = b"\xef\xbb\xbf" + fields.encode()
    odd = fields.replace('"FALSE"', "NaN")

    url, kind = "/checkoutconfirmation/", {"content_type": "application/json"}
    refused = api.post(url, odd, **kind)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "parse_error")
    assert not LedgerEntry.objects.exists()
    assert api.post(url, marked, **kind).status_code == 200
    assert Order.objects.count() == 1


def test_settling_reads_no_json_of_the_payments_other_notices(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000001"))
    entry = LedgerEntry.objects.get()

    with CaptureQueriesContext(connection) as queries:
        entries.apply(entry, Outcome("unchanged"))

    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert read
    assert not any('fields"' in sql or "`fields`" in sql for sql in read)


def test_an_answer_settles_all_notices_of_the_payment_and_is_asked_for_once(api, checkout, epayco):
    epayco.misbehave = misbehaviour.fail
    for state in ("3", "1", "4"):
        assert confirm(api, notice(checkout, state, x_ref_payco="310000001")).status_code == 503
    epayco.misbehave = None
    epayco.knows("310000001", invoice=checkout.invoice, amount=str(checkout.total))
    assert confirm(api, notice(checkout, "1", x_ref_payco="310000001")).status_code == 200
    assert not LedgerEntry.objects.filter(settled_at=None).exists()
    epayco.calls.clear()

    for state in ("1", "2", "3", "odd"):
        assert confirm(api, notice(checkout, state, x_ref_payco="310000001")).status_code == 200

    assert epayco.calls == []
    assert not LedgerEntry.objects.filter(settled_at=None).exists()
    assert Order.objects.get().payment_status == "paid"


def test_a_notice_that_stays_unverified_for_an_hour_needs_a_person_until_it_is(
    api, checkout, epayco
):
    epayco.knows("310000001", invoice=checkout.invoice, amount="2.975e4")
    fields = notice(checkout, x_ref_payco="310000001")
    assert confirm(api, fields).status_code == 503
    assert not LedgerEntry.objects.needing_attention().exists()
    LedgerEntry.objects.update(received_at=timezone.now() - timedelta(hours=1))

    assert confirm(api, fields).status_code == 503
    assert LedgerEntry.objects.needing_attention().get().attention == "not_verified"

    epayco.transactions["310000001"]["amount"] = str(checkout.total)
    assert confirm(api, fields).status_code == 200
    assert not LedgerEntry.objects.needing_attention().exists()
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_counting_a_delivery_is_tried_again(api, checkout):
    fields = notice(checkout)
    confirm(api, fields)
    lost = []

    def once(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "deliveries" in sql and not lost:
            lost.append(sql)
            raise OperationalError(1213, "Deadlock found")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(once):
        assert confirm(api, fields).status_code == 200

    assert lost
    assert LedgerEntry.objects.get().deliveries == 2


def test_a_record_that_the_database_refuses_is_not_called_busy(checkout, epayco, monkeypatch):
    epayco.knows("310000001", invoice=checkout.invoice, amount=str(checkout.total))
    payment, answer = looked_up("310000001")
    entry = entries.record(notice_of(payment, answer))

    def refuse(*args):
        raise IntegrityError("a constraint of the ledger")

    monkeypatch.setattr(entries, "apply", refuse)

    with pytest.raises(IntegrityError):
        settle_entry(entry, payment, answer)

    assert not Order.objects.exists()
