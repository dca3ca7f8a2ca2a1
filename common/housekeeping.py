"""Rows whose time is over are removed by themselves, a few at a time, and by a command."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from common.models import OutboxMail, RateCounter

BATCH = 500
ONE_IN = 100
SENT_MAIL_KEPT_FOR = timedelta(days=30)


def remove(rows: QuerySet, most: int | None = None) -> int:
    """Delete these rows by their keys, at most so many, and return how many they were.

    The keys are read first: MySQL deletes from no table that the same statement reads."""
    total = 0
    while most is None or total < most:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        rows.model.objects.filter(pk__in=keys).delete()
        total += len(keys)
    return total


def sweep(most: int | None = None) -> int:
    """Remove counters of windows that ended, and mails that left long ago."""
    now = timezone.now()
    return remove(RateCounter.objects.filter(expires_at__lt=now), most) + remove(
        OutboxMail.objects.filter(sent_at__lt=now - SENT_MAIL_KEPT_FOR), most
    )


def now_and_then(work: Callable[[], object]) -> None:
    """Do it once in a hundred calls: cheap enough to hang on to any request."""
    if random.randrange(ONE_IN) == 0:
        work()
