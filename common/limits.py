"""Rate limits, counted in the database with one atomic UPDATE.

DRF's throttles count in the cache in three steps (read, add, write), so a race or a cache outage
lets a caller through. These limits don't."""

import hashlib
import time
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import IntegrityError
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from rest_framework.exceptions import Throttled

from common.db.transactions import autocommit
from common.models import RateCounter

TRIES = 5
# A rejection is repeated this long without a query, so that a burst can't keep the database busy.
REPEAT_SECONDS = 1.0
MOST_REPEATED = 10_000


class RejectionCache:
    """Recent rejections of this process: counter -> (cached until, end of its window)."""

    def __init__(self):
        self.kept: dict[str, tuple[float, float]] = {}

    def keep(self, counter: str, wait: float) -> None:
        if len(self.kept) >= MOST_REPEATED:
            self.kept = {}
        now = time.monotonic()
        self.kept[counter] = (now + min(wait, REPEAT_SECONDS), now + wait)

    def wait(self, counter: str) -> float | None:
        """Return the seconds until the window ends, or None if the database has to be asked."""
        now = time.monotonic()
        until, ends = self.kept.get(counter, (now, now))
        return ends - now if now < until else None

    def forget(self, counter: str) -> None:
        self.kept.pop(counter, None)


refusals = RejectionCache()


def hit(scope: str, identity: object, limit: int, window: int) -> None:
    """Count one use of scope by identity. Raises Throttled above limit uses in window seconds.

    The window starts with its first use, so nobody is kept out for longer than it lasts."""
    if not settings.THROTTLING:
        return
    counter = key(scope, identity)
    wait = refusals.wait(counter)
    if wait is None and (wait := seconds_over(counter, limit, window)) is not None:
        refusals.keep(counter, wait)
    if wait is not None:
        raise Throttled(wait=wait)


def allows(scope: str, identity: object, limit: int, window: int) -> bool:
    """Like hit(), but return False instead of raising."""
    try:
        hit(scope, identity, limit, window)
    except Throttled:
        return False
    return True


def is_running(scope: str, identity: object) -> bool:
    """Return True if there was a use in a window that has not ended."""
    return RateCounter.objects.filter(
        pk=key(scope, identity), expires_at__gt=timezone.now()
    ).exists()


def keep_running(scope: str, identity: object, window: int) -> None:
    """Make is_running() true for a whole window from now on."""
    if not settings.THROTTLING:
        return
    counter, ends = key(scope, identity), timezone.now() + timedelta(seconds=window)
    row = RateCounter.objects.filter(pk=counter)
    if not autocommit(lambda: row.update(expires_at=ends)):
        start(counter, None, ends)


def undo_hit(scope: str, identity: object) -> None:
    """Undo a counted use that turned out not to be limited."""
    if settings.THROTTLING:
        counter = key(scope, identity)
        row = RateCounter.objects.filter(pk=counter)
        autocommit(lambda: row.update(count=Greatest(F("count"), 1) - 1))
        refusals.forget(counter)


def key(scope: str, identity: object) -> str:
    """Return a digest, so that the table holds no addresses and every identity fits the column."""
    return hashlib.sha256(f"{scope}|{identity}".encode()).hexdigest()


def seconds_over(counter: str, limit: int, window: int) -> float | None:
    """Count one use and return None; if the limit is reached, return the seconds until it ends."""
    for _ in range(TRIES):
        now = timezone.now()
        row = RateCounter.objects.filter(pk=counter)
        room = row.filter(expires_at__gt=now, count__lt=limit)
        if autocommit(partial(room.update, count=F("count") + 1)):
            return None
        ends, count = row.values_list("expires_at", "count").first() or (None, 0)
        if ends is None or ends <= now:
            if start(counter, ends, now + timedelta(seconds=window)):
                return None
        elif count >= limit:
            return (ends - now).total_seconds()
        # Otherwise another request has just started this window and it has room: try again.
    # Every retry lost a race; treat this much concurrency as over the limit.
    return 1.0


def start(counter: str, ended, ends) -> bool:
    """Start a window with one use; return False if another request was faster."""
    if ended is not None:
        row = RateCounter.objects.filter(pk=counter, expires_at=ended)
        return bool(autocommit(lambda: row.update(count=1, expires_at=ends)))
    try:
        autocommit(lambda: RateCounter.objects.create(key=counter, count=1, expires_at=ends))
    except IntegrityError:
        return False
    return True
