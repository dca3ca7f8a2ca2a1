"""The scheduled jobs, and when each last ran.

manage.py records every run of a command that is listed here, whatever started it: cron, systemd,
deploy/schedule.sh or a person."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

logger = logging.getLogger(__name__)

# The command of docs/cron.md, and how long it may stay away before something is wrong: a few of
# its intervals, and the time that a run may take.
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
    """The job that these arguments of manage.py run, or "": another command is none."""
    words = list(arguments)
    if "--verbosity" in words:
        at = words.index("--verbosity")
        del words[at : at + 2]
    name = " ".join(words)
    return name if name in MOST_APART else ""


@contextmanager
def recorded(arguments: list[str]) -> Iterator[None]:
    """Write down that the job began, and how it ended. A failure to write stops no job."""
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
    """Django itself does so a moment later; a failure to start shows there as well."""
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
    """Jobs by name: overdue ones, and ones whose last finished run failed."""

    overdue: list[str]
    failed: list[str]
    # No job has ever been recorded here.
    has_never_run: bool = False

    @property
    def count(self) -> int:
        return len(MOST_APART) if self.has_never_run else len(self.overdue) + len(self.failed)


def faults(now: datetime | None = None) -> Faults:
    from common.models import JobRun

    now = now or timezone.now()
    # The doctor is often run by hand: it says nothing about a schedule that there may not be.
    runs = {run.name: run for run in JobRun.objects.all()}
    if not runs.keys() - {"doctor"}:
        return Faults([], [], has_never_run=True)
    # A daily job has not run yet on the first day: it counts from the first job that did.
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
