"""Files that are streamed while they are built, and kept on disk until the catalog changes."""

import os
import tempfile
import threading
import zlib
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import BinaryIO

CHUNK = 65_536
MOST_KEPT = 12
GZIP = 31  # zlib's window bits for a gzip file
# In a large shop, a file takes seconds of CPU time: build at most two at once, without a queue.
turns = threading.BoundedSemaphore(2)


class Kept:
    """The newest complete file of each name, compressed in an unnamed file, per process."""

    def __init__(self) -> None:
        self.files: OrderedDict[str, tuple[Hashable, BinaryIO]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, name: str, state: Hashable) -> BinaryIO | None:
        with self.lock:
            kept = self.files.get(name)
            return kept[1] if kept and kept[0] == state else None

    def put(self, name: str, state: Hashable, file: BinaryIO) -> None:
        with self.lock:
            self.files[name] = (state, file)
            self.files.move_to_end(name)
            while len(self.files) > MOST_KEPT:
                self.files.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.files.clear()


kept = Kept()


def stored(file: BinaryIO, *, zipped: bool) -> Iterator[bytes]:
    """Read a kept file; concurrent readers have separate positions."""
    unzip, place = zlib.decompressobj(GZIP), 0
    while chunk := os.pread(file.fileno(), CHUNK, place):
        place += len(chunk)
        yield chunk if zipped else unzip.decompress(chunk)


class Making:
    """Stream the parts while storing them. Pass it to a response, which closes it and so frees the
    slot. A file that was not sent completely is discarded."""

    def __init__(self, parts: Iterator[str], name: str, state: Hashable, *, zipped: bool):
        self.parts, self.name, self.state, self.zipped = parts, name, state, zipped
        self.is_open = True

    def __iter__(self) -> Iterator[bytes]:
        file = tempfile.TemporaryFile()  # noqa: SIM115 it outlives this
        zipper = zlib.compressobj(3, wbits=GZIP)
        for part in self.parts:
            plain = part.encode()
            packed = zipper.compress(plain)
            file.write(packed)
            yield packed if self.zipped else plain
        packed = zipper.flush()
        file.write(packed)
        file.flush()
        kept.put(self.name, self.state, file)
        if self.zipped:
            yield packed

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            turns.release()
