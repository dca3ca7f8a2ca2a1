"""Per-process cache of list lengths and row positions.

Entries are keyed by catalog version, so outdated ones are never used."""

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple

from catalog.search.found import Found
from common.memory import Memory

MAX_PLACES = 500
MAX_PAGES = 500


class Anchor(NamedTuple):
    """The sort value and id of the row at this index of a list."""

    index: int
    value: Any
    pk: int


class CachedList:
    """A list. Short lists are stored as ids, long ones as positions to start reading from."""

    def __init__(self, count: int, ids: list[int] | None = None, found: Found | None = None):
        """found: the result of a search that is too long to be stored as ids."""
        self.count, self.found = count, found
        self.corrected: str | None = found and found.corrected
        self.ids = None if ids is None else array("q", ids)
        self.places: list[Anchor] = []
        # The ids of pages that were read, by their first and last row.
        self.pages: dict[tuple[int, int], array] = {}
        self.lock = threading.Lock()

    @property
    def size(self) -> int:
        """Approximate size in bytes, when full of positions."""
        if self.found:
            return 500 + sum(tier.bit_length() // 8 for tier in self.found.tiers)
        return 500_000 if self.ids is None else 500 + 8 * len(self.ids)

    def learn(self, place: Anchor) -> None:
        with self.lock:
            at = self.position(place.index)
            is_new = at == 0 or self.places[at - 1].index != place.index
            if is_new and len(self.places) < MAX_PLACES:
                self.places.insert(at, place)

    def keep(self, start: int, stop: int, ids: Iterable[int]) -> None:
        with self.lock:
            if len(self.pages) >= MAX_PAGES:
                self.pages.clear()
            self.pages[start, stop] = array("q", ids)

    def place_before(self, index: int) -> Anchor | None:
        """Return the last known position at or before an index."""
        with self.lock:
            at = self.position(index)
            return self.places[at - 1] if at else None

    def position(self, index: int) -> int:
        return bisect_right(self.places, index, key=lambda place: place.index)


# Bytes per process.
lists = Memory(30_000_000)
