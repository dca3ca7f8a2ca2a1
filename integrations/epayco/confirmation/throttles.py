"""Limit bursts of unsigned notifications, counted in memory.

Correctly signed notifications are never limited: behind an untrusted proxy ePayco and an
attacker share one IP address, and only the signature tells them apart."""

import threading
import time

from django.conf import settings
from rest_framework.exceptions import Throttled

INVALID_PER_MINUTE = 6_000
WINDOW = 60.0
MOST_ADDRESSES = 10_000


class Flood:
    """Counts invalid notifications per IP address and minute, in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: dict[str, tuple[float, int]] = {}

    def count(self, address: str) -> None:
        """Count one. Raises Throttled above the limit."""
        if not settings.THROTTLING:
            return
        now = time.monotonic()
        with self.lock:
            ends, count = self.counts.get(address, (0.0, 0))
            if ends <= now:
                self.make_room(now)
                ends, count = now + WINDOW, 0
            self.counts[address] = (ends, count + 1)
        if count >= INVALID_PER_MINUTE:
            raise Throttled(wait=ends - now)

    def make_room(self, now: float) -> None:
        """Drop expired counters; if there are none, drop all."""
        if len(self.counts) < MOST_ADDRESSES:
            return
        self.counts = {key: kept for key, kept in self.counts.items() if kept[0] > now}
        if len(self.counts) >= MOST_ADDRESSES:
            self.counts = {}


invalid_notices = Flood()
