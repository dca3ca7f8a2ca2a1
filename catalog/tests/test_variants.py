"""Variants of a product: creating and showing them, and their main product's values."""

import pytest
from django.db import IntegrityError

from catalog.models import Product, StockMovement
from catalog.services import deletion
from catalog.services import products as services
from catalog.tests.factories import make_category, make_product


@pytest.fixture
def main(db):
    return make_product("Camiseta", price="40000", stock_quantity=7)


def make_variant(main, size="M", price="30000", stock_quantity=3, **fields):
    return services.create_product(
        variant_of=main.pk,
        options=fields.pop("options", {"Talla": size}),
        price=price,
        stock_quantity=stock_quantity,
        **fields,
    )


def path(row) -> str:
    return f"/products/{row.pk}/{row.slug}/"


def shown(api, *names: str) -> list[tuple]:
    rows = api.get("/products/").json()["results"]
    return [tuple(row[name] for name in names) for row in rows]


def error_of(response) -> tuple:
    assert response.status_code == 400, response.content
    [error] = response.json()["errors"]
    return error["attr"], error["code"]


def test_a_variant_is_made_by_the_api(api, staff_api, main):
    body = {
        "variant_of": main.pk,
        "options": {"Talla": "M", "Color": "Rojo"},
        "price": "30000",
        "sku": "CAM-M-R",
        "stock_quantity": 3,
        "images": [{"image_url": "https://img.example.com/m.jpg"}],
    }
    made = staff_api.post("/products/", body)

    assert made.status_code == 201
    variant = made.json()
    assert (variant["name"], variant["slug"]) == ("Camiseta (M, Rojo)", "camiseta-m-rojo")
    assert list(variant["options"].items()) == [("Talla", "M"), ("Color", "Rojo")]
    assert (variant["variant_of"], variant["has_variants"]) == (main.pk, False)
    assert "variants" not in variant
    whole = api.get("/products/camiseta/").json()
    assert whole["variants"] == [variant]
    assert (whole["price"], whole["stock_quantity"]) == ("30000.00", 3)
    assert (whole["options"], whole["variant_of"], whole["has_variants"]) == ({}, None, True)
    assert api.get(f"/products/{variant['slug']}/").json() == variant


def test_lists_show_the_main_product_alone_with_lowest_price_and_sum(api, main):
    make_variant(main, "S", "35000", 2)
    make_variant(main, "M", "30000", 3)
    make_variant(main, "L", "10000", 9, is_active=False)

    rows = shown(api, "id", "price", "stock_quantity", "has_variants")
    assert rows == [(main.pk, "30000.00", 5, True)]
    for query, count in (
        ("max_price=30000", 1),
        ("max_price=29999", 0),
        ("min_price=30001", 0),
        ("in_stock=true", 1),
        ("in_stock=false", 0),
    ):
        assert api.get(f"/products/?{query}").json()["count"] == count, query


def test_own_stock_of_what_becomes_a_main_product_is_gone(main):
    make_variant(main, stock_quantity=3)

    last = StockMovement.objects.filter(product=main).first()
    assert (last.change, last.quantity_after) == (-7, 0)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({}, ("options", "required")),
        ({"Talla": "m"}, ("options", "unique")),
        ({"Color": "Rojo"}, ("options", "option_names")),
        ({"Talla": "S", "Color": "Rojo"}, ("options", "option_names")),
        ({"a": "1", "b": "2", "c": "3", "d": "4"}, ("options", "max_options")),
        ({"Talla": "S", "talla": "M"}, ("options", "duplicate")),
        ("M", ("options", "not_a_dict")),
    ],
)
def test_options_that_do_not_fit_are_refused(staff_api, main, options, error):
    make_variant(main, "M")
    body = {"variant_of": main.pk, "options": options, "price": "1"}

    assert error_of(staff_api.post("/products/", body)) == error
    assert Product.objects.count() == 2


def test_what_cannot_be_a_main_product_is_refused(staff_api, main):
    variant, other = make_variant(main), make_product("Gorra")
    body = {"options": {"Talla": "S"}, "price": "1"}

    for main_id, code in ((variant.pk, "is_variant"), (10**9, "does_not_exist")):
        made = staff_api.post("/products/", body | {"variant_of": main_id})
        assert error_of(made) == ("variant_of", code)
    itself = staff_api.patch(path(other), {"variant_of": other.pk, "options": {"Talla": "S"}})
    assert error_of(itself) == ("variant_of", "cycle")
    cycle = staff_api.patch(path(main), {"variant_of": other.pk, "options": {"Talla": "S"}})
    assert error_of(cycle) == ("variant_of", "has_variants")
    bare = staff_api.patch(path(variant), {"options": {}})
    assert error_of(bare) == ("options", "required")
    loose = staff_api.patch(path(other), {"options": {"Talla": "S"}})
    assert error_of(loose) == ("variant_of", "required")


def test_options_are_changed_by_the_api(staff_api, main):
    variant = make_variant(main)

    response = staff_api.patch(path(variant), {"options": {"Talla": "XL"}}, format="json")

    assert response.status_code == 200, response.content
    assert response.json()["options"] == {"Talla": "XL"}


def test_option_names_are_spelled_and_ordered_as_in_the_first_variant(api, staff_api, main):
    first = make_variant(main, options={"Talla": "M", "Color": "Rojo"})
    other = make_variant(main, options={"color": "Azul", "TALLA": "L"})

    assert list(seen_options(api, other)) == [("Talla", "L"), ("Color", "Azul")]
    staff_api.patch(path(first), {"options": {"Color": "Rojo", "Tamaño": "M"}})
    assert (
        staff_api.patch(path(first), {"options": {"COLOR": "Rojo", "talla": "M"}}).status_code
        == 200
    )
    assert list(seen_options(api, other)) == [("COLOR", "Azul"), ("talla", "L")]


def test_option_values_are_spelled_as_in_the_first_variant_that_has_them(api, staff_api, main):
    first = make_variant(main, options={"Talla": "M", "Color": "Azul"})
    other = make_variant(main, options={"Color": "AZUL", "Talla": "L"})

    assert seen_options(api, other) == [("Talla", "L"), ("Color", "Azul")]
    options = {"Talla": "M", "Color": "azul"}
    assert staff_api.patch(path(first), {"options": options}, format="json").status_code == 200
    assert seen_options(api, other) == [("Talla", "L"), ("Color", "azul")]


def seen_options(api, variant) -> list[tuple]:
    return list(api.get(f"/products/{variant.slug}/").json()["options"].items())


def test_a_combination_is_unique_in_the_database_too(main):
    variant, other = make_variant(main, "M"), make_variant(main, "S")
    with pytest.raises(IntegrityError):
        Product.objects.filter(pk=other.pk).update(variant_key=variant.variant_key)


def test_a_variant_leaves_and_a_product_joins(api, staff_api, main):
    variant, other = make_variant(main), make_product("Gorra", price="5", stock_quantity=2)
    joined = staff_api.patch(path(other), {"variant_of": main.pk, "options": {"Talla": "U"}})

    assert (joined.json()["name"], joined.json()["options"]) == ("Gorra", {"Talla": "U"})
    assert shown(api, "name", "price", "stock_quantity") == [("Camiseta", "5.00", 5)]
    for row in (variant, other):
        left = staff_api.patch(path(row), {"variant_of": None})
        assert (left.json()["variant_of"], left.json()["options"]) == (None, {})
    whole = api.get("/products/camiseta/").json()
    assert (whole["has_variants"], whole["stock_quantity"]) == (False, 0)
    assert "variants" not in whole


def test_price_and_stock_of_a_main_product_follow_its_variants_alone(api, staff_api, main):
    variant = make_variant(main)

    staff_api.patch(path(main), {"price": "1", "stock_quantity": 99, "description": "De algodón"})
    moved = staff_api.post(f"{path(main)}stock/", {"change": 5})

    assert error_of(moved) == ("change", "choose_variant")
    rows = shown(api, "description", "price", "stock_quantity")
    assert rows == [("De algodón", "30000.00", 3)]
    staff_api.patch(path(variant), {"price": "31000"})
    staff_api.post(f"{path(variant)}stock/", {"change": 5})
    assert shown(api, "price", "stock_quantity") == [("31000.00", 8)]
    staff_api.patch(f"{path(variant)}deactivate/")
    assert shown(api, "price", "stock_quantity") == [("31000.00", 0)]
    assert api.get("/products/camiseta/").json()["variants"] == []
    assert len(staff_api.get("/products/camiseta/").json()["variants"]) == 1


def test_category_and_tax_class_are_those_of_the_main_product(staff_api, main):
    variant, category = make_variant(main), make_category("Ropa")

    staff_api.patch(path(main), {"category_id": category.pk, "tax_class": "reduced"})

    shown = staff_api.get(f"/products/{variant.slug}/").json()
    assert (shown["category"]["slug"], shown["tax_class"]) == ("ropa", "reduced")
    late = make_variant(main, "S")
    assert (late.category_id, late.tax_class) == (category.pk, "reduced")


@pytest.mark.parametrize("text", ["cam-m-1", "rojo"])
def test_search_finds_the_main_product_by_its_variants(api, staff_api, main, text):
    variant = make_variant(main, options={"Color": "Rojo"}, sku="CAM-M-1")

    found = api.get("/products/", {"search": text}).json()["results"]
    assert [row["id"] for row in found] == [main.pk]
    staff_api.patch(path(variant), {"sku": "OTRO", "options": {"Color": "Azul"}, "name": "Otra"})
    assert api.get("/products/", {"search": text}).json()["results"] == []


def test_without_its_main_product_no_variant_is_public(api, staff_api, main):
    variant = make_variant(main, sku="CAM-M")

    staff_api.patch(f"{path(main)}deactivate/")
    assert api.get(f"/products/{variant.slug}/").status_code == 404
    assert staff_api.get(f"/products/{variant.slug}/").status_code == 200
    staff_api.patch(f"{path(main)}activate/")
    assert api.get(f"/products/{variant.slug}/").status_code == 200
    assert staff_api.delete(path(main)).status_code == 204
    assert staff_api.get(f"/products/{variant.slug}/").status_code == 404
    make_product("Otra", sku="CAM-M")


def test_variants_come_back_with_their_main_product(api, staff_api, main):
    variant, lost = make_variant(main, "M"), make_variant(main, "S")
    staff_api.delete(path(lost))
    staff_api.delete(path(main))

    deletion.restore_product(main.pk)

    whole = api.get("/products/camiseta/").json()
    assert [row["id"] for row in whole["variants"]] == [variant.pk]
    assert whole["stock_quantity"] == 3
    deletion.restore_product(lost.pk)
    assert api.get("/products/camiseta/").json()["stock_quantity"] == 6


def test_a_deleted_variant_frees_its_combination(api, staff_api, main):
    variant = make_variant(main, "M")
    staff_api.delete(path(variant))
    assert not api.get("/products/camiseta/").json()["has_variants"]

    make_variant(main, "M")

    with pytest.raises(Exception, match="unique"):
        deletion.restore_product(variant.pk)


def test_a_product_with_many_variants_is_read_in_three_queries(
    api, main, django_assert_num_queries
):
    for size in range(12):
        make_variant(main, str(size))
    api.get("/categories/")
    with django_assert_num_queries(3):  # version, product, variants
        assert len(api.get("/products/camiseta/").json()["variants"]) == 12
