"""EPAYCO_VERIFY: the notification is a hint, ePayco's response counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from integrations.epayco import client
from integrations.epayco.http import exchange
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

pytestmark = pytest.mark.django_db
REFERENCE = "310000321"


def send(api, checkout, state="1", **fields):
    return confirm(api, notice(checkout, state, x_ref_payco=REFERENCE, **fields))


def test_what_epayco_confirms_makes_the_order(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)

    assert send(api, checkout).status_code == 200
    assert Order.objects.get().ref_payco == REFERENCE
    assert LedgerEntry.objects.get().answer["refPayco"] == REFERENCE


def test_the_token_is_kept_and_renewed(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)
    client.token.keep("stale")

    assert send(api, checkout).status_code == 200
    assert [path for path, _, _ in epayco.calls] == [
        "/payment/transaction",
        "/login",
        "/payment/transaction",
    ]


@pytest.mark.parametrize("code", [2, 3, 4, 6, 10, 12])
def test_a_state_that_was_flipped_makes_no_order(api, checkout, epayco, code):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, codTransactionState=code)

    assert send(api, checkout, "1").status_code == 200
    assert not Order.objects.exists()


def test_a_word_counts_where_there_is_no_code(api, checkout, epayco):
    epayco.knows(
        REFERENCE,
        invoice=checkout.invoice,
        amount="80920.00",
        codTransactionState=None,
        status="Rechazada",
    )

    send(api, checkout, "1")

    assert not Order.objects.exists()


def test_the_true_invoice_is_paid_whatever_the_notice_says(api, checkout, epayco, client_of):
    from users.tests.factories import make_user

    other = begin(
        client_of(make_user(groups=("User", "Checkout"))), (make_product(price="34000.00"), 2)
    )
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)

    assert send(api, other).status_code == 200
    assert Order.objects.get().invoice_id == checkout.invoice


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"amount": 1000}, "amount_mismatch"),
        ({"currency": "USD"}, "currency_mismatch"),
        ({"testMode": True}, "test_payment"),
        ({"testMode": "true"}, "test_payment"),
        ({"testMode": 1}, "test_payment"),
        ({"invoice": "INV-of-another-shop"}, "unknown_invoice"),
    ],
)
def test_the_answer_is_compared_and_not_the_notice(api, checkout, epayco, answer, reason):
    epayco.knows(REFERENCE, **({"invoice": checkout.invoice, "amount": 80920} | answer))

    assert send(api, checkout).status_code == 200
    assert LedgerEntry.objects.get().attention == reason
    assert not Order.objects.exists()


@pytest.mark.parametrize("how", ["hang", "drip", "flood", "fail", "html", "redirect", "close"])
def test_without_a_usable_answer_it_is_recorded_and_asked_for_again(
    api, checkout, epayco, monkeypatch, how
):
    epayco.misbehave = getattr(misbehaviour, how)

    with monkeypatch.context() as patch:
        if how in ("hang", "drip"):
            # These two answers never end: that this test does is what it is about.
            patch.setattr(exchange, "READ_SECONDS", 1.0)
            patch.setattr(exchange, "DEADLINE_SECONDS", 0.5)
        response = send(api, checkout)

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    entry = LedgerEntry.objects.get()
    assert (entry.settled_at, entry.outcome) == (None, "")
    assert not Order.objects.exists()

    epayco.misbehave = None
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)
    assert send(api, checkout).status_code == 200
    assert Order.objects.count() == 1


def test_an_answer_for_another_reference_is_none(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, refPayco=1)

    assert send(api, checkout).status_code == 503
    assert not Order.objects.exists()


def test_a_reference_that_epayco_does_not_know_may_still_appear(api, checkout, epayco):
    assert send(api, checkout).status_code == 503

    LedgerEntry.objects.update(received_at=timezone.now() - timedelta(hours=2))
    assert send(api, checkout).status_code == 200
    assert LedgerEntry.objects.get().attention == "unknown_reference"
    assert not Order.objects.exists()


def test_a_forged_notice_before_the_true_one_does_not_hide_it(api, checkout, epayco):
    """The same bytes first while the payment is pending, then when it is approved."""
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, codTransactionState=3)
    send(api, checkout, "1")
    assert not Order.objects.exists()

    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)
    send(api, checkout, "1")
    assert Order.objects.count() == 1


def test_a_reversal_that_overtakes_the_look_up_counts_when_it_is_told_again(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)
    send(api, checkout, "6")
    assert Order.objects.get().payment_status == "paid"

    epayco.transactions[REFERENCE]["codTransactionState"] = 6
    send(api, checkout, "6")

    assert Order.objects.get().payment_status == "reversed"


@pytest.mark.parametrize(
    "answer",
    [
        {"testMode": None},
        {"testMode": ""},
        {"testMode": "perhaps"},
        {"testMode": 0},
        {"testMode": {}},
        {"testMode": "FALSE", "autorizacion": "000000"},
        {"testMode": False, "bank": "BANCO DE PRUEBAS"},
        {"testMode": False, "bank": "Banco  de pruebas"},
        {"testMode": False, "bank": "NA", "x_bank_name": "BANCO DE PRUEBAS"},
        {"testMode": False, "autorizacion": "123456", "x_approval_code": "000000"},
        {"testMode": False, "x_test_request": "odd"},
    ],
)
def test_an_answer_that_is_not_clearly_real_makes_an_order_for_review(
    api, checkout, epayco, answer
):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, **answer)

    assert send(api, checkout, x_test_request="FALSE").status_code == 200

    order = Order.objects.get()
    assert (order.payment_status, order.holds_stock) == ("review", True)
    assert order.items.get().product.stock_quantity == 3
    entry = LedgerEntry.objects.get()
    assert (entry.outcome, entry.attention) == ("in_review", "test_unclear")


def test_an_answer_without_the_test_flag_is_not_clearly_real(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920)
    del epayco.transactions[REFERENCE]["testMode"]

    send(api, checkout, x_test_request="FALSE")

    assert Order.objects.get().payment_status == "review"


@pytest.mark.parametrize("clear", [False, "false", "FALSE"])
def test_an_answer_that_is_clearly_real_is_paid(api, checkout, epayco, clear):
    epayco.knows(
        REFERENCE, invoice=checkout.invoice, amount=80920, testMode=clear, autorizacion="884210"
    )

    send(api, checkout)

    assert Order.objects.get().payment_status == "paid"


def test_a_shop_that_takes_tests_has_no_doubts(api, checkout, epayco, settings):
    settings.EPAYCO_TEST = True
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, testMode=None)

    send(api, checkout)

    assert Order.objects.get().payment_status == "paid"


def test_another_merchants_payment_does_not_count(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, clientId=1)

    assert send(api, checkout).status_code == 503
    assert not Order.objects.exists()


def test_a_merchants_number_is_compared_as_a_number(api, checkout, epayco, settings):
    settings.P_CUST_ID_CLIENTE = "000000"
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, clientId=0)

    assert send(api, checkout).status_code == 200
    assert Order.objects.get().payment_status == "paid"
