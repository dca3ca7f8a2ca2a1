"""Transactions that are retried as a whole after a deadlock.

They need READ COMMITTED: what is read after waiting for a lock must be the latest commit. Under
REPEATABLE READ it could be older than the lock."""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Params = ParamSpec("Params")

TRIES = 6
# ePayco waits 30 seconds for a confirmation; SQLite waits up to 20 for a lock.
PATIENCE_SECONDS = 15
# MySQL: 1205 lock wait timeout, 1213 deadlock, 1020 record has changed (MariaDB, snapshot),
# 1180 and 3101 rolled back at COMMIT (Galera, group replication).
RETRYABLE = frozenset({1205, 1213, 1020, 1180, 3101})
# The server accepts no writes (any more): 1290 and 1836 read-only, 1047 a Galera node without its
# cluster, 3100 rejected by group replication. Nothing was done; another server may do it.
REFUSES_WRITES = frozenset({1290, 1836, 1047, 3100})


class RetriesExhausted(Exception):
    """Every attempt failed and was rolled back.

    smartmart/http/errors.py turns it into a 503 with Retry-After."""


def is_retryable(error: OperationalError) -> bool:
    return code_of(error) in RETRYABLE | REFUSES_WRITES or "database is locked" in str(error)


def code_of(error: BaseException) -> int | None:
    code = error.args[0] if error.args else None
    return code if isinstance(code, int) else None


def in_transaction(work: Callable[[], Result]) -> Result:
    """Run work in one transaction and return its result.

    After a deadlock or lock timeout all of it runs again, so work must touch nothing but the
    database. Raises RetriesExhausted. Inside another transaction it runs once: the outer one
    has to be retried.
    """
    if connection.in_atomic_block:
        return savepoint(work)

    def whole() -> Result:
        read_committed()
        with transaction.atomic():
            return work()

    return with_retries(whole)


def retried_transaction(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Decorator: run each call in a retried transaction, as in_transaction() does."""

    @wraps(function)
    def whole(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        return in_transaction(lambda: function(*args, **kwargs))

    return whole


def autocommit(statement: Callable[[], Result]) -> Result:
    """Run a single statement, which is a transaction by itself, without the round trips of BEGIN
    and COMMIT. Raises RetriesExhausted."""
    return savepoint(statement) if connection.in_atomic_block else with_retries(statement)


def savepoint(work: Callable[[], Result]) -> Result:
    """Run work in a savepoint of the surrounding transaction."""
    with transaction.atomic():
        return work()


def with_retries(work: Callable[[], Result]) -> Result:
    patient_until = time.monotonic() + PATIENCE_SECONDS
    for attempt in range(TRIES):
        try:
            return work()
        except OperationalError as error:
            if not is_retryable(error):
                raise
            if time.monotonic() > patient_until:
                break
            logger.info("Transaction was undone, try %s of %s.", attempt + 1, TRIES)
            if code_of(error) in REFUSES_WRITES:
                # A new connection may reach the new primary; a kept one never does.
                connection.close()
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise RetriesExhausted


def read_committed() -> None:
    """Set READ COMMITTED for the next transaction, whatever the server's default.

    Call it before the transaction begins: inside one it is an error."""
    connection.ensure_connection()
    if connection.vendor == "mysql" and connection.isolation_level != "read committed":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
