"""Read the public catalog from a replica; everything else uses the primary.

Disabled unless DATABASE_REPLICA_URL is set. A replica lags, and no client may see a state older
than the last commit. So the replica's catalog version is compared with the primary's, and the
replica is read only if it is up to date. Every write increments the version and replicas apply
commits in order, so one number suffices."""

import contextvars
import logging
import time
from enum import Enum

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

PRIMARY, REPLICA = "default", "replica"
READ_FROM_REPLICA = frozenset({"category", "product", "productimage"})
# An unreachable replica is skipped for a while: each attempt may cost a timeout.
PAUSE_SECONDS = 10.0


class Choice(Enum):
    NEVER = "never"  # this request reads from the primary alone
    OPEN = "open"  # may use the replica, if it is up to date
    CAUGHT_UP = "caught up"


choice: contextvars.ContextVar[Choice] = contextvars.ContextVar("replica", default=Choice.NEVER)
not_before = 0.0


class CatalogReplicaRouter:
    """Django database router, see above."""

    def db_for_read(self, model, **hints) -> str:
        if model._meta.app_label != "catalog" or choice.get() is Choice.NEVER:
            return PRIMARY
        if model._meta.model_name not in READ_FROM_REPLICA:
            if choice.get() is Choice.CAUGHT_UP:
                # Read the version again: the following data must not be older.
                choice.set(Choice.OPEN)
            return PRIMARY
        if choice.get() is Choice.OPEN:
            choice.set(Choice.CAUGHT_UP if has_caught_up() else Choice.NEVER)
        return REPLICA if choice.get() is Choice.CAUGHT_UP else PRIMARY

    def db_for_write(self, model, **hints) -> str:
        return PRIMARY

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db == PRIMARY


def has_caught_up() -> bool:
    """Return True if the replica has all of the primary's catalog writes."""
    global not_before
    if time.monotonic() < not_before:
        return False
    wanted = writes(PRIMARY)
    try:
        return writes(REPLICA) >= wanted
    except DatabaseError:
        not_before = time.monotonic() + PAUSE_SECONDS
        logger.warning("The replica does not answer; the primary is read.")
        return False


def writes(database: str) -> int:
    from django.db.models import Sum

    from catalog.models import CatalogVersion

    return CatalogVersion.objects.using(database).aggregate(sum=Sum("writes"))["sum"] or 0


class ReplicaMiddleware:
    """Allow the replica for public catalog reads; staff and writes use the primary."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            choice.set(Choice.NEVER)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        from catalog.api.base import CatalogViewSet

        is_catalog = issubclass(getattr(view, "cls", object), CatalogViewSet)
        if is_catalog and request.method in ("GET", "HEAD") and not is_named(request):
            choice.set(Choice.OPEN)


def is_named(request: HttpRequest) -> bool:
    return "HTTP_AUTHORIZATION" in request.META
