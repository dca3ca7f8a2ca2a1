"""Limit how many notifications wait for ePayco at once in a process: half of its threads.

So the other half can serve other requests while ePayco is slow. If all places are taken, a
notification waits for one while ePayco responds within a second. Otherwise it gets a 503, and
ePayco sends it again; it has been recorded by then."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

SLOW_SECONDS, MOST_SECONDS = 1.0, 2.0
# Only gunicorn has a fixed number of threads.
THREADS = int(os.environ.get("WEB_THREADS") or 8) if os.environ.get("FORKS_LATER") else 1000


class Full(Exception):
    """All places are taken, and ePayco is slow."""


class WaitingRoom:
    def __init__(self, places: int):
        self.places = places
        self.since: list[float] = []
        self.changed = threading.Condition()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place during the block. Raises Full."""
        begun = self.enter()
        try:
            yield
        finally:
            with self.changed:
                self.since.remove(begun)
                self.changed.notify()

    def enter(self) -> float:
        end = time.monotonic() + MOST_SECONDS
        with self.changed:
            while len(self.since) >= self.places:
                left = min(end, min(self.since) + SLOW_SECONDS) - time.monotonic()
                if left <= 0:
                    raise Full
                self.changed.wait(left)
            self.since.append(begun := time.monotonic())
            return begun


room = WaitingRoom(max(1, THREADS // 2))
