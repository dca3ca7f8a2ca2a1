"""Unused image files are removed after a while, and no others."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from catalog.models import ProductImage
from catalog.pictures import sweeping
from catalog.pictures.attaching import attach
from catalog.pictures.decoding import encode
from catalog.pictures.models import Picture
from catalog.pictures.storing import keep
from catalog.pictures.tests import files
from catalog.services.deletion import delete_product, restore_product
from catalog.services.products import update_product
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(media) -> Picture:
    return keep(encode(files.png()))


@pytest.fixture
def product(picture):
    product = make_product()
    attach(product.pk, pictures=[picture])
    return product


def days_pass(days: int) -> None:
    since = timezone.now() - timedelta(days=days)
    Picture.objects.exclude(unused_since=None).update(unused_since=since)


def count(media) -> int:
    return len(list(media.rglob("*.webp")))


def test_what_is_shown_stays(product, media):
    days_pass(1000)

    assert sweeping.sweep() == 0
    assert Picture.objects.get().unused_since is None and count(media) == 1


def test_what_is_no_longer_shown_goes_after_the_grace(product, media):
    sweeping.sweep()
    update_product(product.pk, images=[])

    assert sweeping.sweep() == 0  # noticed
    days_pass(13)
    assert sweeping.sweep() == 0 and count(media) == 1
    days_pass(15)
    assert sweeping.sweep() == 1 and count(media) == 0
    assert not Picture.objects.exists()


def test_an_upload_that_nobody_attached_goes_too(picture, media):
    sweeping.sweep()
    days_pass(15)
    call_command("remove_unused_pictures", verbosity=0)

    assert count(media) == 0


def test_a_deleted_product_keeps_its_pictures(product, media):
    delete_product(product.pk)
    days_pass(1000)
    sweeping.sweep()

    assert count(media) == 1
    restore_product(product.pk)
    assert ProductImage.objects.get().picture_id == Picture.objects.get().pk


def test_shown_again_within_the_grace_it_stays(product, media):
    url = product.images.get().shown_url
    update_product(product.pk, images=[])
    sweeping.sweep()
    days_pass(13)
    update_product(product.pk, images=[{"image_url": url}])
    days_pass(1000)

    assert sweeping.sweep() == 0
    assert product.images.get().picture is not None


def test_uploaded_again_its_time_begins_anew(picture):
    days_pass(13)
    again = keep(encode(files.png()))

    assert again == picture
    assert Picture.objects.get().unused_since > timezone.now() - timedelta(minutes=1)


def test_what_is_being_removed_cannot_be_shown_and_comes_again_under_another_name(picture, media):
    url = f"http://testserver/media/pictures/{picture.name[:2]}/{picture.name}-48.webp"
    days_pass(15)
    sweeping.give_up(picture.pk, timezone.now())
    product = make_product()
    update_product(product.pk, images=[{"image_url": url}])
    again = keep(encode(files.png()))

    assert product.images.get().picture is None
    assert again.name != picture.name and again.name[:24] == picture.name[:24]
    assert sweeping.sweep() == 1 and count(media) == 1
    assert attach(product.pk, pictures=[again])


def test_a_sweep_that_was_cut_off_is_finished_by_the_next(picture, media, monkeypatch):
    days_pass(15)
    monkeypatch.setattr(default_storage, "delete", lambda name: 1 / 0, raising=False)
    with pytest.raises(ZeroDivisionError):
        sweeping.sweep()
    monkeypatch.undo()

    assert count(media) == 1
    assert sweeping.sweep() == 1 and count(media) == 0


def test_attached_at_the_last_moment_it_stays(picture):
    product = make_product()
    days_pass(15)
    attach(product.pk, pictures=[picture])
    sweeping.give_up(picture.pk, timezone.now())

    assert Picture.objects.get().digest is not None
