"""Read images from a ZIP file. Each is named after a SKU: SKU.jpg, SKU-2.png, …

Nothing is extracted to disk, so entry names can't cause path traversal. The size of the table of
entries, their number, the bytes of each and the total are limited."""

import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.pictures import decoding, faults
from catalog.pictures.faults import PictureRefused

MOST_ENTRIES = 2_000
# Python reads the whole table of entries into objects.
LARGEST_TABLE = 1_000_000
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
ZIP64 = b"PK\x06\x07"
# With other methods, the output size doesn't limit the cost of unpacking.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NUMBERED = re.compile(r"(.+)-([0-9]{1,3})")
IS_UTF8, IS_ENCRYPTED = 0x800, 0x1
MOST_IN_ALL = 20


class ZipEntry(NamedTuple):
    """An image file. sku_of() returns its product's SKU; path is its name in the archive."""

    info: zipfile.ZipInfo
    path: str
    stem: str


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """Open the archive. Raises Refused."""
    unreadable = PictureRefused("invalid", _("This is no ZIP file, or it is damaged."))
    if not has_small_table(file):
        raise unreadable
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise unreadable from None
    if len(archive.infolist()) > MOST_ENTRIES:
        raise PictureRefused("invalid", _("A ZIP file may have at most %d files.") % MOST_ENTRIES)
    return archive


def has_small_table(file: BinaryIO) -> bool:
    """Return True if the file ends like a ZIP file with a small table of entries (not ZIP64)."""
    length = file.seek(0, 2)
    file.seek(max(0, length - END_SIZE - LONGEST_COMMENT - 20))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE or tail[max(0, at - 20) : at].startswith(ZIP64):
        return False
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    return size <= LARGEST_TABLE


def entries(archive: zipfile.ZipFile) -> Iterator[ZipEntry]:
    """Return the files that may be images, without the metadata files of macOS and Windows."""
    for info in archive.infolist():
        path = name_of(info)
        base = re.split(r"[/\\]", path)[-1]
        if info.is_dir() or "__MACOSX" in path or base.startswith(".") or base == "Thumbs.db":
            continue
        stem = base.rpartition(".")[0] or base
        yield ZipEntry(info, path, stem)


def name_of(info: zipfile.ZipInfo) -> str:
    """Decode an entry's name: many programs write UTF-8 without the flag, and macOS writes NFD."""
    name = info.filename
    if not info.flag_bits & IS_UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return unicodedata.normalize("NFC", name)


def numbered(stem: str) -> tuple[str, int] | None:
    """Split SKU-2 into SKU and position."""
    found = NUMBERED.fullmatch(stem)
    return (found[1], int(found[2])) if found else None


class Reader:
    """A reader of entries that limits their total size."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.left = MOST_IN_ALL * settings.PICTURE_UPLOAD_MAX_MB * 1_000_000

    def read(self, entry: ZipEntry) -> bytes:
        """Read an entry, without trusting its stated size. Raises Refused."""
        info = entry.info
        if info.flag_bits & IS_ENCRYPTED or info.compress_type not in METHODS:
            raise PictureRefused("invalid", _("This entry of the ZIP file can't be read."))
        if self.left <= 0:
            raise PictureRefused("invalid", _("The ZIP file has too much in it."))
        try:
            with self.archive.open(info) as file:
                content = decoding.read(file)
        except PictureRefused:
            self.left -= settings.PICTURE_MAX_MB * 1_000_000
            raise
        except Exception as error:
            # A damaged archive can raise many exception types.
            raise faults.broken() from error
        self.left -= len(content)
        return content
