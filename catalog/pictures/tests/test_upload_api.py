"""POST /products/{pk}/{slug}/images/, and uploaded images in lists and writes."""

from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ProductImage
from catalog.pictures import api as uploads
from catalog.pictures.models import Picture
from catalog.pictures.tests import files
from catalog.services.deletion import delete_product
from catalog.services.duplicates import duplicate_product
from catalog.tests.factories import make_product
from users.tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def product():
    return make_product("Taza", images=1)


@pytest.fixture
def write(client_of, staff):
    return client_of(staff)


def address(product) -> str:
    return f"/products/{product.pk}/{product.slug}/"


def upload(client, product, content: bytes, name: str = "foto.jpg", **fields):
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    url = f"{address(product)}images/"
    return client.post(url, {"image": file, **fields}, format="multipart")


def codes(response) -> list[tuple]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


def test_uploaded_picture_is_added_behind_the_others(write, product, media):
    response = upload(write, product, files.png(1000, 500), alt_text="Una taza")

    assert response.status_code == 201, response.content
    first, image = response.json()["images"]
    assert first["sizes"] == [] and first["image_url"].startswith("https://img.example.com/")
    assert (image["alt_text"], image["position"]) == ("Una taza", 1)
    assert [(s["width"], s["height"]) for s in image["sizes"]] == [
        (320, 160),
        (800, 400),
        (1000, 500),
    ]
    assert image["image_url"] == image["sizes"][-1]["url"]
    assert image["image_url"].startswith("http://testserver/media/pictures/")
    assert len(list(media.rglob("*.webp"))) == 3


def test_public_reads_show_sizes_at_once(write, product, api):
    before = api.get(f"/products/{product.slug}/")
    upload(write, product, files.png())
    shown = api.get(f"/products/{product.slug}/", HTTP_IF_NONE_MATCH=before["ETag"])

    assert shown.status_code == 200
    assert shown.json()["images"][1]["sizes"][0]["width"] == 48
    assert api.get("/products/").json()["results"][0]["images"] == shown.json()["images"]


def test_lists_take_as_many_queries_as_before(write, product, api):
    def queries() -> int:
        make_product()  # what is remembered is not shown
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert api.get("/products/").status_code == 200
        return len(caught)

    before = queries()
    upload(write, product, files.png())
    upload(write, product, files.png(60, 60))

    assert queries() == before


def test_the_same_picture_again_adds_nothing(write, product, media):
    first = upload(write, product, files.png())
    again = upload(write, product, files.png(), name="otra.png")

    assert again.status_code == 201
    assert again.json()["images"] == first.json()["images"]
    assert Picture.objects.count() == 1 and len(list(media.rglob("*.webp"))) == 1


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a\u202egpj.exe", "\U0001f600\u200b.JPG", "x" * 300 + ".png", "page.html"],
)
def test_no_name_of_a_file_gets_anywhere(write, product, media, name):
    response = upload(write, product, files.png(), name=name)

    assert response.status_code == 201
    (file,) = [each for each in media.rglob("*") if each.is_file()]
    assert file.parent.parent == media / "pictures" and file.suffix == ".webp"


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload='alert(1)'/>", files.png()[:60], files.saved(files.corners(), "GIF")],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(write, product, media, content):
    response = upload(write, product, content)

    assert response.status_code == 400
    assert codes(response) == [("invalid_image", "image")]
    assert product.images.count() == 1 and not Picture.objects.exists() and not media.exists()


def test_too_large_is_said(write, product, settings):
    bomb = upload(write, product, files.png_that_says(60_000, 60_000))
    settings.PICTURE_MAX_MB = 1
    heavy = upload(write, product, files.png() + b"\x00" * 1_000_000)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    beyond = upload(write, product, files.png() + b"\x00" * 1_600_000)

    assert codes(bomb) == codes(heavy) == [("image_too_large", "image")]
    assert bomb.status_code == heavy.status_code == 400
    assert (beyond.status_code, codes(beyond)) == (413, [("request_too_large", None)])


def test_pictures_of_a_phone_fit_though_other_bodies_must_be_smaller(write, product):
    content = files.png() + b"\x00" * 4_000_000

    assert upload(write, product, content).status_code == 201
    body = {"name": "x" * 4_000_000}
    assert write.patch(address(product), body, format="json").status_code == 413


def test_bodies_that_are_no_upload(write, product):
    url = f"{address(product)}images/"

    assert codes(write.post(url, {"alt_text": "x"}, format="multipart")) == [("required", "image")]
    assert codes(write.post(url, {"image": "x"}, format="multipart")) == [("invalid", "image")]
    assert write.post(url, {"image": "x"}, format="json").status_code == 415
    broken = write.post(url, b"--x\r\n", content_type="multipart/form-data")
    assert (broken.status_code, codes(broken)) == (400, [("parse_error", None)])
    long_text = upload(write, product, files.png(), alt_text="x" * 201)
    assert codes(long_text) == [("max_length", "alt_text")]
    assert upload(write, product, files.png(), alt_text="a\x00b").status_code == 400
    fields = {"alt_text": "x" * 2_700_000}
    assert upload(write, product, files.png(), **fields).status_code == 413


def test_only_who_may_change_products_uploads(api, client_of, shopper, product, monkeypatch):
    monkeypatch.setattr(uploads.decoding, "encode", lambda content: pytest.fail("decoded"))
    viewer = make_user(groups=("User",), is_staff=True)

    assert upload(api, product, files.png()).status_code == 401
    assert upload(client_of(shopper), product, files.png()).status_code == 403
    assert upload(client_of(viewer), product, files.png()).status_code == 403


def test_unknown_and_deleted_products_are_404_before_anything_is_decoded(
    write, product, monkeypatch
):
    monkeypatch.setattr(uploads.decoding, "encode", lambda content: pytest.fail("decoded"))
    other = f"/products/{product.pk}/other/images/"
    file = SimpleUploadedFile("a.png", files.png())
    assert write.post(other, {"image": file}, format="multipart").status_code == 404

    slug = product.slug
    delete_product(product.pk)
    product.slug = slug
    assert upload(write, product, files.png()).status_code == 404


def test_decoding_and_writing_happen_outside_of_transactions(
    client_of, product, media, transactional_db, outside
):
    superuser = make_user(is_staff=True, is_superuser=True)
    product = make_product()

    assert upload(client_of(superuser), product, files.png()).status_code == 201
    assert outside == [True, True]


def test_if_match_goes_for_uploads_too(write, product):
    tag = write.get(f"/products/{product.slug}/")["ETag"]
    write.patch(address(product), {"price": "9.00"}, format="json")
    file = SimpleUploadedFile("a.png", files.png())
    url = f"{address(product)}images/"
    late = write.post(url, {"image": file}, format="multipart", HTTP_IF_MATCH=tag)

    assert late.status_code == 412
    assert product.images.count() == 1


def test_fifty_pictures_and_no_more(write):
    product = make_product(images=50)
    response = upload(write, product, files.png())

    assert response.status_code == 400
    assert codes(response) == [("too_many_images", "image")]
    assert product.images.count() == 50


def test_patch_sorts_keeps_and_removes(write, product):
    images = upload(write, product, files.png()).json()["images"]
    wanted = [{"image_url": each["image_url"], "alt_text": "x"} for each in reversed(images)]
    sorted_ = write.patch(address(product), {"images": wanted}, format="json").json()["images"]

    assert sorted_[0]["sizes"] == images[1]["sizes"] != []
    assert sorted_[1]["sizes"] == []
    small = [{"image_url": images[1]["sizes"][0]["url"]}]
    assert write.patch(address(product), {"images": small}, format="json").json()["images"][0][
        "sizes"
    ]
    none = write.patch(address(product), {"images": []}, format="json")
    assert none.json()["images"] == []
    assert Picture.objects.count() == 1  # until the schedule finds it unused


def test_a_url_that_only_looks_like_ours_is_a_url(write, product):
    urls = [
        "http://testserver/media/pictures/aa/" + "a" * 24 + "-" + "b" * 8 + "-320.webp",
        "http://testserver/media/pictures/../../x.webp",
        "https://img.example.com/media/pictures/a.webp",
    ]
    body = {"images": [{"image_url": url} for url in urls]}
    response = write.patch(address(product), body, format="json")

    assert [image["image_url"] for image in response.json()["images"]] == urls
    assert not any(image["sizes"] for image in response.json()["images"])


def test_urls_follow_the_shop_when_it_moves(write, product, settings, api):
    upload(write, product, files.png())
    settings.MEDIA_URL = "https://cdn.example.com/media/"
    make_product()
    image = api.get(f"/products/{product.slug}/").json()["images"][1]

    assert urlsplit(image["image_url"]).netloc == "cdn.example.com"
    assert image["image_url"] == image["sizes"][-1]["url"]


def test_a_copy_of_a_product_shows_the_same_pictures(write, product, staff):
    upload(write, product, files.png())
    copy = duplicate_product(product.pk, user_id=staff.pk)

    pictures = ProductImage.objects.filter(product=copy).values_list("picture", flat=True)
    assert list(pictures) == [None, Picture.objects.get().pk]
