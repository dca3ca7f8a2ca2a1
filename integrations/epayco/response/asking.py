"""Limit the response page's lookups at ePayco, so that a burst of requests can't block all threads.

A response is cached for ten seconds, for all processes. The cache also marks a reference while it
is being looked up. A request above the limit is rejected immediately."""

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
    kept: list[Answer] | None = cache.get(key)
    if kept:
        return kept[0]
    with place(), marked(f"{key}:asking"):
        # The previous holder of the mark may have stored the response.
        kept = cache.get(key)
        if kept:
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
