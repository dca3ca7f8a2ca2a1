"""The engine behind DATABASE_URL=mysql://…: what differs about a connection that is kept.

Each round trip that is saved here would cost as much as a small query."""

import select
import time
from functools import cached_property

from django.db.backends.mysql import base
from django.db.utils import DatabaseErrorWrapper

from common.db import REFUSES_WRITES, code_of

# A server may vanish without a word (a cable, a firewall): after so many seconds it is asked.
TRUSTED_SECONDS = 10.0


class ErrorWrapper(DatabaseErrorWrapper):
    """Remembers that the server refuses writes: after a switch-over it still answers a ping."""

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_value is not None and code_of(exc_value) in REFUSES_WRITES:
            self.wrapper.refuses_writes = True
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    asked_at = float("-inf")
    refuses_writes = False

    @cached_property
    def wrap_database_errors(self) -> ErrorWrapper:
        return ErrorWrapper(self)

    def close_if_health_check_failed(self) -> None:
        """Look whether the server hung up, which asks it nothing; ask only in doubt."""
        if self.connection is not None and not self.health_check_done and self.is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def is_quiet(self) -> bool:
        """Was the server there a moment ago, and said nothing since?

        When it stops, or drops a connection, it closes it: then there is something to read."""
        if time.monotonic() - self.asked_at > TRUSTED_SECONDS:
            return False
        try:
            readable, _, _ = select.select([self.connection._sock], [], [], 0)
        except (OSError, TypeError, ValueError):
            return False
        return not readable

    def _start_transaction_under_autocommit(self) -> None:
        """BEGIN: one round trip, where switching autocommit off and on again would be two."""
        self.cursor().execute("BEGIN")

    def is_usable(self) -> bool:
        usable = not self.refuses_writes and super().is_usable()
        if usable:
            self.asked_at = time.monotonic()
        return usable

    def connect(self) -> None:
        super().connect()
        self.refuses_writes = False
        self.asked_at = time.monotonic()
