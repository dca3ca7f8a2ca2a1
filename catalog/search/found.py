"""Search results."""

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from catalog.search.bitmaps import newest


@dataclass(frozen=True)
class Found:
    """tiers: sets of ids, best matches first. corrected: the words searched instead, if any."""

    tiers: tuple[int, ...]
    corrected: str | None = None

    @property
    def count(self) -> int:
        return sum(tier.bit_count() for tier in self.tiers)

    @property
    def ids(self) -> int:
        return reduce(or_, self.tiers, 0)

    def among(self, allowed: int) -> "Found":
        return replace(self, tiers=tuple(tier & allowed for tier in self.tiers))

    def page(self, start: int, stop: int) -> list[int]:
        """Return the ids of a slice: tier by tier, newest first."""
        found: list[int] = []
        skip = start
        for tier in self.tiers:
            count = tier.bit_count()
            if skip < count and len(found) < stop - start:
                found += newest(tier, skip, stop - start - len(found))
            skip = max(0, skip - count)
        return found
