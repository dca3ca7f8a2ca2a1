"""EPAYCO_VALIDATION_URL: used if ePayco's API doesn't say whether a payment is a test."""

import json
import time

import pytest

from catalog.tests.factories import make_product
from integrations.epayco import client
from integrations.epayco.http import exchange
from integrations.epayco.models import LedgerEntry
from integrations.epayco.simulator import notices, records
from integrations.epayco.simulator import service as simulator
from integrations.epayco.tests import epayco_server as server
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

pytestmark = pytest.mark.django_db
REFERENCE = "310000321"


@pytest.fixture
def checkout(client_of, shopper):
    return begin(client_of(shopper), (make_product(price="34000.00"), 2))


@pytest.fixture
def unclear(checkout, epayco):
    """A payment whose record lacks the test flag, and that the public look-up knows in full."""
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, testMode=None)
    epayco.validations[REFERENCE] = {
        "x_cust_id_cliente": 900001,
        "x_ref_payco": int(REFERENCE),
        "x_id_invoice": checkout.invoice,
        "x_amount": 80920,
        "x_currency_code": "COP",
        "x_cod_transaction_state": 1,
        "x_approval_code": "884210",
        "x_bank_name": "BANCOLOMBIA",
        "x_test_request": "FALSE",
        "x_customer_email": "ana@example.com",
    }
    return epayco


@pytest.fixture(autouse=True)
def merchant(settings):
    settings.P_CUST_ID_CLIENTE = "900001"


def asked(epayco) -> list[str]:
    return [path for path, _, _ in epayco.calls if path.startswith("/validation/")]


def payment_status(api, checkout, **fields) -> str:
    assert confirm(api, notice(checkout, x_ref_payco=REFERENCE, **fields)).status_code == 200
    return Order.objects.get().payment_status


def test_a_witness_that_says_false_makes_the_payment_real(api, checkout, unclear):
    assert payment_status(api, checkout) == "paid"

    entry = LedgerEntry.objects.get()
    assert (entry.outcome, entry.attention) == ("order_made", "")
    assert entry.answer["secondWitness"] == {
        "x_test_request": "FALSE",
        "x_approval_code": "884210",
        "x_bank_name": "BANCOLOMBIA",
    }
    assert asked(unclear) == [f"/validation/v1/reference/{REFERENCE}"]


@pytest.mark.parametrize(
    "said",
    [
        {"x_test_request": "TRUE"},
        {"x_test_request": ""},
        {"x_test_request": None},
        {"x_test_request": "perhaps"},
        {"x_test_request": 0},
        {"x_approval_code": "000000"},
        {"x_bank_name": "BANCO DE PRUEBAS"},
        {"x_cust_id_cliente": 900002},
        {"x_cust_id_cliente": None},
        {"x_ref_payco": 1},
        {"x_id_invoice": "INV-of-another-payment"},
        {"x_amount": 80921},
        {"x_amount": "8.092e4"},
        {"x_currency_code": "USD"},
        {"x_cod_transaction_state": 2},
    ],
)
def test_any_other_word_leaves_the_order_in_review(api, checkout, unclear, said):
    unclear.validations[REFERENCE] |= said

    assert payment_status(api, checkout, x_test_request="FALSE") == "review"
    assert LedgerEntry.objects.get().attention == "test_unclear"


def of_validation(answer):
    """An answer for the public look-up alone."""

    def send(handler):
        if handler.path.startswith("/validation/"):
            answer(handler)
        else:
            handler.answer_honestly()

    return send


def saying(status=200, old="", new=""):
    def send(handler):
        text = json.dumps({"success": True, "data": handler.server.validations[REFERENCE]})
        handler.send_raw(text.replace(old, new).encode(), status)

    return send


USELESS = {
    "status 400": saying(400),
    "status 302": saying(302),
    "no success": saying(200, "true", "false"),
    "twice": saying(200, '"x_test_request"', '"x_test_request": "TRUE", "x_test_request"'),
    "nested": saying(200, '"FALSE"', "[" * 100_000 + "]" * 100_000),
    "not found": lambda handler: handler.send({"status": False, "data": {"status": "error"}}),
    **{name: getattr(server, name) for name in ("flood", "fail", "html", "redirect", "close")},
}


@pytest.mark.parametrize("answer", USELESS.values(), ids=USELESS)
def test_a_useless_witness_leaves_the_order_in_review(api, checkout, unclear, answer):
    unclear.misbehave = of_validation(answer)

    assert payment_status(api, checkout) == "review"


def test_a_silent_witness_keeps_nobody(api, checkout, unclear, monkeypatch):
    unclear.misbehave = of_validation(server.hang)
    monkeypatch.setattr(exchange, "DEADLINE_SECONDS", 0.3)

    begun = time.monotonic()
    assert payment_status(api, checkout) == "review"
    # Sixty seconds is how long it would be silent.
    assert time.monotonic() - begun < 30


def test_odd_text_of_a_witness_is_cleaned(api, checkout, unclear):
    unclear.validations[REFERENCE]["x_bank_name"] = "BANCO \ud83d\x00"

    assert payment_status(api, checkout) == "paid"
    assert LedgerEntry.objects.get().answer["secondWitness"]["x_bank_name"] == "BANCO \ufffd\ufffd"


@pytest.mark.parametrize(
    "answer",
    [
        {"testMode": False},
        {"testMode": True},
        {"testMode": None, "autorizacion": "000000"},
        {"testMode": False, "bank": "BANCO DE PRUEBAS"},
        {"testMode": None, "codTransactionState": 3},
    ],
)
def test_it_is_asked_only_where_a_flag_is_missing(api, checkout, unclear, answer):
    unclear.transactions[REFERENCE] |= answer

    confirm(api, notice(checkout, x_ref_payco=REFERENCE))

    assert asked(unclear) == []


def test_a_shop_that_takes_tests_does_not_ask(api, checkout, unclear, settings):
    settings.EPAYCO_TEST = True

    assert payment_status(api, checkout) == "paid"
    assert asked(unclear) == []


def test_the_stand_in_for_epayco_plays_both(client_of, shopper, stand_in):
    checkout = begin(client_of(shopper), (make_product(price="34000.00"), 2))
    payment = simulator.pay(checkout, "approved")
    records.leave_unclear(payment)

    assert "testMode" not in client.transaction(payment["x_ref_payco"])
    assert notices.deliver(payment).status == 200
    assert Order.objects.get().payment_status == "paid"
