"""Images in a bucket: Django's STORAGES from the environment. No network."""

import pytest
from django.conf import settings as shop
from django.core.files.storage import FileSystemStorage, default_storage, storages
from rest_framework.test import APIClient

from catalog.pictures.names import name_in, shown, url_of
from smartmart import env

NAME, SIZES = "0123456789abcdef01234567-89abcdef", "320x240 640x480"


@pytest.fixture
def bucket(settings):
    pytest.importorskip("storages")
    kept = env.picture_storage("pictures-of-ana", "sa-east-1", "", "img.example.com")
    settings.STORAGES = shop.STORAGES | {"default": kept}


def test_the_disk_is_the_default():
    assert isinstance(storages["default"], FileSystemStorage)
    assert shop.MEDIA_URL == "http://testserver/media/"


def test_addresses_are_those_of_the_bucket_plain_and_for_good(bucket):
    start = "https://img.example.com/pictures/01/" + NAME

    assert url_of(NAME, SIZES) == f"{start}-640.webp"
    assert [size["url"] for size in shown(NAME, SIZES)] == [
        f"{start}-320.webp",
        f"{start}-640.webp",
    ]
    assert name_in(f"{start}-320.webp") == NAME
    assert name_in(f"http://testserver/media/pictures/01/{NAME}-320.webp") is None


def test_files_are_sent_with_the_headers_of_files_that_never_change(bucket):
    storage = storages["default"]
    parameters = storage.get_object_parameters("pictures/a.webp")

    assert (storage.bucket_name, storage.region_name) == ("pictures-of-ana", "sa-east-1")
    assert parameters["CacheControl"] == "public, max-age=31536000, immutable"
    assert "?" not in default_storage.url("pictures/a.webp")


@pytest.mark.django_db
def test_the_shop_serves_no_file_of_a_bucket(bucket):
    assert APIClient().get(f"/media/pictures/01/{NAME}-320.webp").status_code == 404


def test_without_a_domain_the_address_is_that_of_the_provider():
    pytest.importorskip("storages")
    kept = env.picture_storage("ana", "", "https://s3.provider.example", "")
    storage = __import__("storages.backends.s3").backends.s3.S3Storage(
        **kept["OPTIONS"], access_key="x", secret_key="y"
    )

    assert storage.url("pictures/a.webp") == "https://s3.provider.example/ana/pictures/a.webp"
