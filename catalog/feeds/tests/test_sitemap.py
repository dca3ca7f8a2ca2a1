"""The sitemap of the front end's pages."""

import re

import pytest

from catalog.feeds import sitemap
from catalog.services import products as services
from catalog.tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


def places(text: str) -> list[str]:
    return re.findall("<loc>(.+?)</loc>", text)


def test_pages_of_products_and_categories(read):
    category = make_category("Hogar")
    make_category(is_active=False)
    product = make_product(category=category)
    services.create_product(variant_of=product.pk, options={"Talla": "M"}, price="1")
    make_product(is_active=False)

    text = read("/sitemap.xml")

    assert places(text) == [
        "https://shop.example.com/",
        "https://shop.example.com/categories/hogar",
        f"https://shop.example.com/products/{product.slug}",
    ]
    product.refresh_from_db()
    assert f"<lastmod>{product.updated_at:%Y-%m-%dT%H:%M:%S}" in text


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_many_pages_are_in_several_files_each_page_once(api, read, monkeypatch, most):
    monkeypatch.setattr(sitemap, "MOST", most)
    make_category("Hogar")
    slugs = [make_product().slug for _ in range(5)]

    index = places(read("/sitemap.xml"))

    assert index[0] == "https://api.shop.example.com/sitemap-1.xml"
    files = [places(read(f"/{address.rpartition('/')[2]}")) for address in index]
    assert all(0 < len(file) <= most for file in files)
    found = [address.rpartition("/")[2] for file in files for address in file]
    assert found == ["", "hogar", *slugs]
    assert api.get(f"/sitemap-{len(index) + 1}.xml").status_code == 404
    assert api.get("/sitemap-0.xml").status_code == 404
