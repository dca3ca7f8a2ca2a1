"""Taxes by class, from the quote to the order."""

from decimal import Decimal

import pytest

from catalog.models import Product
from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import cart, confirm, notice
from orders.models import Checkout, Order

pytestmark = pytest.mark.django_db
DELIVERY = {
    "method": "standard",
    "department": "Antioquia",
    "city": "Medellín",
    "address": "Calle 1 # 2-3",
    "phone": "300 123 4567",
}
TAXES = [
    {"tax_class": "standard", "rate": "0.19", "base": "37200.00", "amount": "7068.00"},
    {"tax_class": "excluded", "rate": "0", "base": "6200.00", "amount": "0.00"},
    {"tax_class": "consumption", "rate": "0.08", "base": "18600.00", "amount": "1488.00"},
]


@pytest.fixture
def products():
    return [
        make_product(price="15000", tax_class="standard"),
        make_product(price="5000", tax_class="excluded"),
        make_product(price="15000", tax_class="consumption"),
    ]


@pytest.fixture
def body(products):
    return cart((products[0], 2), (products[1], 1), (products[2], 1)) | {"delivery": DELIVERY}


def sums(answer: dict) -> tuple:
    return tuple(answer[name] for name in ("subtotal", "tax", "consumption_tax", "total"))


def test_quote_checkout_and_order_tell_the_same(client_of, shopper, api, body):
    buyer = client_of(shopper)
    expected = ("62000.00", "7068.00", "1488.00", "70556.00")

    quote = api.post("/epayco/quote/", body).json()
    data = buyer.post("/epayco/checkout/", body).json()
    status = buyer.get(f"/epayco/checkout/{data['invoice']}/").json()
    confirm(api, notice(Checkout.objects.get()))
    order = buyer.get(f"/orders/{data['invoice']}/").json()

    assert (data["tax_base"], data["tax"], data["tax_ico"], data["amount"]) == (
        *("62000", "7068", "1488", "70556"),
    )
    for answer in (quote, status, order):
        assert sums(answer) == expected
        assert answer["taxes"] == TAXES
        assert [item["tax"] for item in answer["items"]] == ["7068.00", "0.00", "1488.00"]
    assert order["items"][0]["price_with_tax"] == "17850.00"


def test_prices_with_tax_are_what_the_buyer_pays(settings, client_of, shopper, body):
    settings.PRICES_INCLUDE_TAX = True

    data = client_of(shopper).post("/epayco/checkout/", body).json()

    checkout = Checkout.objects.get()
    assert checkout.total == Decimal(62000)
    assert data["amount"] == "62000"
    # 37,200 / 1.19 = 31,260.5; 18,600 / 1.08 = 17,222.2
    assert (data["tax_base"], data["tax"], data["tax_ico"]) == ("54683", "5939", "1378")
    assert list(checkout.items.values_list("price_with_tax", flat=True)) == [15000, 5000, 15000]
    assert checkout.prices_include_tax


def test_what_was_sold_keeps_its_class_and_rate(settings, client_of, shopper, api, body):
    buyer = client_of(shopper)
    invoice = buyer.post("/epayco/checkout/", body).json()["invoice"]
    settings.TAX_RATE = Decimal("0.16")
    Product.objects.update(tax_class="exempt")

    confirm(api, notice(Checkout.objects.get()))

    assert Order.objects.get().payment_status == "paid"
    answer = buyer.get(f"/orders/{invoice}/").json()
    assert (answer["total"], answer["taxes"]) == ("70556.00", TAXES)
    assert answer["items"][0]["tax_rate"] == "0.19"
