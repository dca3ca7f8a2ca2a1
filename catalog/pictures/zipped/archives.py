"""The pictures in a ZIP file, by the sku that each is named after: SKU.jpg, SKU-2.png, …

Nothing is unpacked to a disk, so no name of an entry leads anywhere. What is read is bounded: the
table of entries, their number, the bytes of each, and of all together."""

import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.pictures import decoding, faults
from catalog.pictures.faults import Refused

MOST_ENTRIES = 2_000
# Python reads the table of entries as a whole, and makes objects of it.
LARGEST_TABLE = 1_000_000
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
ZIP64 = b"PK\x06\x07"
# What other methods may take to unpack is not bounded by what they give.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NUMBERED = re.compile(r"(.+)-([0-9]{1,3})")
IS_UTF8, IS_ENCRYPTED = 0x800, 0x1
MOST_IN_ALL = 20


class Entry(NamedTuple):
    """sku_of(): which product; path: what the file is called in the archive."""

    info: zipfile.ZipInfo
    path: str
    stem: str


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """Raises Refused."""
    unreadable = Refused("invalid", _("This is no ZIP file, or it is damaged."))
    if not has_small_table(file):
        raise unreadable
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise unreadable from None
    if len(archive.infolist()) > MOST_ENTRIES:
        raise Refused("invalid", _("A ZIP file may have at most %d files.") % MOST_ENTRIES)
    return archive


def has_small_table(file: BinaryIO) -> bool:
    """Does it end as a ZIP file does, with a small table? ZIP64 is for what is larger."""
    length = file.seek(0, 2)
    file.seek(max(0, length - END_SIZE - LONGEST_COMMENT - 20))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE or tail[max(0, at - 20) : at].startswith(ZIP64):
        return False
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    return size <= LARGEST_TABLE


def entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The files that may be pictures; what a Mac or Windows puts beside them is passed over."""
    for info in archive.infolist():
        path = name_of(info)
        base = re.split(r"[/\\]", path)[-1]
        if info.is_dir() or "__MACOSX" in path or base.startswith(".") or base == "Thumbs.db":
            continue
        stem = base.rpartition(".")[0] or base
        yield Entry(info, path, stem)


def name_of(info: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 and do not say so; a Mac takes accents off their letters."""
    name = info.filename
    if not info.flag_bits & IS_UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return unicodedata.normalize("NFC", name)


def numbered(stem: str) -> tuple[str, int] | None:
    """SKU and place in SKU-2."""
    found = NUMBERED.fullmatch(stem)
    return (found[1], int(found[2])) if found else None


class Reader:
    """Reads entries, up to what all of them together may have."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.left = MOST_IN_ALL * settings.PICTURE_UPLOAD_MAX_MB * 1_000_000

    def read(self, entry: Entry) -> bytes:
        """Raises Refused. What an entry says of its size is not believed."""
        info = entry.info
        if info.flag_bits & IS_ENCRYPTED or info.compress_type not in METHODS:
            raise Refused("invalid", _("This entry of the ZIP file can't be read."))
        if self.left <= 0:
            raise Refused("invalid", _("The ZIP file has too much in it."))
        try:
            with self.archive.open(info) as file:
                content = decoding.read(file)
        except Refused:
            self.left -= settings.PICTURE_MAX_MB * 1_000_000
            raise
        except Exception as error:
            # As with pictures: what a damaged archive raises is anybody's guess.
            raise faults.broken() from error
        self.left -= len(content)
        return content
