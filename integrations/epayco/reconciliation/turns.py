"""The order in which payments are verified, fair to all buyers and limited per run."""

from collections import defaultdict
from collections.abc import Hashable, Iterable

from django.core.cache import cache

MOST = 400
KEPT_SECONDS = 86_400


def round_robin(owned: Iterable[tuple[Hashable, str]]) -> list[str]:
    """Yield each owner's first item, then each owner's second one, and so on."""
    turns: dict[Hashable, int] = defaultdict(int)
    placed = []
    for number, (owner, item) in enumerate(owned):
        placed.append((turns[owner], number, item))
        turns[owner] += 1
    return [item for _, _, item in sorted(placed)]


def this_run(name: str, items: list[str], most: int = MOST) -> list[str]:
    """Return as many as one run verifies; the next run continues after them."""
    if len(items) <= most:
        return items
    key = f"reconciliation:{name}"
    start = cache.get(key, 0) % len(items)
    cache.set(key, start + most, KEPT_SECONDS)
    return [*items[start:], *items[:start]][:most]
