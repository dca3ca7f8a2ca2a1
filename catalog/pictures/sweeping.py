"""Remove images that no product has used for some time. Deleted products count as users of their
images, because staff can restore them."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.models import ProductImage
from catalog.pictures.models import Picture
from catalog.pictures.names import dimensions, file_of
from common.db.transactions import in_transaction

BATCH = 500
IS_SHOWN = Exists(ProductImage.objects.filter(picture=OuterRef("pk")))


def sweep() -> int:
    """Update which images are in use, and remove those idle for long; return how many."""
    now = timezone.now()
    notice(Picture.objects.filter(unused_since=None).exclude(IS_SHOWN), now)
    notice(Picture.objects.exclude(unused_since=None).filter(IS_SHOWN), None)
    long_ago = now - timedelta(days=settings.PICTURE_GRACE_DAYS)
    idle = Picture.objects.exclude(digest=None).filter(unused_since__lt=long_ago)
    for pk in list(idle.order_by("pk").values_list("pk", flat=True)):
        in_transaction(lambda pk=pk: give_up(pk, long_ago))
    # Including those of an interrupted sweep.
    gone = list(Picture.objects.filter(digest=None))
    for picture in gone:
        remove(picture)
    return len(gone)


def notice(rows: QuerySet[Picture], since) -> None:
    # Read the keys first: MySQL can't update a table that the same statement reads.
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        Picture.objects.filter(pk__in=keys[start : start + BATCH]).update(unused_since=since)


def give_up(pk: int, long_ago) -> None:
    """Mark the image as removed, under its lock; waiting writers then no longer find it."""
    picture = Picture.objects.select_for_update().filter(pk=pk).first()
    is_idle = picture and picture.unused_since and picture.unused_since < long_ago
    if is_idle and not ProductImage.objects.filter(picture=pk).exists():
        picture.digest = None
        picture.save(update_fields=["digest"])


def remove(picture: Picture) -> None:
    """Delete the files, then the row: the next sweep finds a row that was left behind."""
    for width, _height in dimensions(picture.sizes):
        default_storage.delete(file_of(picture.name, width))
    picture.delete()
