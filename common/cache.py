"""Django's cache, with one question settled: what happens when it does not answer.

Where a row stands behind the entry, recall and remember shrug; where the cache is the only
place, hold and take raise CacheDown, which is answered with 503."""

import logging
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


class CacheDown(Exception):
    """The cache is the only place for this, and it does not answer."""


def recall(key: str) -> Any:
    """What the cache holds, or None; a broken cache is an empty one."""
    try:
        return cache.get(key)
    except Exception as error:  # each backend has errors of its own
        # Where the cache is a table, its deadlock has undone the transaction around it as well.
        if isinstance(error, DatabaseError) and connection.in_atomic_block:
            raise
        logger.warning("The cache did not answer a read.")
        return None


def remember(key: str, value: Any, seconds: int) -> None:
    """Keep a copy of what a row holds; a broken cache keeps nothing."""
    try:
        cache.set(key, value, seconds)
    except Exception:  # noqa: BLE001
        logger.warning("The cache did not take a copy.")


def forget(key: str) -> None:
    try:
        cache.delete(key)
    except Exception:  # noqa: BLE001
        logger.warning("The cache did not forget an entry.")


def hold(key: str, value: Any, seconds: int) -> None:
    """Put what lives only here. Raises CacheDown."""
    try:
        cache.set(key, value, seconds)
    except Exception as error:
        raise CacheDown from error


def look(key: str) -> Any:
    """Read what lives only here, None where there is nothing. Raises CacheDown."""
    try:
        return cache.get(key)
    except Exception as error:
        raise CacheDown from error
