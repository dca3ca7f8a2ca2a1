"""Floods of notices that nobody signed: answered more briefly, and counted in memory alone.

A correctly signed notice is never limited, wherever it comes from: behind a proxy that is not
trusted ePayco and a flood share one address, and the signature is what tells them apart."""

import threading
import time

from django.conf import settings
from rest_framework.exceptions import Throttled

INVALID_PER_MINUTE = 6_000
WINDOW = 60.0
MOST_ADDRESSES = 10_000


class Flood:
    """How many invalid notices came from each address in its current minute, in this process."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts: dict[str, tuple[float, int]] = {}

    def count(self, address: str) -> None:
        """One more. Raises Throttled above the limit."""
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
        """Forget whose minute is over; where that is nobody's, forget everybody's."""
        if len(self.counts) < MOST_ADDRESSES:
            return
        self.counts = {key: kept for key, kept in self.counts.items() if kept[0] > now}
        if len(self.counts) >= MOST_ADDRESSES:
            self.counts = {}


invalid_notices = Flood()
