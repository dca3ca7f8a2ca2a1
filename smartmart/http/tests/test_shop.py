"""GET /shop/, and the shop's identity wherever it is shown."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from catalog.tests.factories import make_product
from common.mail.mailer import render
from integrations.epayco.tests.factories import cart
from orders import mails
from orders.tests.factories import make_order
from smartmart import env
from smartmart.http.shop import facts

IDENTITY = {
    "SHOP_NAME": "Panadería Ñapa",
    "SHOP_LEGAL_NAME": "Ñapa S. A. S.",
    "SHOP_TAX_ID": "900123456-8",
    "SHOP_ADDRESS": "Calle 1 # 2-3, Cali",
    "SHOP_PHONE": "602 123 4567",
    "SHOP_EMAIL": "hola@napa.test",
    "SHOP_TERMS_URL": "https://napa.test/terms",
}


@pytest.fixture
def named(settings):
    for name, value in IDENTITY.items():
        setattr(settings, name, value)


def test_the_shop_tells_who_sells_and_how(api, settings, named):
    settings.DELIVERY_FLAT_RATE, settings.DELIVERY_FREE_FROM = Decimal(12000), Decimal(200000)

    response = api.get("/shop/")

    assert response.status_code == 200
    assert response.json() == {
        "name": "Panadería Ñapa",
        "legal_name": "Ñapa S. A. S.",
        "tax_id": "900123456-8",
        "address": "Calle 1 # 2-3, Cali",
        "phone": "602 123 4567",
        "email": "hola@napa.test",
        "currency": "COP",
        "prices_include_tax": False,
        "tax_classes": [
            {"name": "standard", "rate": "0.19"},
            {"name": "reduced", "rate": "0.05"},
            {"name": "exempt", "rate": "0"},
            {"name": "excluded", "rate": "0"},
            {"name": "consumption", "rate": "0.08"},
        ],
        "delivery": {"flat_rate": "12000.00", "free_from": "200000.00", "pickup_address": ""},
        "checkout_ttl_seconds": 300,
        "terms_url": "https://napa.test/terms",
        "privacy_url": "",
        "privacy_version": "",
        "withdrawal_days": 5,
        "sends_reminders": False,
    }


def test_reminders_are_offered_only_if_they_are_sent(settings):
    settings.ABANDONED_CHECKOUT_HOURS = 4
    assert facts()["sends_reminders"] is True


def test_an_unnamed_shop_has_a_name():
    assert (facts()["name"], facts()["tax_id"]) == ("SmartMart", "")


@pytest.mark.django_db
def test_mails_and_receipts_name_the_shop(named, client, staff):
    order = make_order()
    mail = render(
        "order_made",
        order.email,
        language="es",
        context=mails.context(order, order.items.all()),
    )
    client.force_login(staff)
    receipt = client.get(f"/admin/orders/order/{order.pk}/receipt/").content.decode()

    for text in (mail.body, mail.alternatives[0][0], receipt):
        assert "SmartMart" not in text
        for name in ("NAME", "LEGAL_NAME", "TAX_ID", "ADDRESS", "PHONE", "EMAIL"):
            assert IDENTITY[f"SHOP_{name}"] in text
    assert "https://www.sic.gov.co" in mail.body


@pytest.mark.django_db
def test_the_payment_names_the_shop_in_ascii(named, client_of, shopper):
    data = client_of(shopper).post("/epayco/checkout/", cart((make_product(), 1))).json()

    assert data["name"] == "Panaderia Napa"


@pytest.mark.django_db
def test_pages_name_the_shop(named, api):
    page = api.get("/epayco/response/", HTTP_ACCEPT="text/html").content.decode()

    assert "Panadería Ñapa" in page
    assert "SmartMart" not in page


@pytest.mark.parametrize(
    ("raw", "kept"), [("900.123.456-8", "900123456-8"), ("900123456", "900123456-8"), ("", "")]
)
def test_a_tax_id_has_its_check_digit(monkeypatch, raw, kept):
    monkeypatch.setenv("SHOP_TAX_ID", raw)

    assert env.tax_id("SHOP_TAX_ID") == kept


def test_a_tax_id_with_a_wrong_check_digit_stops_the_start(monkeypatch):
    monkeypatch.setenv("SHOP_TAX_ID", "900123456-7")

    with pytest.raises(ImproperlyConfigured, match="SHOP_TAX_ID"):
        env.tax_id("SHOP_TAX_ID")
