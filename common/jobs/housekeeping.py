"""Delete expired rows, a few at a time with other requests, or all of them by command."""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

from common.models import OutboxMail, RateCounter, WebhookDelivery

logger = logging.getLogger(__name__)

BATCH = 500
ONE_IN = 100
SENT_KEPT_FOR = timedelta(days=30)


def remove(rows: QuerySet, most: int | None = None) -> int:
    """Delete at most this many rows by their keys; return how many.

    The keys are read first: MySQL can't delete from a table that the same statement reads."""
    total = 0
    while most is None or total < most:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        rows.model.objects.filter(pk__in=keys).delete()
        total += len(keys)
    return total


def sweep(most: int | None = None) -> int:
    """Delete expired counters, old sent emails and expired cache entries."""
    now = timezone.now()
    return sum(
        [
            remove(RateCounter.objects.filter(expires_at__lt=now), most),
            remove(OutboxMail.objects.filter(sent_at__lt=now - SENT_KEPT_FOR), most),
            remove(WebhookDelivery.objects.filter(delivered_at__lt=now - SENT_KEPT_FOR), most),
            sweep_cache(now, most or BATCH**2),
        ]
    )


def sweep_cache(now: datetime, most: int) -> int:
    """Delete expired entries of a cache table.

    Django keeps them until the table has a million rows, including the personal data of
    unfinished sign-ups."""
    if not isinstance(caches["default"], DatabaseCache):
        return 0
    table = connection.ops.quote_name(caches["default"]._table)
    until = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
    try:
        with connection.cursor() as cursor:
            return remove_expired(cursor, table, until, most)
    except DatabaseError:
        logger.warning("The table of the cache could not be swept.")
        return 0


def remove_expired(cursor, table: str, until: object, most: int) -> int:
    total = 0
    while total < most:
        # The table name comes from the settings and is quoted.
        wanted = f"SELECT cache_key FROM {table} WHERE expires < %s LIMIT %s"  # noqa: S608  # nosec B608
        cursor.execute(wanted, [until, BATCH])
        if not (keys := [key for (key,) in cursor.fetchall()]):
            break
        marks = ", ".join(["%s"] * len(keys))
        # Checked again: entries renewed in the meantime stay.
        delete = f"DELETE FROM {table} WHERE expires < %s AND cache_key IN ({marks})"  # noqa: S608  # nosec B608
        cursor.execute(delete, [until, *keys])
        total += len(keys)
    return total


def now_and_then(work: Callable[[], object]) -> None:
    """Run it in one of a hundred calls, so that any request can carry it."""
    if random.randrange(ONE_IN) == 0:
        work()
