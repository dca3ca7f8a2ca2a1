"""Django's cache with defined behavior for outages.

get_cached and set_cached treat an outage as a miss, since the row is in the database. store and
fetch raise CacheDown, which becomes a 503."""

import logging
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)


class CacheDown(Exception):
    """The data is only in the cache, and the cache is unavailable."""


def get_cached(key: str) -> Any:
    """Return the cached value, or None on a miss or an outage."""
    try:
        return cache.get(key)
    except Exception as error:  # each backend raises its own errors
        # If the cache is a table, its deadlock has rolled back the surrounding transaction too.
        if isinstance(error, DatabaseError) and connection.in_atomic_block:
            raise
        logger.warning("Reading from the cache failed.")
        return None


def set_cached(key: str, value: Any, seconds: int) -> None:
    """Cache a copy of a row's data; do nothing during an outage."""
    try:
        cache.set(key, value, seconds)
    except Exception:  # noqa: BLE001
        logger.warning("Writing to the cache failed.")


def forget(key: str) -> None:
    try:
        cache.delete(key)
    except Exception:  # noqa: BLE001
        logger.warning("Deleting from the cache failed.")


def store(key: str, value: Any, seconds: int) -> None:
    """Store data that exists only in the cache. Raises CacheDown."""
    try:
        cache.set(key, value, seconds)
    except Exception as error:
        raise CacheDown from error


def fetch(key: str) -> Any:
    """Read data that exists only in the cache; None if missing. Raises CacheDown."""
    try:
        return cache.get(key)
    except Exception as error:
        raise CacheDown from error
