"""POST /products/{pk}/{slug}/notify/: one mail, once, when the product is back in stock."""

import pytest

from business_logic import stock
from business_logic.departures import forget_buyer
from catalog.models import StockAlert
from catalog.services import bulk, products, stock_alerts
from catalog.tests.factories import make_category, make_product
from common.mails import render
from common.models import OutboxMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(price="10000.00", stock_quantity=0)


def ask(client, product):
    return client.post(f"/products/{product.pk}/{product.slug}/notify/")


def mails() -> list[str]:
    return list(OutboxMail.objects.filter(kind="back_in_stock").values_list("to", flat=True))


def by_endpoint(product) -> None:
    products.change_stock(product.pk, change=3)


def by_edit(product) -> None:
    products.update_product(product.pk, stock_quantity=3)


def by_import(product) -> None:
    change = bulk.Change(product.pk, {"stock_quantity": 0}, {"stock_quantity": 3})
    bulk.write_all(bulk.Writes([change]))


def by_giving_back(product) -> None:
    locked = stock.lock_products([product.pk])
    stock.give_back({product.pk: 3}, invoice="INV-1", products=locked)


@pytest.mark.parametrize("refill", [by_endpoint, by_edit, by_import, by_giving_back])
def test_one_mail_goes_out_once(client_of, shopper, product, refill):
    for _ in range(2):
        assert ask(client_of(shopper), product).status_code == 202

    refill(product)
    products.update_product(product.pk, stock_quantity=0)
    by_edit(product)

    assert mails() == [shopper.email]
    assert not StockAlert.objects.exists()


def test_more_of_what_is_there_tells_nobody(shopper, product):
    StockAlert.objects.create(product=product, user=shopper)
    products.update_product(product.pk, stock_quantity=1, is_active=False)

    by_endpoint(product)

    assert mails() == []


def test_a_product_that_is_shown_again_is_told_then(shopper, product):
    StockAlert.objects.create(product=product, user=shopper)
    products.update_product(product.pk, stock_quantity=3, is_active=False)
    assert mails() == []

    products.set_products_active([product.pk], active=True)

    assert mails() == [shopper.email]


def test_what_nobody_sees_is_404(client_of, shopper, product):
    hidden = make_product(stock_quantity=0, category=make_category(is_active=False))
    products.update_product(product.pk, is_active=False)

    for each in (product, hidden):
        assert ask(client_of(shopper), each).status_code == 404
    assert client_of(shopper).post(f"/products/{hidden.pk}/other/notify/").status_code == 404
    assert not StockAlert.objects.exists()


def test_nobody_asks_without_a_token(api, product):
    assert ask(api, product).status_code == 401


def test_what_is_in_stock_needs_no_mail(client_of, shopper):
    response = ask(client_of(shopper), make_product(stock_quantity=1))

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "in_stock"


def test_one_person_waits_for_so_many(client_of, shopper, product, monkeypatch):
    monkeypatch.setattr(stock_alerts, "MOST", 1)
    ask(client_of(shopper), make_product(stock_quantity=0))

    response = ask(client_of(shopper), product)

    assert response.json()["errors"][0]["code"] == "too_many"
    assert StockAlert.objects.count() == 1


def test_a_person_who_left_gets_none(shopper, product):
    StockAlert.objects.create(product=product, user=shopper)
    forget_buyer(shopper.pk)

    by_edit(product)

    assert mails() == []


def test_a_sale_asks_for_nobody(product, django_assert_num_queries):
    products.update_product(product.pk, stock_quantity=100)
    locked = stock.lock_products([product.pk])

    # The stock, the journal, the version.
    with django_assert_num_queries(3):
        stock.take({product.pk: 1}, invoice="INV-1", products=locked)


def test_the_mail_leads_to_the_product(shopper, product, settings):
    settings.FRONTEND_URL = "https://shop.example"
    StockAlert.objects.create(product=product, user=shopper, language="en")
    by_edit(product)

    context = OutboxMail.objects.get().context
    mail = render("back_in_stock", shopper.email, language="en", context=context)

    for text in (mail.body, mail.alternatives[0][0]):
        assert f"https://shop.example/products/{product.slug}" in text
        assert "$\u00a011,900" in text
