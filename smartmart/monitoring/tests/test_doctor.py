"""manage.py doctor: each problem is found and reported with its fix."""

import io
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from catalog.search.models import SearchState
from common.jobs import schedule
from common.models import JobRun, OutboxMail, WebhookDelivery, WebhookEndpoint
from smartmart.monitoring.doctor import checks, configuration, database, machine, work
from smartmart.monitoring.doctor.findings import FAIL, OK, WARN
from smartmart.serving import replicas

pytestmark = pytest.mark.django_db
LONG = "a-secret-of-the-tests-" * 4
GIB = 1024**3


def examine(*arguments: str) -> tuple[int, str]:
    out, code = io.StringIO(), 0
    try:
        call_command("doctor", *arguments, stdout=out, no_color=True)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


@pytest.fixture
def sound(settings):
    """A shop whose settings are as they should be."""
    settings.DEBUG = False
    settings.SECRET_KEY = LONG
    settings.P_KEY = settings.EPAYCO_PUBLIC_KEY = settings.EPAYCO_PRIVATE_KEY = "c0ffee" * 7
    settings.PUBLIC_URL = "https://shop.example.com"
    settings.ALLOWED_HOSTS = ["shop.example.com"]
    settings.FRONTEND_URL = "https://www.example.com"
    settings.TRUSTED_PROXIES = 1
    return settings


def test_sound_settings(sound):
    assert configuration.check_secrets().level == OK
    assert configuration.check_https().level == OK


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("DEBUG", True, WARN),
        ("P_KEY", "demo-p-key-for-development-only", FAIL),
        ("SECRET_KEY", "only-so-short", WARN),
        ("SIMPLE_JWT", {"SIGNING_KEY": LONG}, WARN),
    ],
)
def test_a_bad_secret_is_named_and_not_shown(sound, name, value, level):
    setattr(sound, name, value)

    found = configuration.check_secrets()

    assert found.level == level
    assert found.fix
    assert name == "DEBUG" or str(value) not in found.detail + found.fix


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("PUBLIC_URL", "http://localhost:8000", FAIL),
        ("PUBLIC_URL", "http://shop.example.com", FAIL),
        ("PUBLIC_URL", "https://other.example.com", FAIL),
        ("TRUSTED_PROXIES", 0, WARN),
        ("ALLOWED_HOSTS", ["*"], FAIL),
        ("ALLOWED_HOSTS", ["www.example.com"], FAIL),
        ("ALLOWED_HOSTS", [".example.com"], OK),
        ("FRONTEND_URL", "http://www.example.com", FAIL),
        ("FRONTEND_URL", "http://localhost:5173", OK),
        ("FRONTEND_URL", "", OK),
    ],
)
def test_addresses(sound, name, value, level):
    setattr(sound, name, value)

    found = configuration.check_https()

    assert (found.level, bool(found.fix)) == (level, level != OK)


def test_a_developers_machine_only_warns(sound):
    sound.DEBUG, sound.PUBLIC_URL = True, "http://localhost:8000"
    sound.ALLOWED_HOSTS = ["localhost"]

    assert configuration.check_https().level == WARN


def test_this_database():
    assert database.check_database().level != FAIL  # SQLite in memory knows no WAL
    assert database.check_clock().level == OK
    assert database.check_time_zones().level == OK
    assert database.check_replication().level == OK


def test_a_database_that_is_down(monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("integrations.epayco.doctor.machine.missing_migrations", refuse)

    assert database.check_database().level == FAIL


def test_time_zones_that_are_missing_are_no_fault():
    assert (database.zones(None).level, bool(database.zones(None).fix)) == (OK, True)
    assert database.zones("2026-01-01 07:00:00").fix == ""


@pytest.mark.parametrize(("skew", "level"), [(0.4, OK), (-1.9, OK), (2.5, WARN), (-90, WARN)])
def test_the_databases_clock(skew, level):
    assert database.clock(skew).level == level


ON = {"rpl_semi_sync_master_enabled": "ON", "rpl_semi_sync_master_status": "ON"}


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ({}, OK),
        (ON | {"rpl_semi_sync_master_clients": "1", "slaves_connected": "1"}, OK),
        (ON | {"rpl_semi_sync_master_clients": "0"}, FAIL),
        (ON | {"rpl_semi_sync_master_status": "OFF"}, FAIL),
        ({"rpl_semi_sync_source_enabled": "ON", "rpl_semi_sync_source_status": "OFF"}, FAIL),
        ({"rpl_semi_sync_master_enabled": "OFF", "slaves_connected": "1"}, WARN),
    ],
)
def test_replication_that_could_lose_orders(found, level):
    assert database.replication(found).level == level


def test_a_replica_that_lags_or_is_silent(settings, monkeypatch):
    assert database.check_replicas().level == OK
    monkeypatch.setitem(settings.DATABASES, "replica", {})
    seen = {"default": 7, "replica": 7}
    monkeypatch.setattr(replicas, "writes", seen.__getitem__)
    assert database.check_replicas().level == OK
    seen["replica"] = 4
    assert (found := database.check_replicas()).level == WARN
    assert "3 writes" in found.detail

    def refuse(name):
        raise DatabaseError

    monkeypatch.setattr(replicas, "writes", refuse)
    assert database.check_replicas().level == WARN


def test_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media" / "pictures")
    assert machine.check_storage().level == OK
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")

    found = machine.check_storage()

    assert found.level == FAIL
    assert "MEDIA_ROOT" in found.fix


def test_a_bucket_that_takes_us_or_does_not(settings, monkeypatch):
    settings.MEDIA_ROOT = ""
    bucket = SimpleNamespace(exists=lambda name: False)
    monkeypatch.setattr(machine, "default_storage", bucket)
    assert machine.check_storage().level == OK

    def refuse(name):
        raise PermissionError

    bucket.exists = refuse
    assert machine.check_storage().level == FAIL


def test_static_files_that_are_missing(monkeypatch):
    monkeypatch.setattr(machine, "STATIC_FILE", "nowhere.css")

    assert machine.check_storage().level == FAIL


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (50 * GIB, 100 * GIB, ""),
        (1 * GIB, 4 * GIB, ""),
        (1 * GIB, 100 * GIB, WARN),
        (GIB // 8, 100 * GIB, FAIL),
    ],
)
def test_little_space(free, total, level, monkeypatch):
    assert machine.level_of(free, total) == level
    monkeypatch.setattr(machine, "level_of", lambda *args: level)
    assert machine.check_disk().level == (level or OK)


def test_the_schedule(settings):
    assert work.check_schedule().level == FAIL
    settings.DEBUG = True
    assert work.check_schedule().level == WARN
    settings.DEBUG = False
    now = timezone.now()
    for name in schedule.MOST_APART:
        JobRun.objects.create(name=name, started_at=now, finished_at=now, is_ok=True)
    assert work.check_schedule().level == OK
    JobRun.objects.filter(name="clearsessions").update(is_ok=False)
    assert work.check_schedule().level == WARN
    JobRun.objects.filter(name="clearsessions").update(started_at=now - timedelta(days=3))

    found = work.check_schedule()

    assert (found.level, found.detail) == (FAIL, "Overdue: clearsessions.")


def test_mails_and_webhooks_that_do_not_leave():
    assert work.check_queues().level == OK
    old = timezone.now() - timedelta(hours=1)
    OutboxMail.objects.create(kind="verify_email", to="a@example.com", next_try_at=old)
    endpoint = WebhookEndpoint.objects.create(url="https://example.com/")
    delivery = WebhookDelivery.objects.create(endpoint=endpoint, message_id="m", event="e")
    assert work.check_queues().detail == "Mails that did not leave: 1."
    WebhookDelivery.objects.filter(pk=delivery.pk).update(created_at=old)

    assert "Webhooks that did not leave: 1." in work.check_queues().detail
    assert work.check_queues().level == WARN


def test_the_search_index():
    SearchState.objects.update_or_create(pk=1, defaults={"is_ready": True})
    assert work.check_search().level == OK
    SearchState.objects.update(is_ready=False)
    assert work.check_search().level == WARN


def test_a_mail_is_sent_only_if_it_is_asked_for(settings, monkeypatch):
    # The test suite's backend, under a name that no check takes for a silent one.
    monkeypatch.setattr("integrations.epayco.doctor.checks.SILENT_MAIL", ())
    assert work.check_mail().level == OK
    assert mail.outbox == []
    assert "owner@example.com" in work.check_mail("owner@example.com").detail
    assert mail.outbox[0].to == ["owner@example.com"]
    settings.DEFAULT_FROM_EMAIL = "not\nan address"

    assert work.check_mail("owner@example.com").level == FAIL


def test_a_mail_server_that_is_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert work.check_mail("owner@example.com").level == FAIL


@pytest.fixture
def two_checks(monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr(checks, "CHECKS", {"good": lambda: work.worst([], "Fine."), "bad": broken})


def test_one_line_a_check_and_a_code(two_checks):
    assert examine() == (
        1,
        "OK    good: Fine.\n"
        "FAIL  bad: It could not be checked (RuntimeError). "
        "Fix: Fix what failed before it, then run it again.\n",
    )
    assert examine("good") == (0, "OK    good: Fine.\n")
    with pytest.raises(CommandError, match="no check ugly"):
        examine("ugly")


def test_a_list_for_programs(two_checks):
    code, text = examine("--json")

    assert code == 1
    assert [(row["check"], row["level"]) for row in json.loads(text)] == [
        ("good", "OK"),
        ("bad", "FAIL"),
    ]


def test_the_doctor_of_epayco_is_a_part_of_it():
    names = set(checks.CHECKS)

    assert {"epayco keys", "epayco confirmation", "database", "cache", "mail"} <= names
