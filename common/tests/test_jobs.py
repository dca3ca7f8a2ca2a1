"""Scheduled jobs record their runs, and missed ones are reported."""

import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

import manage
from common.jobs import schedule
from common.models import JobRun

pytestmark = pytest.mark.django_db
NIGHTLY = "flush_expired_tokens"


def ran(name: str, ago: timedelta = timedelta(0), is_ok: bool | None = True) -> JobRun:
    at = timezone.now() - ago
    run = JobRun.objects.create(name=name, started_at=at, finished_at=at, is_ok=is_ok)
    JobRun.objects.filter(name=name).update(created_at=at)
    return run


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ("send_mail_outbox", "send_mail_outbox"),
        ("reconcile_payments --since 2h --verbosity 0", "reconcile_payments --since 2h"),
        ("reconcile_payments --verbosity 0", "reconcile_payments"),
        ("reconcile_payments --dry-run", ""),
        ("migrate", ""),
        ("", ""),
    ],
)
def test_a_job_is_known_by_its_command(arguments, name):
    assert schedule.name_of(arguments.split()) == name


def test_manage_py_records_a_job(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["manage.py", "clearsessions"])
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test goes on

    manage.main()

    run = JobRun.objects.get()
    assert (run.name, run.is_ok) == ("clearsessions", True)
    assert run.started_at <= run.finished_at


def test_a_run_is_seen_while_it_lasts_and_one_row_is_kept_for_a_job():
    for _ in range(2):
        with schedule.recorded([NIGHTLY]):
            assert JobRun.objects.get().finished_at is None
    assert JobRun.objects.get().is_ok is True


@pytest.mark.parametrize("error", [SystemExit(1), ValueError()])
def test_a_failure_is_recorded_and_passed_on(error):
    with pytest.raises(type(error)), schedule.recorded([NIGHTLY]):
        raise error

    assert JobRun.objects.get().is_ok is False


def test_leaving_with_0_is_no_failure():
    with pytest.raises(SystemExit), schedule.recorded([NIGHTLY]):
        raise SystemExit(0)

    assert JobRun.objects.get().is_ok is True


def test_a_job_runs_even_if_its_run_cannot_be_recorded(monkeypatch, caplog):
    def refuse(**fields):
        raise DatabaseError

    monkeypatch.setattr(JobRun.objects, "update_or_create", refuse)
    done = []

    with schedule.recorded([NIGHTLY]):
        done.append(True)

    assert done
    assert NIGHTLY in caplog.text


def test_nothing_ran_ever():
    assert schedule.faults() == schedule.Faults([], [], has_never_run=True)
    ran("doctor")
    assert schedule.faults().has_never_run


def test_a_job_is_overdue_after_a_few_of_its_intervals():
    for name, most in schedule.MOST_APART.items():
        ran(name, most - timedelta(minutes=1))

    assert schedule.faults() == schedule.Faults([], [])
    later = schedule.faults(timezone.now() + timedelta(minutes=2))
    assert later.overdue == list(schedule.MOST_APART)


def test_a_daily_job_is_not_overdue_on_the_first_day():
    run = ran("send_mail_outbox", timedelta(hours=29))
    JobRun.objects.filter(pk=run.pk).update(started_at=timezone.now())

    assert NIGHTLY not in schedule.faults().overdue
    assert NIGHTLY in schedule.faults(timezone.now() + timedelta(hours=2)).overdue


def test_a_failed_job_is_named_once():
    ran(NIGHTLY, is_ok=False)
    ran("clearsessions", timedelta(days=9), is_ok=False)

    found = schedule.faults()

    assert found.failed == [NIGHTLY]
    assert "clearsessions" in found.overdue


def test_every_job_of_the_schedule_is_listed():
    script = (settings.BASE_DIR / "deploy/schedule.sh").read_text()
    lines = [line.partition("job ")[2] for line in script.splitlines() if "job " in line]
    named = [line.split(" >")[0].removesuffix(" &").split() for line in lines if line[:1].islower()]

    assert {name for words in named if (name := schedule.name_of(words))} == set(
        schedule.MOST_APART
    )
