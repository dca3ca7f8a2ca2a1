"""Sets of product ids as integers whose bits are the ids, stored in segments."""

from array import array
from collections.abc import Iterable, Iterator

SEGMENT = 65_536
SEGMENT_BYTES = SEGMENT // 8
# Segments with fewer ids than this are stored as lists, others as bits.
FEW = 512
LIST, BITS = b"\0", b"\1"
CHUNK_BYTES = 512


class Builder:
    """Combine stored segments and single ids into one set."""

    def __init__(self) -> None:
        self.segments: dict[int, int] = {}
        self.ids: list[int] = []

    def add_segment(self, segment: int, stored: bytes) -> None:
        if stored[:1] == LIST:
            base = segment * SEGMENT
            self.ids += [base + offset for offset in offsets_of(stored)]
        else:
            bits = int.from_bytes(stored[1:], "little")
            self.segments[segment] = self.segments.get(segment, 0) | bits

    def bits(self) -> int:
        last = max(self.segments, default=-1)
        parts = (
            self.segments.get(segment, 0).to_bytes(SEGMENT_BYTES, "little")
            for segment in range(last + 1)
        )
        return int.from_bytes(b"".join(parts), "little") | of_ids(self.ids)


def of_ids(ids: Iterable[int]) -> int:
    ids = list(ids)
    if not ids:
        return 0
    data = bytearray(max(ids) // 8 + 1)
    for number in ids:
        data[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(data, "little")


def offsets_of(stored: bytes) -> list[int]:
    """Return the offsets in a stored segment."""
    if stored[:1] == LIST:
        return list(array("H", stored[1:]))
    return list(ascending(int.from_bytes(stored[1:], "little")))


def store(offsets: Iterable[int]) -> bytes:
    """Encode a segment for storage."""
    offsets = sorted(offsets)
    if len(offsets) < FEW:
        return LIST + array("H", offsets).tobytes()
    return BITS + of_ids(offsets).to_bytes(SEGMENT_BYTES, "little")


def changed(stored: bytes, added: Iterable[int], removed: Iterable[int]) -> bytes:
    """Return a stored segment with offsets added and removed."""
    if stored[:1] == LIST:
        return store((set(offsets_of(stored)) | set(added)) - set(removed))
    bits = int.from_bytes(stored[1:], "little") | of_ids(added)
    bits &= ~of_ids(removed)
    if bits.bit_count() < FEW:
        return store(ascending(bits))
    return BITS + bits.to_bytes(SEGMENT_BYTES, "little")


def ascending(bits: int) -> Iterator[int]:
    return reversed(list(descending(bits)))


def descending(bits: int) -> Iterator[int]:
    """Yield the ids in descending order."""
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for start in range((len(data) - 1) // CHUNK_BYTES * CHUNK_BYTES, -1, -CHUNK_BYTES):
        part = int.from_bytes(data[start : start + CHUNK_BYTES], "little")
        if part:
            yield from digits(part, start * 8)


def digits(part: int, base: int) -> list[int]:
    text = bin(part)[2:]
    top = base + len(text) - 1
    if part.bit_count() * 8 < len(text):
        # Few ids: jumping from one to the next is faster than looking at every digit.
        found, at = [], text.find("1")
        while at >= 0:
            found.append(top - at)
            at = text.find("1", at + 1)
        return found
    return [top - at for at, digit in enumerate(text) if digit == "1"]


def newest(bits: int, skip: int, take: int) -> list[int]:
    """Return a slice of the ids in descending order, without listing the skipped ones."""
    found: list[int] = []
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for start in range((len(data) - 1) // CHUNK_BYTES * CHUNK_BYTES, -1, -CHUNK_BYTES):
        part = int.from_bytes(data[start : start + CHUNK_BYTES], "little")
        if (count := part.bit_count()) <= skip:
            skip -= count
            continue
        found += digits(part, start * 8)[skip : skip + take - len(found)]
        skip = 0
        if len(found) == take:
            break
    return found
