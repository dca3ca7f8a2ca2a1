"""manage.py reconcile_payments: payments without a notification are settled by a lookup."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.tests.factories import make_product
from integrations.epayco import client
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.reconciliation import service, turns
from integrations.epayco.reconciliation.service import Reconciliation
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Checkout, Order, PaymentAttempt
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
REFERENCE = "310000321"


@pytest.fixture
def product():
    return make_product(price="34000.00", stock_quantity=5)


@pytest.fixture
def checkout(epayco, client_of, shopper, product):
    return begin(client_of(shopper), (product, 2))


@pytest.fixture
def approved(epayco, checkout):
    """ePayco has an approved payment of the checkout; the shop does not know."""
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, transactionId="839275361")
    return checkout


def reconcile(*args: str) -> tuple[int, str]:
    """The exit code and the table, without its head."""
    out, code = io.StringIO(), 0
    try:
        call_command("reconcile_payments", *args, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def table(*args: str) -> tuple[int, list[list[str]]]:
    code, out = reconcile("--csv", "-", *args)
    return code, list(csv.reader(io.StringIO(out)))[1:]


def record_unverified(api, epayco, checkout, state="1", how="fail"):
    epayco.misbehave = getattr(misbehaviour, how)
    assert confirm(api, notice(checkout, state, x_ref_payco=REFERENCE)).status_code == 503
    epayco.misbehave = None


def stock_of(product) -> int:
    product.refresh_from_db()
    return product.stock_quantity


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


def test_a_refused_approval_is_asked_again(api, epayco, approved, settings):
    epayco.transactions[REFERENCE]["testMode"] = True
    confirm(api, notice(approved, x_ref_payco=REFERENCE))
    assert table() == (0, [])
    settings.EPAYCO_TEST = True

    _, lines = table()

    assert [line[-1] for line in lines] == ["order_made"]
    assert not LedgerEntry.objects.needing_attention().exists()
    assert LedgerAction.objects.get().action == "settled_itself"


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
    """The very first notice of a payment, while ePayco still answers with what was before."""
    epayco.transactions[REFERENCE]["codTransactionState"] = first
    confirm(api, notice(approved, "6" if first == 1 else "1", x_ref_payco=REFERENCE))
    epayco.transactions[REFERENCE]["codTransactionState"] = 6 if first == 1 else 1
    Checkout.objects.update(created_at=timezone.now() - timedelta(days=5))

    table()

    assert Order.objects.get().payment_status == ("reversed" if first == 1 else "paid")


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


def test_a_dry_run_changes_nothing(api, epayco, approved, product):
    record_unverified(api, epayco, approved)

    _, lines = table("--dry-run")

    assert [line[-1] for line in lines] == ["would be order_made"]
    assert not Order.objects.exists()
    assert not PaymentAttempt.objects.exists()
    assert LedgerEntry.objects.get().settled_at is None
    assert stock_of(product) == 5


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


def test_a_shop_that_does_not_ask_back_settles_what_it_recorded(api, epayco, approved, settings):
    record_unverified(api, epayco, approved)
    epayco.misbehave = misbehaviour.fail
    settings.EPAYCO_VERIFY = False

    _, lines = table()

    assert [line[-1] for line in lines[:1]] == ["order_made"]
    assert Order.objects.count() == 1


def test_since_leaves_out_what_is_older(api, epayco, approved):
    record_unverified(api, epayco, approved)
    past = timezone.now() - timedelta(days=2)
    LedgerEntry.objects.update(received_at=past)
    Checkout.objects.update(created_at=past)

    assert table("--since", "1d") == (0, [])
    assert len(table("--since", past.date().isoformat())[1]) == 1


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00"])
def test_since_knows_the_ends_of_the_calendar(db, end):
    assert table("--since", end) == (0, [])


@pytest.mark.parametrize("given", ["yesterday", "3y", "2026-13-01", "-1d", "٣d", ""])
def test_a_since_that_is_none_is_refused(db, given):
    with pytest.raises(CommandError, match="no date"):
        call_command("reconcile_payments", f"--since={given}")


def test_csv_into_a_file_beside_the_table(api, epayco, approved, tmp_path):
    record_unverified(api, epayco, approved)

    _, out = reconcile("--csv", str(tmp_path / "found.csv"))

    assert out.splitlines()[0].split() == [
        "reference",
        "invoice",
        "ours",
        "theirs",
        "amount",
        "state",
        "done",
    ]
    assert out.splitlines()[1].startswith(REFERENCE)
    lines = list(csv.DictReader((tmp_path / "found.csv").open()))
    assert [line["done"] for line in lines] == ["order_made"]


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(epayco, approved, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        reconcile("--csv", str(tmp_path / "missing" / "found.csv"))
    assert epayco.calls == []


def test_cron_hears_only_of_what_differs(api, epayco, approved):
    record_unverified(api, epayco, approved)

    first, second = reconcile("--verbosity", "0"), reconcile("--verbosity", "0")

    assert len(first[1].splitlines()) == 1
    assert second == (0, "")


def test_a_formula_in_an_invoice_stays_a_text(api, epayco, checkout):
    record_unverified(api, epayco, checkout)
    epayco.knows(REFERENCE, invoice="=1+1", amount=1)

    assert table()[1][0][1] == "'=1+1"


def test_killed_between_recording_and_settling_it_goes_on_from_there(epayco, approved, monkeypatch):
    """The end of the process is the one thing that is played here."""
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


def test_buyers_take_turns_and_the_oldest_is_asked_about_first(
    epayco, client_of, shopper, product, settings
):
    settings.THROTTLING = False
    other = make_user(groups=("User", "Checkout"))
    many = [begin(client_of(shopper), (product, 1)).invoice for _ in range(4)]
    one = begin(client_of(other), (product, 1)).invoice

    table()

    asked = [
        body["filter"]["referenceClient"] for path, _, body in epayco.calls if "detail" in path
    ]
    assert asked == [many[0], one, *many[1:]]


def test_payments_of_buyers_take_turns_too(api, epayco, client_of, shopper, product):
    mine = begin(client_of(shopper), (product, 1))
    other = begin(client_of(make_user(groups=("User", "Checkout"))), (product, 1))
    epayco.misbehave = misbehaviour.fail
    for number in range(3):
        confirm(api, notice(mine, x_ref_payco=f"31000000{number}"))
    confirm(api, notice(other, x_ref_payco="310000009"))
    epayco.misbehave = None

    assert [line[0] for line in table()[1]] == [
        "310000000",
        "310000009",
        "310000001",
        "310000002",
    ]


def test_a_run_is_bounded_and_the_next_one_goes_on(db):
    items = [f"{number}" for number in range(5)]

    runs = [turns.this_run("test", items, most=2) for _ in range(3)]

    assert runs == [["0", "1"], ["2", "3"], ["4", "0"]]
    assert turns.this_run("test", items, most=5) == items


def test_a_run_whose_time_is_over_leaves_the_rest(epayco, approved):
    run = Reconciliation(ends=0)

    assert list(run.differences()) == []
    assert run.notes == ["Left for the next run: 1."]
    assert epayco.calls == []


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
