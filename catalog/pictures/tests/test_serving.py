"""Image files as browsers get them."""

from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage

from catalog.pictures.decoding import encode
from catalog.pictures.names import file_of, url_of
from catalog.pictures.storing import keep, write
from catalog.pictures.tests import files

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def path(media) -> str:
    picture = keep(encode(files.png(400, 300)))
    return urlsplit(url_of(picture.name, picture.sizes)).path


def test_a_picture_may_be_kept_for_good(api, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = api.get(path)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Vary"] == "origin" and "Set-Cookie" not in response
    assert response.content[8:12] == b"WEBP"
    assert response["Content-Length"] == str(len(response.content))


def test_who_has_it_gets_304_and_head_no_body(api, path):
    tag = api.get(path)["ETag"]

    again = api.get(path, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=31536000, immutable"
    head = api.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) > 0


@pytest.mark.parametrize(
    "path",
    [
        "/media/pictures/page.html",
        "/media/pictures/aa/aaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbb-320.svg",
        "/media/pictures/aa/aaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbb-320.webp",
        "/media/pictures/aa/aaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbb-320.webp%0a",
        "/media/pictures/aa/../page.html",
        "/media/pictures/%2e%2e/page.html",
        "/media/",
        "/media/pictures/",
    ],
)
def test_nothing_else_of_the_folder_is_served(api, media, path):
    (media / "pictures" / "aa").mkdir(parents=True)
    for name in ("page.html", "pictures/page.html", "pictures/aa/x.svg"):
        (media / name).write_text("<script>alert(1)</script>")
    response = api.get(path)

    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


def test_a_folder_named_like_a_picture_is_not_found(api, media):
    (media / "pictures" / "aa" / ("a" * 24 + "-" + "b" * 8 + "-320.webp")).mkdir(parents=True)
    path = f"/media/pictures/aa/{'a' * 24}-{'b' * 8}-320.webp"

    assert api.get(path).status_code == 404


def test_no_method_writes_there(api, path):
    for method in (api.post, api.put, api.delete):
        assert method(path).status_code in (404, 405)
    assert api.get(path).status_code == 200


def test_a_file_that_was_cut_off_is_written_anew(media):
    content = encode(files.png())
    picture = keep(content)
    file = file_of(picture.name, 48)
    (media / file).write_bytes(b"RIFF")
    keep(content)

    assert default_storage.size(file) == len(content.sizes[0].content)
    write(file, content.sizes[0].content)
    assert len(list(media.rglob("*.webp"))) == 1
