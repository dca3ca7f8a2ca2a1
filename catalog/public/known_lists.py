"""Per-process cache of list lengths and row positions.

Entries are keyed by catalog version, so outdated ones are never used."""

import threading
from array import array
from bisect import bisect_right
from typing import Any, NamedTuple

from catalog.search.found import Found
from common.db.statements import Statement
from common.memory import Memory

MAX_PLACES = 500
MAX_WAYS = 100


class Anchor(NamedTuple):
    """The sort value and id of the row at this index of a list."""

    index: int
    value: Any
    pk: int


class Route(NamedTuple):
    """The statement that reads a page, and whether it reads backwards."""

    statement: Statement
    backwards: bool


class CachedList:
    """A list. Short lists are stored as ids, long ones as positions to start reading from."""

    def __init__(self, count: int, ids: list[int] | None = None, found: Found | None = None):
        """found: the result of a search that is too long to be stored as ids."""
        self.count, self.found = count, found
        self.corrected: str | None = found and found.corrected
        self.ids = None if ids is None else array("q", ids)
        self.places: list[Anchor] = []
        self.ways: dict[tuple[int, int], Route] = {}
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

    def keep(self, start: int, stop: int, way: Route) -> None:
        with self.lock:
            if len(self.ways) >= MAX_WAYS:
                self.ways.clear()
            self.ways[start, stop] = way

    def around(self, index: int) -> tuple[Anchor | None, Anchor | None]:
        """Return the last known position at or before an index, and the first one after it."""
        with self.lock:
            at = self.position(index)
            before = self.places[at - 1] if at else None
            return before, self.places[at] if at < len(self.places) else None

    def position(self, index: int) -> int:
        return bisect_right(self.places, index, key=lambda place: place.index)


# Bytes per process.
lists = Memory(30_000_000)
