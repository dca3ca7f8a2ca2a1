"""The product feeds: their content, access and cached files."""

import csv
import gzip
import io
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.feeds import files, rows
from catalog.models import Product
from catalog.services import deletion
from catalog.services import products as services
from catalog.tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"
XML, CSV = "/feeds/products.xml", "/feeds/products.csv"


@pytest.fixture
def items(read):
    """items(): the items of the XML feed, each a dictionary of its fields."""

    def found() -> list[dict]:
        root = ElementTree.fromstring(read(XML))
        return [{field.tag.removeprefix(G): field.text for field in each} for each in all_of(root)]

    return found


def all_of(root) -> list:
    return root.findall("channel/item")


def make_variant(main: Product, sku: str = "", **options: str) -> Product:
    return services.create_product(
        variant_of=main.pk, options=options, price="30000", stock_quantity=3, sku=sku
    )


def test_a_product_in_googles_fields(items):
    home = make_category("Hogar")
    product = make_product(
        "Café & <té>",
        price="10000",
        compare_at_price="12000",
        barcode="7701234567897",
        category=make_category("Cocina", parent=home),
        images=3,
        description="Molido.",
    )
    urls = list(product.images.values_list("image_url", flat=True))

    assert items() == [
        {
            "id": str(product.pk),
            "title": "Café & <té>",
            "description": "Molido.",
            "link": f"https://shop.example.com/products/{product.slug}",
            "image_link": urls[0],
            "additional_image_link": urls[2],
            "availability": "in_stock",
            "price": "14280.00 COP",
            "sale_price": "11900.00 COP",
            "condition": "new",
            "gtin": "7701234567897",
            "product_type": "Hogar > Cocina",
        }
    ]


def test_every_other_picture_is_named_and_no_more_than_ten(read):
    make_product(images=13)

    [item] = all_of(ElementTree.fromstring(read(XML)))

    assert len(item.findall(f"{G}additional_image_link")) == 10


def test_prices_that_hold_the_tax_stay_as_they_are(items, settings):
    settings.PRICES_INCLUDE_TAX = True
    make_product(price="10000", stock_quantity=0)

    [item] = items()
    assert (item["price"], item["availability"]) == ("10000.00 COP", "out_of_stock")
    assert item["description"] == item["title"]


def test_without_a_barcode_there_is_no_identifier_and_no_invented_brand(items):
    make_product(sku="P-1")

    [item] = items()
    assert item["identifier_exists"] == "no"
    assert not {"brand", "mpn", "gtin"} & set(item)


def test_who_makes_the_goods_names_brand_and_number(items, settings):
    settings.SHOP_BRAND = "Taller Nariño"
    make_product(sku="P-1")

    [item] = items()
    assert (item["brand"], item["mpn"]) == ("Taller Nariño", "P-1")
    assert "identifier_exists" not in item


def test_variants_stand_for_their_main_product(read, items):
    main = make_product("Camiseta", description="De algodón.", images=1, barcode="7701234567897")
    make_variant(main, Talla="M", Color="Rojo", Cuello="V")

    [item] = items()
    assert item["title"] == "Camiseta (M, Rojo, V)"
    assert item["link"] == "https://shop.example.com/products/camiseta-m-rojo-v"
    assert (item["item_group_id"], item["description"]) == (str(main.pk), "De algodón.")
    assert (item["size"], item["color"]) == ("M", "Rojo")
    assert item["image_link"] == main.images.get().image_url
    [detail] = ElementTree.fromstring(read(XML)).iter(f"{G}product_detail")
    assert [field.text for field in detail] == ["Cuello", "V"]


def test_only_what_the_public_sees_is_in_it(items):
    shown = make_product()
    make_product(is_active=False)
    make_product(category=make_category(is_active=False))
    make_product(category=make_category(parent=make_category(is_active=False)))
    deletion.delete_product(make_product().pk)
    main = make_product()
    make_variant(main, Talla="M")
    services.update_product(main.pk, is_active=False)

    assert [item["id"] for item in items()] == [str(shown.pk)]


def test_the_csv_file_has_the_same(read, settings):
    main = make_product("Camiseta", images=3)
    make_variant(main, "CAM-M", Talla="M", Cuello="V, alto")
    make_product('Taza "grande"', images=3)

    found = list(csv.DictReader(io.StringIO(read(CSV), newline="")))

    assert [row["title"] for row in found] == ['Taza "grande"', "Camiseta (M, V, alto)"][::-1]
    assert found[0]["product_detail"] == '":Cuello:V, alto"'
    assert (found[0]["size"], found[0]["sku"]) == ("M", "CAM-M")
    assert found[1]["additional_image_link"].count(",") == 1


def test_commas_in_the_csv_files_lists_separate_nothing(read):
    product = make_product(images=1)
    urls = [f"https://img.example.com/{name}" for name in ("a.jpg", "b,c.jpg", "d.jpg?w=1,2")]
    services.update_product(product.pk, images=[{"image_url": url} for url in urls])

    [found] = csv.DictReader(io.StringIO(read(CSV), newline=""))

    assert found["additional_image_link"].split(",") == [
        *("https://img.example.com/b%2Cc.jpg", "https://img.example.com/d.jpg?w=1%2C2")
    ]


def test_characters_that_xml_cannot_hold_are_left_out(items):
    product = make_product()
    Product.objects.filter(pk=product.pk).update(description="a\x00\x0b\ufffeb")

    assert items()[0]["description"] == "ab"


@pytest.mark.parametrize("path", [XML, CSV, "/sitemap.xml"])
def test_an_unchanged_catalog_costs_one_query_and_304(api, read, path):
    product = make_product()
    first = read(path)
    with CaptureQueriesContext(connection) as asked:
        assert read(path) == first
    assert len(asked) == 1
    tag = api.head(path)["ETag"]
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert api.get(path, headers={"If-None-Match": "*"}).status_code == 304

    services.update_product(product.pk, name="Otro", is_active=True)

    assert api.head(path, headers={"If-None-Match": tag}).status_code == 200
    assert api.head(path)["ETag"] != tag
    assert read(path) != first or path == "/sitemap.xml"


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_file_is_compressed_for_whoever_takes_it(api, read, is_kept):
    make_product()
    plain = read(XML) if is_kept else ""

    response = api.get(XML, headers={"Accept-Encoding": "gzip, br"})
    packed = b"".join(response.streaming_content)

    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(packed).decode() == (plain or read(XML))


@pytest.mark.parametrize("refusal", ["gzip;q=0", "gzip; q=0.0, *", "br", ""])
def test_a_file_is_not_compressed_for_others(api, db, refusal):
    response = api.get(XML, headers={"Accept-Encoding": refusal})
    assert "Content-Encoding" not in response
    # Read to its end, it gives its turn back.
    assert b"".join(response.streaming_content).startswith(b"<?xml")


def test_queries_grow_with_batches_alone(read, monkeypatch):
    def count() -> int:
        files.kept.clear()
        with CaptureQueriesContext(connection) as asked:
            read(XML)
        return len(asked)

    make_variant(make_product(), Talla="M")
    few = count()
    for number in range(8):
        make_variant(make_product(), Talla=str(number))
    assert count() == few
    monkeypatch.setattr(rows, "BATCH", 3)
    # The version, four batches of which the last is empty, the main products of three.
    assert count() == 1 + 4 + 3


def test_two_at_a_time_and_the_turn_comes_back(api, read):
    make_product()
    started = [api.get(path) for path in (XML, CSV)]

    refused = api.get("/sitemap.xml")
    assert refused.status_code == 503
    assert refused["Retry-After"]
    assert refused.json()["errors"][0]["code"] == "busy"

    for response in started:
        # Some of it is read, then the client goes away.
        next(response._iterator)
        response._iterator.close()
    assert "<urlset" in read("/sitemap.xml")
    # What was not sent to its end is not kept.
    assert not files.kept.get("MerchantFeed0", 0)
