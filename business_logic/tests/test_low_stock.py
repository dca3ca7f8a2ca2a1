import json

import pytest

from business_logic import stock
from catalog.tests.factories import make_product
from common.mail.mailer import render
from common.models import OutboxMail, WebhookDelivery, WebhookEndpoint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings):
    settings.LOW_STOCK_EMAIL = "bodega@example.com"
    settings.LOW_STOCK_THRESHOLD = 5


def sell(*lines) -> None:
    quantities = {product.pk: quantity for product, quantity in lines}
    stock.deduct(quantities, invoice="INV-1", products=stock.lock_products(quantities))


def test_a_sale_that_crosses_the_line_is_told_once():
    product = make_product(stock_quantity=6)

    sell((product, 1))
    assert not OutboxMail.objects.exists()
    sell((product, 1))
    sell((product, 1))

    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to) == ("low_stock", "bodega@example.com")
    assert mail.context["products"] == [{"id": product.pk, "name": product.name, "left": 4}]


def test_one_mail_names_all_that_crossed():
    few, many, gone = make_product(stock_quantity=5), make_product(), make_product(stock_quantity=9)

    sell((gone, 9), (many, 1), (few, 1))

    names = [line["name"] for line in OutboxMail.objects.get().context["products"]]
    assert names == [few.name, gone.name]


def test_refilled_and_sold_again_is_told_again():
    product = make_product(stock_quantity=5)
    sell((product, 1))
    stock.restock({product.pk: 1}, invoice="INV-1", products=stock.lock_products([product.pk]))

    sell((product, 1))

    assert OutboxMail.objects.count() == 2


def test_no_address_no_mail(settings):
    settings.LOW_STOCK_EMAIL = ""

    sell((make_product(stock_quantity=5), 5))

    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(("left", "more"), [(8, 0), (4, 2)])
def test_it_takes_two_queries_where_something_crosses_and_none_else(
    left, more, settings, django_assert_num_queries
):
    product = make_product(stock_quantity=left + 1)
    products = stock.lock_products([product.pk])

    # The stock, the journal, the version.
    with django_assert_num_queries(3 + more):
        stock.deduct({product.pk: 1}, invoice="INV-1", products=products)


def test_webhook_endpoints_are_told_with_or_without_an_address(settings):
    settings.LOW_STOCK_EMAIL = ""
    WebhookEndpoint.objects.create(url="https://x.example/", events=["stock.low"])
    product = make_product(stock_quantity=5)

    sell((product, 1), (make_product(), 1))

    body = json.loads(WebhookDelivery.objects.get().body)
    assert body["type"] == "stock.low"
    assert (body["data"]["id"], body["data"]["stock_quantity"]) == (product.pk, 4)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_mail_leads_to_the_product(language):
    context = {"products": [{"id": 7, "name": "Café <1>", "left": 4}], "threshold": 5}

    mail = render("low_stock", "a@example.com", language=language, context=context)

    assert "Café <1>" in mail.subject
    assert "/admin/catalog/product/7/change/" in mail.body
    assert "Café &lt;1&gt;" in mail.alternatives[0][0]


def test_a_mail_about_several_counts_them():
    line = {"id": 7, "name": "Café", "left": 4}

    mail = render(
        *("low_stock", "a@example.com"),
        language="es",
        context={"products": [line, line], "threshold": 5},
    )

    assert mail.subject == "Inventario bajo: 2 productos"
