"""The simulator of ePayco: its API as the shop calls it, and its pages."""

import json
import time
from pathlib import Path

import pytest
import requests

from business_logic.orders import refunds
from integrations.epayco import client
from integrations.epayco.exceptions import Refused
from integrations.epayco.refunds import calls
from integrations.epayco.refunds.service import send_waiting
from integrations.epayco.signature import matches
from integrations.epayco.simulator import notices, records
from integrations.epayco.simulator import service as simulator
from integrations.epayco.simulator.fields import STATES
from orders.models import Order

FIELDS = json.loads((Path(__file__).parent / "notice_fields.json").read_text())


def press(address: str, state: str) -> requests.Response:
    """Open the page and press one of its buttons, as a browser does."""
    browser = requests.Session()
    browser.get(address, timeout=600)
    form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "state": state}
    return browser.post(address, data=form, timeout=600)


@pytest.mark.parametrize("state", STATES)
def test_notice_has_every_field_of_epayco_in_its_order_and_a_fitting_signature(checkout, state):
    reference = "310000001" if state == "reversed" else ""

    fields = simulator.pay(checkout, state, reference=reference)

    assert list(fields) == FIELDS
    assert all(isinstance(value, str) for value in fields.values())
    assert fields["x_amount"] == "80920"
    assert matches(
        fields["x_signature"],
        reference=fields["x_ref_payco"],
        transaction_id=fields["x_transaction_id"],
        amount="80920",
        currency="COP",
    )


def test_pending_payment_goes_on_under_its_reference_and_a_rejected_one_does_not(checkout):
    pending = simulator.pay(checkout, "pending")
    rejected = simulator.pay(checkout, "rejected")
    approved = simulator.pay(checkout, "approved")
    back = simulator.pay(checkout, "reversed")

    assert rejected["x_ref_payco"] == pending["x_ref_payco"]
    assert approved["x_ref_payco"] != rejected["x_ref_payco"]
    assert back["x_ref_payco"] == approved["x_ref_payco"]
    assert back["x_transaction_id"] == approved["x_transaction_id"]


def test_nothing_can_be_reversed_before_it_was_approved(checkout):
    with pytest.raises(simulator.SimulatorError):
        simulator.pay(checkout, "reversed")


def test_shop_finds_the_payment_when_it_asks_back(checkout):
    payment = simulator.pay(checkout, "approved")

    found = client.transaction(payment["x_ref_payco"])

    assert found["invoice"] == checkout.invoice
    assert (found["amount"], found["currency"]) == ("80920", "COP")
    assert found["codTransactionState"] == "1"
    assert found["testMode"] is False


def test_shop_finds_the_payment_by_the_id_in_the_payers_browser(checkout):
    payment = simulator.pay(checkout, "approved")

    found = client.validation(records.look_up_id(payment["x_ref_payco"]))

    assert found["x_id_invoice"] == checkout.invoice
    assert found["x_cod_transaction_state"] == "1"


def test_unknown_payments_are_not_found(stand_in):
    with pytest.raises(Refused):
        client.transaction("399999999")
    with pytest.raises(Refused):
        client.validation("0" * 24)


def test_wrong_keys_are_refused(stand_in):
    answer = requests.post(f"{stand_in}/login", auth=("somebody", "else"), timeout=600)

    assert answer.status_code == 401


def test_calls_without_a_token_are_refused(stand_in):
    for headers in ({}, {"Authorization": "Bearer forged"}):
        answer = requests.post(
            f"{stand_in}/payment/transaction", json={}, headers=headers, timeout=600
        )
        assert answer.status_code == 401


def test_session_is_opened_only_with_what_it_needs(stand_in):
    body = {"checkout_version": "2", "name": "SmartMart", "currency": "COP", "amount": 80920}

    assert len(client.create_session(body)) == 24
    with pytest.raises(Refused):
        client.create_session(body | {"amount": None})


def test_person_pays_by_a_button_and_finds_the_order(checkout, stand_in):
    page = press(f"{stand_in}/pay/{checkout.invoice}/", "approved")

    assert page.status_code == 200
    assert "200" in page.text
    assert Order.objects.get().invoice_id == checkout.invoice
    assert "/epayco/response/?ref_payco=" in page.text
    assert 'name="state" value="reversed"' in page.text
    assert 'name="state" value="approved"' not in page.text


def test_person_reverses_a_payment_by_a_button(checkout, stand_in):
    press(f"{stand_in}/pay/{checkout.invoice}/", "approved")
    press(f"{stand_in}/pay/{checkout.invoice}/", "reversed")

    assert Order.objects.get().payment_status == "reversed"


@pytest.mark.parametrize("state", ["rejected", "pending", "abandoned"])
def test_person_who_does_not_pay_gets_no_order(checkout, stand_in, state):
    page = press(f"{stand_in}/pay/{checkout.invoice}/", state)

    assert page.status_code == 200
    assert not Order.objects.exists()


def test_script_gets_the_notice_to_send_itself(checkout, stand_in):
    body = {"invoice": checkout.invoice, "state": "approved"}

    answer = requests.post(f"{stand_in}/payments/", json=body, timeout=600)

    assert answer.status_code == 201
    assert list(answer.json()["notice"]) == FIELDS
    assert not Order.objects.exists()
    assert client.validation(answer.json()["ref_payco"])["x_id_invoice"] == checkout.invoice


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"invoice": "INV-1"}'])
def test_script_that_asks_for_nothing_is_refused(stand_in, body):
    assert requests.post(f"{stand_in}/payments/", data=body, timeout=600).status_code in (400, 404)


def test_pages_have_no_script_and_name_every_product(checkout, stand_in):
    page = requests.get(f"{stand_in}/pay/{checkout.invoice}/", timeout=600)
    index = requests.get(f"{stand_in}/", timeout=600)

    assert "<script" not in page.text + index.text
    assert checkout.items.get().product_name in page.text
    assert checkout.invoice in index.text


def test_unknown_invoice_or_button_is_404(checkout, stand_in):
    assert requests.get(f"{stand_in}/pay/INV-1/", timeout=600).status_code == 404
    assert press(f"{stand_in}/pay/{checkout.invoice}/", "stolen").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/"),
        ("get", "/pay/INV-1/"),
        ("post", "/payments/"),
        ("post", "/login"),
        ("post", "/payment/transaction"),
        ("post", "/payment/session/create"),
        ("get", "/validation/v1/reference/" + "0" * 24),
    ],
)
def test_a_real_shop_has_no_stand_in(stand_in, settings, method, path):
    settings.DEBUG = False

    assert requests.request(method, stand_in + path, timeout=600).status_code == 404


def test_a_real_shop_does_not_even_know_the_address(api):
    assert api.get("/epayco-simulator/").status_code == 404


def test_a_whole_refund_is_played_to_its_end(checkout, api, settings):
    settings.EPAYCO_REFUNDS = "api"
    payment = simulator.pay(checkout, "approved")
    assert notices.deliver(payment).status == 200
    order = Order.objects.get()
    refunds.refund(order.invoice_id, amount=order.total, reason="x", restock={}, by=None)

    assert send_waiting() == 1

    order.refresh_from_db()
    assert (order.payment_status, order.refunds.get().state) == ("reversed", "done")
    assert records.find(order.ref_payco)["x_cod_transaction_state"] == "6"


def test_refunds_need_their_own_token_and_an_approved_payment(checkout, stand_in):
    pending = simulator.pay(checkout, "pending")["x_ref_payco"]
    assert calls.put(pending, client.log_in(time.monotonic() + 60)).status == 401

    token = calls.log_in()

    said = calls.put(pending, token)
    assert said == ("refused", 200, {"success": False, "message": "", "data": []})
    assert calls.put("1", token).state == "refused"
