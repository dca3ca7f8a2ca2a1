"""Whole transactions, tried again when the database picked them as the victim of a deadlock.

They are written for READ COMMITTED: what is read after waiting for a lock is what the rival left
behind. Under REPEATABLE READ it could be older than the lock."""

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
# ePayco gives a confirmation 30 seconds; a lock is waited for up to 20 at a time on SQLite.
PATIENCE_SECONDS = 15
# MySQL: 1205 lock wait time-out, 1213 deadlock, 1020 record has changed (MariaDB, snapshot),
# 1180 and 3101 rolled back at COMMIT (Galera, group replication).
RETRYABLE = frozenset({1205, 1213, 1020, 1180, 3101})
# This server takes no writes (any more): 1290 and 1836 read-only, 1047 a Galera node without its
# cluster, 3100 group replication refused. What was asked is not done; another may do it.
REFUSES_WRITES = frozenset({1290, 1836, 1047, 3100})


class GaveUp(Exception):
    """The transaction lost every one of its tries; nothing of it was written.

    smartmart/http/errors.py answers 503 with Retry-After."""


def is_retryable(error: OperationalError) -> bool:
    return code_of(error) in RETRYABLE | REFUSES_WRITES or "database is locked" in str(error)


def code_of(error: BaseException) -> int | None:
    code = error.args[0] if error.args else None
    return code if isinstance(code, int) else None


def in_transaction(work: Callable[[], Result]) -> Result:
    """Run work in one transaction and return what it returns.

    A deadlock or lock time-out runs the whole of it again, so work must not touch anything but
    the database. Raises GaveUp after the last try. Inside another transaction it runs once:
    the outer one is what has to be tried again.
    """
    if connection.in_atomic_block:
        return savepoint(work)

    def whole() -> Result:
        read_committed()
        with transaction.atomic():
            return work()

    return persistently(whole)


def retried_transaction(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Run each call of the function as in_transaction() does."""

    @wraps(function)
    def whole(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        return in_transaction(lambda: function(*args, **kwargs))

    return whole


def alone(statement: Callable[[], Result]) -> Result:
    """Run work that is one statement, and so a transaction by itself: the round trips that begin
    and commit one are saved. Raises GaveUp as in_transaction does."""
    return savepoint(statement) if connection.in_atomic_block else persistently(statement)


def savepoint(work: Callable[[], Result]) -> Result:
    """Inside somebody else's transaction, what fails is undone by itself."""
    with transaction.atomic():
        return work()


def persistently(work: Callable[[], Result]) -> Result:
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
                # The address may lead to the new primary by now; a kept connection never does.
                connection.close()
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise GaveUp


def read_committed() -> None:
    """Have the transaction that is about to begin see every commit, however the server is set.

    Call it before the transaction: inside of one it is refused."""
    connection.ensure_connection()
    if connection.vendor == "mysql" and connection.isolation_level != "read committed":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
