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
    """Others are asking already."""


def asked_once(reference: str, ask: Callable[[], Answer]) -> Answer:
    """The answer, kept or asked for now; what ask raises is not kept. Raises NoPlace."""
    key = f"response-page:{reference}"
    if kept := cache.get(key):
        return kept[0]
    with place(), marked(f"{key}:asking"):
        # Whoever held the mark before may have found the answer since.
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
    """One at a time for a reference, in all processes."""
    if not cache.add(key, True, SECONDS):
        raise NoPlace
    try:
        yield
    finally:
        cache.delete(key)
