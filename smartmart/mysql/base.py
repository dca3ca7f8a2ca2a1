"""The engine of DATABASE_URL=mysql://…, with fewer round trips on persistent connections.

Each round trip costs as much as a small query."""

import select
import time
from functools import cached_property

from django.db.backends.mysql import base
from django.db.utils import DatabaseErrorWrapper

from common.db.transactions import REFUSES_WRITES, code_of

# A server may vanish silently (a cable, a firewall): after this time it is pinged.
TRUSTED_SECONDS = 10.0


class ErrorWrapper(DatabaseErrorWrapper):
    """Records that the server rejects writes: after a switchover it still responds to pings."""

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
        """Check for a closed connection without a round trip; ping only in doubt."""
        if self.connection is not None and not self.health_check_done and self.is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def is_quiet(self) -> bool:
        """Return True if the server responded recently and has sent nothing since.

        A server that stops or drops a connection closes it, which makes the socket readable."""
        if time.monotonic() - self.asked_at > TRUSTED_SECONDS:
            return False
        try:
            readable, _, _ = select.select([self.connection._sock], [], [], 0)
        except (OSError, TypeError, ValueError):
            return False
        return not readable

    def _start_transaction_under_autocommit(self) -> None:
        """Send BEGIN: one round trip instead of two for switching autocommit off and on."""
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
