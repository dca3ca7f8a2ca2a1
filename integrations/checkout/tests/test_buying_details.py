"""Delivery and document in a checkout, and POST /epayco/quote/."""

from decimal import Decimal

import pytest

from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import begin, cart, confirm, notice
from orders.models import Checkout, Order

pytestmark = pytest.mark.django_db
PLACE = {"department": "bogota", "city": "BOGOTÁ"}
ADDRESS = PLACE | {
    "method": "standard",
    "address": "Calle 1 # 2-3",
    "phone": "+57 300 123 4567",
}


@pytest.fixture(autouse=True)
def rates(settings):
    settings.DELIVERY_FLAT_RATE, settings.DELIVERY_FREE_FROM = Decimal(10000), Decimal(100000)


@pytest.fixture
def product():
    return make_product(price="40000.00", stock_quantity=5)


def test_a_quote_prices_a_cart_and_holds_nothing(api, product):
    body = {"items": [{"product_id": product.pk, "quantity": 2}], "delivery": ADDRESS}

    response = api.post("/epayco/quote/", body)

    assert response.status_code == 200
    answer = response.json()
    assert answer["items"][0]["price"] == "40000.00"
    assert answer["delivery"] == {"method": "standard", "price": "10000.00"}
    assert (answer["subtotal"], answer["tax"], answer["total"]) == (
        "90000.00",
        "17100.00",
        "107100.00",
    )
    assert not Checkout.objects.exists()


def test_delivery_is_free_above_a_sum_and_pick_up_always(api, product):
    line = {"product_id": product.pk, "quantity": 3}

    for delivery in (ADDRESS, {"method": "pickup"}):
        answer = api.post("/epayco/quote/", {"items": [line], "delivery": delivery}).json()
        assert answer["delivery"]["price"] == "0.00"
        assert answer["subtotal"] == "120000.00"


def test_what_one_holds_oneself_is_free_in_ones_quote(api, buyer, product):
    begin(buyer, (product, 5))
    body = {"items": [{"product_id": product.pk, "quantity": 5}]}

    assert buyer.post("/epayco/quote/", body).status_code == 200
    assert api.post("/epayco/quote/", body).status_code == 400


def test_a_quote_reports_every_fault(api, product):
    body = {
        "items": [
            {"product_id": product.pk, "quantity": 9, "price": "1"},
            {"product_id": 0, "quantity": 1},
        ],
        "delivery": {"method": "standard", "city": "Cali"},
    }

    response = api.post("/epayco/quote/", body)

    assert response.status_code == 400
    assert {(error["attr"], error["code"]) for error in response.json()["errors"]} == {
        ("items.0.price", "price_changed"),
        ("items.0.quantity", "insufficient_stock"),
        ("items.1.product_id", "product_unavailable"),
        ("delivery.department", "required"),
    }


def test_what_the_buyer_gave_reaches_epayco_and_the_order(api, buyer, product):
    document = {"type": "PP", "number": "AB123456"}
    body = cart((product, 2)) | {"delivery": ADDRESS, "document": document}

    data = buyer.post("/epayco/checkout/", body).json()

    assert (data["tax_base"], data["tax"], data["amount"]) == ("90000", "17100", "107100")
    assert data["address_billing"] == "Calle 1 # 2-3, Bogotá, D.C."
    assert data["mobilephone_billing"] == "+57 300 123 4567"
    assert (data["type_doc_billing"], data["number_doc_billing"]) == ("PPN", "AB123456")

    confirm(api, notice(Checkout.objects.get()))
    order = Order.objects.get()
    assert (order.delivery_method, order.delivery_price) == ("standard", Decimal("10000.00"))
    assert (order.document_type, order.city) == ("PP", "Bogotá, D.C.")
    assert order.payment_status == "paid"

    found = buyer.get(f"/orders/{order.invoice_id}/").json()
    assert found["document"] == document
    official = {"department": "Bogotá, D.C.", "city": "Bogotá, D.C.", "city_code": "11001"}
    assert found["delivery"] == ADDRESS | official | {"price": "10000.00"}


def test_an_order_without_them_does_not_mention_them(api, buyer, product):
    confirm(api, notice(begin(buyer, (product, 1))))

    found = buyer.get("/orders/").json()["results"][0]
    assert not {"delivery", "document"} & set(found)


@pytest.mark.parametrize(
    ("details", "attr"),
    [
        ({"delivery": "x"}, "delivery"),
        ({"delivery": {"method": "drone"}}, "delivery.method"),
        ({"delivery": ADDRESS | {"phone": "<b>"}}, "delivery.phone"),
        ({"delivery": ADDRESS | {"address": "x" * 201}}, "delivery.address"),
        ({"delivery": ADDRESS | {"address": "\u2800\u200b"}}, "delivery.address"),
        ({"document": {"type": "XX", "number": "123"}}, "document.type"),
        ({"document": {"type": "CC", "number": "="}}, "document.number"),
        ({"document": {"type": "CC", "number": "12"}}, "document.number"),
        ({"document": {"type": "NIT", "number": "12345678"}}, "document.number"),
        ({"delivery": {"method": "pickup", "address": "Calle 1"}}, "delivery.address"),
        ({"delivery": {"method": "standard"} | PLACE}, "delivery.address"),
    ],
)
def test_details_that_are_none_are_refused(buyer, product, details, attr):
    response = buyer.post("/epayco/checkout/", cart((product, 1)) | details)

    assert response.status_code == 400
    assert attr in {error["attr"] for error in response.json()["errors"]}
    assert not Checkout.objects.exists()


@pytest.mark.parametrize(
    ("department", "city", "attr"),
    [
        ("Antioquia", "Cali", "delivery.city"),
        ("Atlántida", "Cali", "delivery.department"),
        ("05", "76001", "delivery.city"),
    ],
)
@pytest.mark.parametrize("path", ["/epayco/quote/", "/epayco/checkout/"])
def test_an_unknown_place_is_refused(buyer, product, path, department, city, attr):
    delivery = ADDRESS | {"department": department, "city": city}

    response = buyer.post(path, cart((product, 1)) | {"delivery": delivery})

    assert response.status_code == 400
    assert [(error["attr"], error["code"]) for error in response.json()["errors"]] == [
        (attr, "unknown_place")
    ]
    assert not Checkout.objects.exists()


def test_a_quote_needs_only_method_and_place(api, product):
    place = {"method": "standard", "department": "05", "city": "05001"}
    body = {"items": [{"product_id": product.pk, "quantity": 1}], "delivery": place}

    assert api.post("/epayco/quote/", body).status_code == 200


def test_a_place_may_be_given_by_code(buyer, product):
    delivery = ADDRESS | {"department": "05", "city": "05001"}

    data = buyer.post("/epayco/checkout/", cart((product, 1)) | {"delivery": delivery}).json()

    assert data["address_billing"] == "Calle 1 # 2-3, Medellín"

    kept = Checkout.objects.values_list("department", "city", "city_code").get()
    assert kept == ("Antioquia", "Medellín", "05001")


def test_of_a_pick_up_nothing_but_that_is_kept(buyer, product):
    delivery = {"method": "pickup", "address": "", "phone": "300 123 4567"}

    response = buyer.post("/epayco/checkout/", cart((product, 1)) | {"delivery": delivery})

    assert response.status_code == 201
    checkout = Checkout.objects.get()
    assert (checkout.delivery_method, checkout.delivery_phone) == ("pickup", "")


@pytest.mark.parametrize(
    ("number", "kept"), [("900.123.456-8", "900123456-8"), ("900 123 456", "900123456-8")]
)
def test_a_nit_has_its_check_digit(buyer, product, number, kept):
    document = {"type": "NIT", "number": number}

    data = buyer.post("/epayco/checkout/", cart((product, 1)) | {"document": document}).json()

    assert data["number_doc_billing"] == kept
    assert Checkout.objects.get().document_number == kept


def test_a_nit_with_a_typo_is_refused(buyer, product):
    document = {"type": "NIT", "number": "900123456-7"}

    response = buyer.post("/epayco/checkout/", cart((product, 1)) | {"document": document})

    assert response.status_code == 400
    assert [(error["attr"], error["code"]) for error in response.json()["errors"]] == [
        ("document.number", "invalid_check_digit")
    ]
