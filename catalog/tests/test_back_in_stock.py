"""POST /products/{pk}/{slug}/notify/: one mail, once, when the product is back in stock."""

import pytest

from business_logic import stock
from business_logic.checkout.departures import forget_buyer
from catalog.models import Product, StockAlert
from catalog.services import categories, deletion, products
from catalog.services.bulk import products as bulk
from catalog.services.bulk.writes import RowChange, Writes
from catalog.services.stock import adjustments, alerts, back_in_stock
from catalog.tests.factories import make_category, make_product
from common.mail.mailer import render
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
    adjustments.change_stock(product.pk, change=3)


def by_edit(product) -> None:
    products.update_product(product.pk, stock_quantity=3)


def by_import(product) -> None:
    change = RowChange(product.pk, {"stock_quantity": 0}, {"stock_quantity": 3})
    bulk.write_all(Writes([change]))


def by_giving_back(product) -> None:
    locked = stock.lock_products([product.pk])
    stock.restock({product.pk: 3}, invoice="INV-1", products=locked)


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


def by_the_branch(product, top) -> None:
    categories.set_category_active(top.pk, None, active=True)


def by_the_edit_of_a_category(product, top) -> None:
    categories.update_category(top.pk, is_active=True)


def by_moving_the_category(product, top) -> None:
    categories.update_category(product.category_id, parent_id=make_category().pk)


def by_another_category(product, top) -> None:
    products.update_product(product.pk, category_id=None)


def by_another_category_for_many(product, top) -> None:
    change = RowChange(product.pk, {"category_id": product.category_id}, {"category_id": None})
    bulk.write_all(Writes([change]))


@pytest.mark.parametrize(
    "opens",
    [
        by_the_branch,
        by_the_edit_of_a_category,
        by_moving_the_category,
        by_another_category,
        by_another_category_for_many,
    ],
)
@pytest.mark.parametrize("is_variant", [False, True])
def test_a_product_whose_category_is_shown_again_is_told_then(shopper, opens, is_variant):
    top = make_category(is_active=False)
    product = asked = make_product(stock_quantity=3, category=make_category(parent=top))
    if is_variant:
        asked = make_variant(product)
    StockAlert.objects.create(product=asked, user=shopper)
    adjustments.change_stock(asked.pk, change=3)
    assert mails() == []

    opens(product, top)

    assert mails() == [shopper.email]


def make_variant(main):
    return products.create_product(
        variant_of=main.pk, options={"Talla": "M"}, price="1", stock_quantity=0
    )


def by_activating_the_main(main) -> None:
    products.update_product(main.pk, is_active=True)


def by_activating_many(main) -> None:
    products.set_products_active([main.pk], active=True)


@pytest.mark.parametrize("opens", [by_activating_the_main, by_activating_many])
def test_a_variant_waits_for_its_main_product(client_of, shopper, opens):
    main = make_product()
    variant = make_variant(main)
    assert ask(client_of(shopper), variant).status_code == 202
    products.update_product(main.pk, is_active=False)
    assert ask(client_of(shopper), variant).status_code == 404
    adjustments.change_stock(variant.pk, change=3)
    assert mails() == []

    opens(main)

    assert mails() == [shopper.email]


def test_a_restored_variant_is_told(shopper):
    main = make_product()
    variant = make_variant(main)
    adjustments.change_stock(variant.pk, change=3)
    deletion.delete_product(main.pk)
    StockAlert.objects.create(product=variant, user=shopper)

    deletion.restore_product(main.pk)

    assert mails() == [shopper.email]


def test_telling_many_asks_for_the_tree_once(shopper, superuser, django_assert_max_num_queries):
    waiting = [make_product(stock_quantity=0, category=make_category()) for _ in range(5)]
    for product in waiting:
        StockAlert.objects.create(product=product, user=shopper)
        Product.objects.filter(pk=product.pk).update(stock_quantity=1)

    # The alerts, the tree, the mail and its note five times, the alerts' end.
    with django_assert_max_num_queries(2 + 2 * 5 + 1):
        back_in_stock.tell([product.pk for product in waiting])


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
    monkeypatch.setattr(alerts, "MOST", 1)
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
        stock.deduct({product.pk: 1}, invoice="INV-1", products=locked)


def test_the_mail_leads_to_the_product(shopper, product, settings):
    settings.FRONTEND_URL = "https://shop.example"
    StockAlert.objects.create(product=product, user=shopper, language="en")
    by_edit(product)

    context = OutboxMail.objects.get().context
    mail = render("back_in_stock", shopper.email, language="en", context=context)

    for text in (mail.body, mail.alternatives[0][0]):
        assert f"https://shop.example/products/{product.slug}" in text
        assert "$\u00a011,900" in text
