"""The engine of DATABASE_URL=mysql://…: pings less often, and leaves servers that reject writes."""

import time
from functools import cached_property

from django.db.backends.mysql import base
from django.db.utils import DatabaseErrorWrapper

from common.db.transactions import REFUSES_WRITES, code_of

# Django pings before each request, which takes as long as the only query of an unchanged page. If
# the server drops a connection within this time, one request gets a 503.
TRUSTED_SECONDS = 1.0


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
        """Ping only connections that weren't checked recently."""
        is_trusted = time.monotonic() - self.asked_at < TRUSTED_SECONDS
        if is_trusted and not self.refuses_writes:
            self.health_check_done = True
        super().close_if_health_check_failed()

    def is_usable(self) -> bool:
        usable = not self.refuses_writes and super().is_usable()
        if usable:
            self.asked_at = time.monotonic()
        return usable

    def connect(self) -> None:
        super().connect()
        self.refuses_writes = False
        self.asked_at = time.monotonic()
