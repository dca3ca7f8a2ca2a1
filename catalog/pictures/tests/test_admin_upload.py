"""Choosing picture files on the page of a product."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Product, ProductImage
from catalog.pictures.admin import forms
from catalog.pictures.models import Picture
from catalog.pictures.tests import files
from catalog.tests.factories import make_product
from users.tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADD = "/admin/catalog/product/add/"


def page_of(product: Product) -> str:
    return f"/admin/catalog/product/{product.pk}/change/"


def fields_of(admin, url: str) -> dict:
    """What a browser would send of that page."""
    html = admin.get(url).content.decode()
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', html))
    return {name: value for name, value in found.items() if "__prefix__" not in name}


def send(admin, url: str, contents: list[bytes], names: list[str] | None = None, **fields):
    names = names or [f"{n}.jpg" for n in range(len(contents))]
    pairs = zip(names, contents, strict=True)
    chosen = [SimpleUploadedFile(name, content) for name, content in pairs]
    body = {"name": "Taza", "price": "5000", "stock_quantity": "1", "tax_class": "standard"}
    body |= {"is_active": "on", **fields_of(admin, url), **fields, "uploads": chosen}
    return admin.post(url, body)


def test_several_pictures_at_once_behind_the_others(admin):
    product = make_product("Taza", price="5000", stock_quantity=1, images=1)
    first = product.images.get()
    inline = {
        "images-0-id": first.pk,
        "images-0-image_url": first.image_url,
        "images-0-position": "0",
        "images-0-alt_text": first.alt_text,
    }
    response = send(admin, page_of(product), [files.png(), files.png(60, 60)], **inline)

    assert response.status_code == 302, response.context["errors"]
    assert [image.position for image in product.images.all()] == [0, 1, 2]
    assert product.images.filter(picture=None).get() == first
    assert "2" in LogEntry.objects.latest("pk").change_message
    page = admin.get(page_of(product)).content.decode()
    assert page.count("/media/pictures/") >= 4  # a preview and a URL for each


def test_a_new_product_with_its_picture(admin):
    response = send(admin, ADD, [files.png()])

    assert response.status_code == 302, response.context["errors"]
    assert Product.objects.get().images.get().picture is not None


def test_what_is_no_picture_is_named_and_nothing_is_saved(admin):
    product = make_product("Taza", price="5000", stock_quantity=1)
    names = ["buena.png", "\u202e<b>mala\x07.png"]
    contents = [files.png(), b"<svg onload='alert(1)'/>"]
    response = send(admin, page_of(product), contents, names, price="9000")

    assert response.status_code == 200
    page = response.content.decode()
    assert "mala" in page and "<b>mala" not in page and "buena.png" not in page
    product.refresh_from_db()
    assert product.price == 5000 and not product.images.exists()


def test_files_are_decoded_and_written_before_the_form_s_transaction(
    client, transactional_db, outside
):
    client.force_login(make_user(is_staff=True, is_superuser=True))

    assert send(client, ADD, [files.png()]).status_code == 302
    assert outside == [True, True]


def test_changing_the_url_of_an_uploaded_picture_makes_it_another(admin):
    send(admin, ADD, [files.png()])
    product, image = Product.objects.get(), ProductImage.objects.get()
    inline = {"images-0-id": image.pk, "images-0-position": "0", "images-0-alt_text": ""}
    same = inline | {"images-0-image_url": image.shown_url}
    response = send(admin, page_of(product), [], **same)
    assert response.status_code == 302, response.context["errors"]
    image.refresh_from_db()
    assert image.picture is not None

    other = inline | {"images-0-image_url": "https://img.example.com/x.jpg"}
    assert send(admin, page_of(product), [], **other).status_code == 302
    image.refresh_from_db()
    assert image.picture is None and image.shown_url == "https://img.example.com/x.jpg"


def test_more_than_fifty_are_refused_as_a_whole(admin):
    product = make_product("Taza", price="5000", stock_quantity=1, images=50)
    fields = fields_of(admin, page_of(product))
    for n, image in enumerate(product.images.all()):
        fields |= {f"images-{n}-image_url": image.image_url, f"images-{n}-position": n}
    response = send(admin, page_of(product), [files.png()], **fields)

    assert response.status_code == 302
    assert product.images.count() == 50


def test_large_forms_are_for_staff_who_may_change_products(client, shopper, staff, settings):
    content = files.png() + b"\x00" * 3_000_000
    body = {"uploads": SimpleUploadedFile("a.png", content)}
    assert client.post(ADD, body).status_code == 413
    client.force_login(make_user(is_staff=True))
    body = {"uploads": SimpleUploadedFile("a.png", content)}
    assert client.post(ADD, body).status_code == 413
    client.force_login(staff)
    assert send(client, ADD, [content]).status_code == 302
    settings.PICTURE_UPLOAD_MAX_MB = 2
    assert client.post(ADD, {"uploads": SimpleUploadedFile("a.png", content)}).status_code == 413


def test_who_may_only_look_has_nothing_decoded(client, monkeypatch):
    monkeypatch.setattr(forms.decoding, "encode", lambda content: pytest.fail("decoded"))
    product = make_product()
    viewer = make_user(is_staff=True)
    client.force_login(viewer)
    body = {"uploads": SimpleUploadedFile("a.png", files.png())}

    assert client.post(page_of(product), body).status_code == 403
    assert not Picture.objects.exists()
