"""The column of images in the admin's import and export."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Product
from catalog.pictures.attaching import attach
from catalog.pictures.decoding import encode
from catalog.pictures.models import Picture
from catalog.pictures.storing import keep
from catalog.pictures.tests import files
from catalog.services.products import update_product
from catalog.tests.factories import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LIST = "/admin/catalog/product/"


@pytest.fixture
def product():
    product = make_product("Taza", images=2)
    attach(product.pk, pictures=[keep(encode(files.png()))], alt_text="De lado")
    return product


def exported(desk) -> list[dict]:
    content = desk.get(f"{LIST}export/csv/", headers={"accept-language": "en"}).content
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), dialect=csv.Sniffer().sniff(text[:60])))


def look(desk, rows: list[dict]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("table.csv", out.getvalue().encode())
    answer = desk.post(f"{LIST}import/", {"file": file}, headers={"accept-language": "en"})
    return answer.content.decode()


def apply(desk, rows: list[dict]) -> None:
    fields = dict(re.findall(r'name="(token|plan)" value="([^"]+)"', look(desk, rows)))
    assert len(fields) == 2
    desk.post(f"{LIST}import/apply/", fields).getvalue()


def urls(product: Product) -> list[str]:
    return [image.shown_url for image in product.images.select_related("picture")]


def test_an_export_names_them_and_changes_nothing_when_it_comes_back(desk, product):
    rows = exported(desk)

    assert rows[0]["images"].split() == urls(product)
    assert "/media/pictures/" in rows[0]["images"]
    assert "The file changes nothing." in look(desk, rows)


def test_images_are_sorted_added_and_removed(desk, product):
    rows, (first, second, own) = exported(desk), urls(product)
    rows[0]["images"] = f"{own}, {first};\n https://img.example.com/nueva.jpg"
    apply(desk, rows)

    assert urls(product) == [own, first, "https://img.example.com/nueva.jpg"]
    images = list(product.images.all())
    assert images[0].picture == Picture.objects.get() and images[0].alt_text == "De lado"
    assert second not in urls(product)
    rows[0]["images"] = ""
    apply(desk, rows)
    assert urls(product) == []


def test_a_file_without_the_column_leaves_them_as_they_are(desk, product):
    before = urls(product)
    apply(desk, [{"id": product.pk, "price": "1,00"}])

    assert urls(product) == before


def test_a_new_product_comes_with_its_images(desk, product):
    own = urls(product)[2]
    new = [{"name": "Plato", "price": "5", "images": f"https://img.example.com/p.jpg {own}"}]
    apply(desk, new)

    made = Product.objects.get(name="Plato")
    assert urls(made) == ["https://img.example.com/p.jpg", own]
    assert "The file changes nothing." in look(desk, new)


@pytest.mark.parametrize("value", ["taza.jpg", "javascript:alert(1)", "https://a.co/x y.jpg"])
def test_what_is_no_url_is_a_fault_of_the_cell(desk, product, value):
    rows = exported(desk)
    rows[0]["images"] = value
    page = look(desk, rows)

    assert "http:// or https://" in page and len(urls(product)) == 3


def test_fifty_is_the_most(desk, product):
    rows = exported(desk)
    rows[0]["images"] = "\n".join(f"https://img.example.com/{n}.jpg" for n in range(51))

    assert "At most 50 images." in look(desk, rows)


def test_images_that_changed_meanwhile_are_not_overwritten(desk, product):
    rows = exported(desk)
    rows[0]["images"] = "https://img.example.com/b.jpg"
    fields = dict(re.findall(r'name="(token|plan)" value="([^"]+)"', look(desk, rows)))
    update_product(product.pk, images=[{"image_url": "https://img.example.com/c.jpg"}])
    desk.post(f"{LIST}import/apply/", fields).getvalue()

    assert urls(product) == ["https://img.example.com/c.jpg"]
