"""The grid of variants in the admin."""

import pytest
from django.test import Client

from catalog.models import Product, StockMovement
from catalog.services import products as services
from catalog.services.stock import adjustments
from catalog.tests.factories import make_product


@pytest.fixture
def desk(superuser) -> Client:
    client = Client()
    client.force_login(superuser, backend="users.backends.ShopBackend")
    return client


@pytest.fixture
def main(db) -> Product:
    return make_product("Camiseta", price="1000", stock_quantity=0)


def page(product: Product) -> str:
    return f"/admin/catalog/product/{product.pk}/variants/"


def combinations(**changes) -> dict:
    new = {
        "option_1": "Talla",
        "values_1": "S, M,m, ",
        "option_2": "Color",
        "values_2": "Rojo, Azul",
        "price": "30.000",
        "stock_quantity": "2",
    }
    return {"make": "1"} | {f"new-{name}": value for name, value in (new | changes).items()}


def grid(product: Product, **changes) -> dict:
    """What the browser sends back of the grid, changes made in its first row."""
    data = {}
    variants = Product.objects.filter(variant_of=product, deleted_at=None).order_by("pk")
    for number, variant in enumerate(variants):
        seen = {
            "price": str(variant.price),
            "stock_quantity": variant.stock_quantity,
            "sku": variant.sku,
            "is_active": "True" if variant.is_active else "",
        }
        for name, value in seen.items():
            data[f"initial-v{variant.pk}-{name}"] = value
            data[f"v{variant.pk}-{name}"] = changes.get(name, value) if number == 0 else value
    return data


def test_all_combinations_are_made_at_once_and_only_what_is_missing_later(desk, main):
    assert desk.post(page(main), combinations()).status_code == 302

    rows = Product.objects.filter(variant_of=main)
    assert set(rows.values_list("name", flat=True)) == {
        "Camiseta (S, Rojo)",
        "Camiseta (S, Azul)",
        "Camiseta (m, Rojo)",
        "Camiseta (m, Azul)",
    }
    main.refresh_from_db()
    assert (main.price, main.stock_quantity) == (30000, 8)
    desk.post(page(main), combinations(values_1="S, M, L"))
    assert rows.count() == 6
    text = desk.get(page(main), headers={"Accept-Language": "en"}).text
    assert "Make what is missing" in text
    # As a column of the grid and as a field of the form below it.
    assert text.count(">Price (before tax)") == 2


@pytest.mark.parametrize(
    "changes",
    [{"values_2": ""}, {"option_2": "Talla"}, {"values_1": ",".join(map(str, range(60)))}],
)
def test_bad_combinations_make_nothing(desk, main, changes):
    response = desk.post(page(main), combinations(**changes))

    assert response.status_code == 200
    assert response.context["new"].errors
    assert Product.objects.count() == 1


def test_the_grid_writes_what_was_changed(desk, main, superuser):
    desk.post(page(main), combinations())
    first = Product.objects.filter(variant_of=main).earliest("pk")

    sent = grid(main, price="25.000", stock_quantity=5, sku="CAM-1")
    assert desk.post(page(main), sent).status_code == 302

    first.refresh_from_db()
    main.refresh_from_db()
    assert (first.price, first.stock_quantity, first.sku) == (25000, 5, "CAM-1")
    assert (main.price, main.stock_quantity) == (25000, 11)
    assert StockMovement.objects.filter(product=first).first().user == superuser


def test_a_grid_left_open_does_not_undo_a_sale(desk, main):
    desk.post(page(main), combinations())
    first = Product.objects.filter(variant_of=main).earliest("pk")
    sent = grid(main, stock_quantity=5)
    adjustments.change_stock(first.pk, change=-1)

    assert desk.post(page(main), sent).status_code == 200

    first.refresh_from_db()
    assert first.stock_quantity == 1


def test_price_and_stock_of_a_main_product_are_not_typed(desk, main):
    desk.post(page(main), combinations())

    form = desk.get(f"/admin/catalog/product/{main.pk}/change/").context["adminform"].form

    assert form.fields["price"].disabled and form.fields["stock_quantity"].disabled


def test_staff_who_may_only_look_change_nothing(main, desk, client_of):
    from users.tests.factories import make_user

    desk.post(page(main), combinations())
    viewer = make_user(is_staff=True, groups=())
    from django.contrib.auth.models import Permission

    viewer.user_permissions.add(Permission.objects.get(codename="view_product"))
    client = Client()
    client.force_login(viewer, backend="users.backends.ShopBackend")
    assert client.get(page(main)).status_code == 200
    assert client.post(page(main), grid(main, price="1")).status_code == 403
    assert client.post(page(main), combinations(values_1="XL")).status_code == 403


def test_variants_whose_options_are_spelled_differently_share_a_grid(desk, main):
    for options in ({"Talla": "M", "Color": "Rojo"}, {"color": "Azul", "talla": "L"}):
        services.create_product(variant_of=main.pk, options=options, price="1000")

    response = desk.get(page(main))

    assert response.status_code == 200
    assert 'value="M, L"' in response.content.decode()


def test_an_option_that_is_too_long_says_so(desk, main):
    response = desk.post(page(main), combinations(values_1="x" * 101))

    [error] = response.context["new"].non_field_errors()
    assert "100" in error
