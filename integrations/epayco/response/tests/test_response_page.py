"""GET /epayco/response/: display only, without side effects."""

from uuid import uuid4

import pytest

from integrations.epayco.http import exchange
from integrations.epayco.response import asking
from integrations.epayco.tests import epayco_server as misbehaviour

pytestmark = pytest.mark.django_db
URL = "/epayco/response/"
# Its own in each process: the cache may be shared.
REF = uuid4().hex[:24]
ON_ITS_WAY = "Your confirmation is on its way"


@pytest.fixture(autouse=True)
def english(api, db):
    api.credentials(HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def payment(epayco, settings):
    epayco.validations[REF] = {
        "x_cust_id_cliente": int(settings.P_CUST_ID_CLIENTE),
        "x_id_invoice": "INV-77",
        "x_cod_transaction_state": 1,
        "x_customer_email": "payer@example.com",
        "x_customer_name": "Payer",
    }
    return epayco.validations[REF]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (1, "Your payment was approved"),
        (3, "Your payment is pending"),
        (2, "Your payment was not made"),
        (6, "Your payment was reversed"),
        (77, ON_ITS_WAY),
    ],
)
def test_the_page_says_how_the_payment_stands(api, payment, code, text):
    payment["x_cod_transaction_state"] = code

    page = api.get(URL, {"ref_payco": REF, "status": "1"})

    assert page.status_code == 200
    assert text in page.content.decode()
    assert "INV-77" in page.content.decode()


def test_it_shows_nothing_of_the_payer(api, payment):
    page = api.get(URL, {"ref_payco": REF}).content.decode()

    assert "payer" not in page.lower().replace("payment", "")


def test_a_frontend_gets_the_answer_instead(api, payment, settings):
    settings.FRONTEND_URL = "https://shop.example"

    response = api.get(URL, {"ref_payco": REF})

    assert response.status_code == 302
    assert response.headers["Location"] == (
        f"https://shop.example/payment?ref_payco={REF}&invoice=INV-77&status=approved"
    )


@pytest.mark.parametrize(
    "ref", ["", "undefined", "../../x", "<script>", "a" * 65, "5f8d?ref_payco=1", "\x00"]
)
def test_a_missing_or_malformed_reference_is_no_error(api, epayco, ref):
    page = api.get(URL, {"ref_payco": ref})

    assert page.status_code == 200
    assert ON_ITS_WAY in page.content.decode()
    assert epayco.calls == []


def test_another_merchants_payment_is_not_shown(api, payment):
    payment["x_cust_id_cliente"] = 1

    page = api.get(URL, {"ref_payco": REF}).content.decode()

    assert ON_ITS_WAY in page
    assert "INV-77" not in page


@pytest.mark.parametrize("how", ["fail", "html", "redirect", "close", "hang"])
def test_epayco_out_of_reach_is_no_error(api, payment, epayco, monkeypatch, how):
    monkeypatch.setattr(exchange, "READ_SECONDS", 0.5)
    epayco.misbehave = getattr(misbehaviour, how)

    page = api.get(URL, {"ref_payco": REF})

    assert page.status_code == 200
    assert ON_ITS_WAY in page.content.decode()


def test_a_reference_that_epayco_does_not_know_is_no_error(api, epayco):
    assert ON_ITS_WAY in api.get(URL, {"ref_payco": REF}).content.decode()


def test_a_kept_answer_is_not_asked_for_again(api, payment, epayco):
    for _ in range(3):
        assert "INV-77" in api.get(URL, {"ref_payco": REF}).content.decode()

    assert len(epayco.calls) == 1


def test_a_failed_look_up_is_not_kept(api, payment, epayco):
    epayco.misbehave = misbehaviour.fail
    assert ON_ITS_WAY in api.get(URL, {"ref_payco": REF}).content.decode()
    epayco.misbehave = None

    assert "INV-77" in api.get(URL, {"ref_payco": REF}).content.decode()
    assert len(epayco.calls) == 2


def test_two_ask_at_a_time_and_nobody_waits(api, payment, epayco):
    with asking.place(), asking.place():
        assert ON_ITS_WAY in api.get(URL, {"ref_payco": REF}).content.decode()
    assert epayco.calls == []

    assert "INV-77" in api.get(URL, {"ref_payco": REF}).content.decode()


def test_one_asks_about_a_reference_at_a_time(api, payment, epayco):
    with asking.marked(f"response-page:{REF}:asking"):
        assert ON_ITS_WAY in api.get(URL, {"ref_payco": REF}).content.decode()

    assert epayco.calls == []


def test_a_merchants_number_may_be_all_zeros(api, payment, settings):
    settings.P_CUST_ID_CLIENTE = "000000"
    payment["x_cust_id_cliente"] = 0

    assert "INV-77" in api.get(URL, {"ref_payco": REF}).content.decode()
