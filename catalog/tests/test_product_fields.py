"""sku, barcode, price before and tax class; names that look alike."""

import pytest
from django.db import IntegrityError

from catalog.models import Product
from catalog.tests.factories import make_category, make_product


def path(row) -> str:
    return f"/products/{row.pk}/{row.slug}/"


def test_a_product_tells_what_it_is_and_costs_with_tax(api, staff_api):
    body = {
        "name": "Panela",
        "price": "1000",
        "sku": " PAN-01 ",
        "barcode": "4006381333931",
        "compare_at_price": "1200",
        "tax_class": "reduced",
    }
    made = staff_api.post("/products/", body)

    expected = {
        "sku": "PAN-01",
        "barcode": "4006381333931",
        "price": "1000.00",
        "compare_at_price": "1200.00",
        "tax_class": "reduced",
        "tax_rate": "0.05",
        "price_with_tax": "1050.00",
    }
    assert made.status_code == 201
    assert made.json().items() >= expected.items()
    assert api.get("/products/panela/").json() == made.json()
    assert api.get("/products/").json()["results"] == [made.json()]


def test_without_them_a_product_is_taxed_at_the_standard_rate(staff_api):
    made = staff_api.post("/products/", {"name": "Panela", "price": "1000"}).json()

    assert (made["sku"], made["barcode"], made["compare_at_price"]) == ("", "", None)
    assert (made["tax_class"], made["tax_rate"], made["price_with_tax"]) == (
        "standard",
        "0.19",
        "1190.00",
    )


def test_with_prices_that_include_tax_the_price_is_what_one_pays(api, db, settings):
    make_product("Panela", price="1000")
    before = api.get("/products/panela/")
    settings.PRICES_INCLUDE_TAX = True
    after = api.get("/products/panela/", headers={"If-None-Match": before["ETag"]})

    assert before.json()["price_with_tax"] == "1190.00"
    assert (after.status_code, after.json()["price_with_tax"]) == (200, "1000.00")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("sku", "x" * 65, "max_length"),
        ("sku", "A\nB", "invalid"),
        ("sku", "A\u202eB", "invalid"),
        ("sku", "A\u2800", "invalid"),
        ("sku", None, "null"),
        ("barcode", "4006381333932", "invalid"),
        ("barcode", "123", "invalid"),
        ("barcode", "40063813339315", "invalid"),
        ("barcode", "\u0664006381333931", "invalid"),
        ("compare_at_price", "25000", "not_above_price"),
        ("compare_at_price", "-1", "min_value"),
        ("tax_class", "luxury", "invalid_choice"),
        ("tax_class", None, "null"),
    ],
)
def test_bad_values_are_refused(staff_api, field, value, code):
    product = make_product(price="25000")
    before = Product.objects.values().get(pk=product.pk)
    answer = staff_api.patch(path(product), {field: value})

    assert answer.status_code == 400
    assert [(e["code"], e["attr"]) for e in answer.json()["errors"]] == [(code, field)]
    assert Product.objects.values().get(pk=product.pk) == before


@pytest.mark.parametrize(
    "code", ["", "96385074", "036000291452", "4006381333931", "10614141000415"]
)
def test_gtins_of_every_length_are_taken(staff_api, code):
    assert staff_api.patch(path(make_product()), {"barcode": code}).json()["barcode"] == code


def test_a_sku_is_taken_until_its_product_is_deleted(staff_api):
    first, second = make_product(), make_product()
    assert staff_api.patch(path(first), {"sku": "A-1"}).status_code == 200
    refused = staff_api.patch(path(second), {"sku": "A-1"})
    assert refused.status_code == 400
    assert refused.json()["errors"][0].items() >= {"code": "unique", "attr": "sku"}.items()
    assert staff_api.patch(path(first), {"sku": "A-1"}).status_code == 200

    assert staff_api.delete(path(first)).status_code == 204
    assert staff_api.patch(path(second), {"sku": "A-1"}).status_code == 200
    assert staff_api.patch(path(second), {"sku": ""}).json()["sku"] == ""


def test_a_price_is_not_raised_above_the_price_before(staff_api):
    product = make_product(price="1000")
    staff_api.patch(path(product), {"compare_at_price": "1500"})
    refused = staff_api.patch(path(product), {"price": "1500"})

    assert refused.json()["errors"][0]["attr"] == "compare_at_price"
    both = staff_api.patch(path(product), {"price": "1500", "compare_at_price": None})
    assert (both.json()["price"], both.json()["compare_at_price"]) == ("1500.00", None)


def test_the_database_holds_the_price_before_above_the_price(db):
    product = make_product(price="1000")
    with pytest.raises(IntegrityError):
        Product.objects.filter(pk=product.pk).update(compare_at_price="1000")


@pytest.mark.parametrize(
    "name",
    ["Café\u00a0molido", "Café \u200bmolido", "CAFE\u0301  molido", "\ufeffCafé\u2009molido"],
)
def test_names_that_look_alike_are_one(staff_api, name):
    make_product("Café molido")
    make_category("Café molido")
    for address in ("/products/", "/categories/"):
        answer = staff_api.post(address, {"name": name, "price": "1"})
        assert answer.json()["errors"][0].items() >= {"code": "unique", "attr": "name"}.items()


@pytest.mark.parametrize(
    "name", ["a\u202eb", "a\u2066b", "\u2800", "a\u2800", "a\u00adb", "a\u3164", "a\u2028b"]
)
def test_hidden_characters_are_refused_in_names(staff_api, name):
    for address in ("/products/", "/categories/"):
        answer = staff_api.post(address, {"name": name, "price": "1"})
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "name")


def test_what_has_no_width_is_dropped(staff_api):
    made = staff_api.post("/products/", {"name": "Pa\u200bne\u2060la", "price": "1"}).json()
    assert (made["name"], made["slug"]) == ("Panela", "panela")


@pytest.mark.parametrize("name", ["\u200b", " \ufeff "])
def test_a_name_of_nothing_is_blank(staff_api, name):
    answer = staff_api.post("/products/", {"name": name, "price": "1"})
    assert answer.json()["errors"][0].items() >= {"code": "blank", "attr": "name"}.items()


@pytest.mark.parametrize("image", [{}, {"alt_text": "x"}])
def test_an_image_without_an_address_is_refused_on_every_way(staff_api, image):
    product = make_product(images=1)
    posted = staff_api.post("/products/", {"name": "Otra", "price": "1", "images": [image]})
    patched = staff_api.patch(path(product), {"images": [image]})

    for answer in (posted, patched):
        fault = answer.json()["errors"][0]
        assert (answer.status_code, fault["code"], fault["attr"]) == (
            400,
            "required",
            "images.0.image_url",
        )
    assert product.images.count() == 1
