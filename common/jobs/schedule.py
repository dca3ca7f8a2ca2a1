"""Scheduled jobs, and when each last ran.

manage.py records each run of the commands listed here, whether started by cron, systemd,
deploy/schedule.sh or hand."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

logger = logging.getLogger(__name__)

# The commands of docs/cron.md, and the time after which each is overdue: a few intervals plus the
# duration of a run.
MOST_APART = {
    "send_mail_outbox": timedelta(minutes=30),
    "reconcile_payments --since 2h": timedelta(minutes=30),
    "reconcile_payments": timedelta(hours=3),
    "reconcile_payments --since 9d": timedelta(hours=30),
    "flush_expired_tokens": timedelta(hours=30),
    "clearsessions": timedelta(hours=30),
    "erase_unpaid_checkouts": timedelta(hours=30),
    "remove_unused_pictures": timedelta(hours=30),
    "doctor": timedelta(hours=30),
}


def name_of(arguments: list[str]) -> str:
    """Return the job that these manage.py arguments run, or "" if the command is not a job."""
    words = list(arguments)
    if "--verbosity" in words:
        at = words.index("--verbosity")
        del words[at : at + 2]
    name = " ".join(words)
    return name if name in MOST_APART else ""


@contextmanager
def recorded(arguments: list[str]) -> Iterator[None]:
    """Record the start and the result of a job. The job runs even if recording fails."""
    name = name_of(arguments)
    if not name:
        yield
        return
    set_up()
    began = timezone.now()
    written(name, started_at=began, finished_at=None, is_ok=None)
    is_ok = False
    try:
        yield
        is_ok = True
    except SystemExit as end:
        is_ok = not end.code
        raise
    finally:
        written(name, started_at=began, finished_at=timezone.now(), is_ok=is_ok)


def set_up() -> None:
    """Set up Django early; if that fails, Django reports the same error a moment later."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def written(name: str, **fields) -> None:
    from django.db import Error

    from common.models import JobRun

    try:
        JobRun.objects.update_or_create(name=name, defaults=fields)
    except Error as error:
        logger.warning("The run of %s was not recorded (%s).", name, type(error).__name__)


@dataclass(frozen=True)
class Faults:
    """Names of jobs that are overdue, and of those whose last finished run failed."""

    overdue: list[str]
    failed: list[str]
    # No job has ever been recorded.
    has_never_run: bool = False

    @property
    def count(self) -> int:
        return len(MOST_APART) if self.has_never_run else len(self.overdue) + len(self.failed)


def faults(now: datetime | None = None) -> Faults:
    from common.models import JobRun

    now = now or timezone.now()
    # The doctor is often run by hand, so its runs don't show that a schedule exists.
    runs = {run.name: run for run in JobRun.objects.all()}
    if not runs.keys() - {"doctor"}:
        return Faults([], [], has_never_run=True)
    # On the first day a daily job has not run yet: count from the first job that has.
    since = min(run.created_at for run in runs.values())
    overdue = [
        name
        for name, most in MOST_APART.items()
        if (runs[name].started_at if name in runs else since) < now - most
    ]
    failed = [
        name
        for name in MOST_APART
        if name in runs and runs[name].is_ok is False and name not in overdue
    ]
    return Faults(overdue, failed)
