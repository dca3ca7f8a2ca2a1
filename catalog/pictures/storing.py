"""Store an encoded image: first its row, then its files.

The row comes first, so that the sweep (sweeping.py) finds every file. Storing also restarts the
row's idle time, so that the sweep doesn't remove an image that is about to be used."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from catalog.pictures.decoding import Encoded
from catalog.pictures.models import Picture
from catalog.pictures.names import file_of, new_name
from catalog.services.transactions import CatalogBusy
from common.db.transactions import RetriesExhausted, in_transaction


def keep(encoded: Encoded) -> Picture:
    """Store the image. Call it outside of transactions: writing files takes time, above all to a
    bucket."""
    picture = row_of(encoded)
    for size in encoded.sizes:
        write(file_of(picture.name, size.width), size.content)
    return picture


def row_of(encoded: Encoded) -> Picture:
    try:
        return in_transaction(lambda: found_or_made(encoded))
    except IntegrityError:
        # A concurrent upload of the same image was faster.
        return in_transaction(lambda: found_or_made(encoded))
    except RetriesExhausted as error:
        raise CatalogBusy from error


def found_or_made(encoded: Encoded) -> Picture:
    now = timezone.now()
    found = Picture.objects.select_for_update().filter(digest=encoded.digest).first()
    if found is None:
        sizes = " ".join(f"{size.width}x{size.height}" for size in encoded.sizes)
        name = new_name(encoded.digest)
        return Picture.objects.create(
            name=name, digest=encoded.digest, sizes=sizes, unused_since=now
        )
    found.unused_since = now
    found.save(update_fields=["unused_since"])
    return found


def write(file: str, content: bytes) -> None:
    """Write a file unless it is complete; one that a crash left incomplete is written again."""
    if default_storage.exists(file):
        if default_storage.size(file) == len(content):
            return
        default_storage.delete(file)
    written = default_storage.save(file, ContentFile(content))
    if written != file:
        # Another process has just written the same file: delete this duplicate.
        default_storage.delete(written)
