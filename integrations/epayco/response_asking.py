"""How often the response page may ask ePayco: a stranger's flood costs no thread of the others.

An answer is kept for ten seconds, in the cache that all processes share, where a reference is
also marked while it is being asked about. Whoever finds no place gets no answer, at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.cache import cache

Answer = TypeVar("Answer")
SECONDS = 10
AT_ONCE = 2
places = threading.BoundedSemaphore(AT_ONCE)


class NoPlace(Exception):
    """Too many lookups are in progress."""


def asked_once(reference: str, ask: Callable[[], Answer]) -> Answer:
    """Return the cached or a new response; errors aren't cached. Raises NoPlace."""
    key = f"response-page:{reference}"
    if kept := cache.get(key):
        return kept[0]
    with place(), marked(f"{key}:asking"):
        # The previous holder of the mark may have stored the response.
        if kept := cache.get(key):
            return kept[0]
        answer = ask()
        cache.set(key, [answer], SECONDS)
        return answer


@contextmanager
def place() -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise NoPlace
    try:
        yield
    finally:
        places.release()


@contextmanager
def marked(key: str) -> Iterator[None]:
    """Allow one lookup per reference at a time, across all processes."""
    if not cache.add(key, True, SECONDS):
        raise NoPlace
    try:
        yield
    finally:
        cache.delete(key)
