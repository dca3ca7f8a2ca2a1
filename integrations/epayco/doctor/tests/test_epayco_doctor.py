"""manage.py epayco_doctor: each problem is found and reported with its fix."""

import io
import socketserver
import threading
from email.utils import formatdate

import pytest
from django.core.management import call_command

from integrations.epayco.doctor import checks as doctor
from integrations.epayco.doctor.machine import cache_is_shared, database_faults
from integrations.epayco.tests import epayco_server as misbehaviour

PRIVATE = "fedcba9876543210fedcba9876543210"


@pytest.fixture
def keys(settings):
    settings.P_CUST_ID_CLIENTE = "491027"
    settings.P_KEY = "9f3fa40cdb2395eff233098f69c16b9f6995da45"
    settings.EPAYCO_PUBLIC_KEY = "0123456789abcdef0123456789abcdef"
    settings.EPAYCO_PRIVATE_KEY = PRIVATE
    return settings


class Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 mail.example.com\r\n")
        for _ in iter(self.rfile.readline, b""):
            self.wfile.write(b"250 Fine\r\n")


@pytest.fixture
def smtp(settings):
    """A mail server on a real port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield settings
        server.shutdown()


def examine() -> tuple[int, list[str]]:
    out, code = io.StringIO(), 0
    try:
        call_command("epayco_doctor", stdout=out, no_color=True)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue().splitlines()


def test_good_keys(keys):
    assert doctor.check_keys().level == doctor.OK


def test_the_private_key_is_no_p_key(keys):
    keys.P_KEY = PRIVATE

    assert doctor.check_keys().level == doctor.FAIL


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("P_KEY", "", "FAIL"),
        ("P_KEY", "short", "WARN"),
        ("EPAYCO_PUBLIC_KEY", "9f3fa40cdb2395eff233098f69c16b9f6995da45", "WARN"),
        ("EPAYCO_PRIVATE_KEY", "x" * 32, "WARN"),
        ("P_CUST_ID_CLIENTE", "my-shop", "WARN"),
    ],
)
def test_a_key_of_an_odd_shape_is_named_and_not_shown(keys, name, value, level):
    setattr(keys, name, value)

    found = doctor.check_keys()

    assert found.level == level
    assert not value or value not in found.detail + found.fix
    assert level == "FAIL" or name in found.detail


def test_the_signature_of_a_known_text():
    assert doctor.check_signature().level == doctor.OK


def test_the_look_up_answers(epayco):
    assert doctor.check_look_up().level == doctor.OK
    assert [path for path, _, _ in epayco.calls] == ["/login", "/payment/transaction"]


@pytest.mark.parametrize("how", ["fail", "html", "redirect", "close"])
def test_the_look_up_does_not_answer(epayco, settings, how):
    epayco.misbehave = getattr(misbehaviour, how)

    assert doctor.check_look_up().level == doctor.FAIL
    settings.EPAYCO_VERIFY = False
    assert doctor.check_look_up().level == doctor.WARN


def test_not_verifying_is_a_fault_in_production(settings):
    settings.EPAYCO_VERIFY = False
    assert doctor.check_verification().level == doctor.FAIL
    settings.DEBUG = True
    assert doctor.check_verification().level == doctor.WARN


@pytest.mark.parametrize(("debug", "level"), [(False, doctor.FAIL), (True, doctor.WARN)])
def test_the_confirmation_as_epayco_reaches_it(live_server, settings, debug, level):
    settings.PUBLIC_URL, settings.DEBUG = live_server.url, debug

    found = doctor.check_confirmation()

    assert (found.level, "not over https" in found.detail) == (level, True)


@pytest.mark.parametrize(
    ("how", "told"),
    [("redirect", "redirects"), ("html", "answers 200"), ("fail", "500"), ("close", "not answer")],
)
def test_another_answer_than_the_shops(epayco, settings, how, told):
    settings.PUBLIC_URL = epayco.url
    epayco.misbehave = getattr(misbehaviour, how)

    found = doctor.check_confirmation()

    assert found.level == doctor.FAIL
    assert told in found.detail


def test_the_mail_server_takes_us(smtp):
    assert doctor.check_mail().level == doctor.OK


def test_no_mail_server(smtp):
    smtp.EMAIL_PORT = 1

    assert doctor.check_mail().level == doctor.FAIL


def test_mails_that_go_nowhere(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert doctor.check_mail().level == doctor.WARN


def test_a_cache_that_two_processes_share(db, settings, tmp_path):
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}

    assert cache_is_shared()


def test_a_cache_of_one_process(db, settings):
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend}}

    assert not cache_is_shared()
    assert doctor.check_cache().level == doctor.FAIL


@pytest.mark.db_server
def test_a_server_set_up_as_the_shop_sets_it_up(db):
    assert database_faults() == []


def test_the_suites_own_sqlite_is_no_file(db):
    from django.db import connection

    if connection.vendor == "sqlite":
        assert [fault.is_fatal for fault in database_faults()] == [False]


def test_tables_of_another_version(db):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="epayco").delete()

    assert "manage.py migrate" in database_faults()[0].fix


def at(seconds: float):
    """ePayco, whose clock is so many seconds ahead."""
    import time

    def answer(handler) -> None:
        handler.date_time_string = lambda *args: formatdate(time.time() + seconds, usegmt=True)
        handler.send({})

    return answer


@pytest.mark.parametrize(("ahead", "level"), [(0, "OK"), (30, "OK"), (90, "WARN"), (-9e3, "WARN")])
def test_the_clock(epayco, ahead, level):
    epayco.misbehave = at(ahead)

    assert doctor.check_clock().level == level


def test_no_clock_to_compare_with(epayco, settings):
    settings.EPAYCO_API_URL = "http://127.0.0.1:1"

    assert doctor.check_clock().level == doctor.WARN


def test_one_line_for_each_check_and_one_at_the_end_of_a_fault(db, epayco, keys, smtp):
    keys.PUBLIC_URL = "http://127.0.0.1:1"

    code, lines = examine()

    assert code == 1
    assert [line[6:].split(":")[0] for line in lines] == list(doctor.CHECKS)
    assert all(" Fix: " in line for line in lines if not line.startswith("OK"))
    text = "\n".join(lines)
    assert keys.P_KEY not in text
    assert PRIVATE not in text


def test_warnings_alone_end_well(db, monkeypatch):
    """No shop of this suite is behind https: the list of checks is cut short instead."""
    monkeypatch.setattr(doctor, "CHECKS", {"mail": doctor.check_mail})

    code, lines = examine()

    assert (code, len(lines)) == (0, 1)
    assert lines[0].startswith("WARN  mail: ")


def test_a_check_that_breaks_hides_no_other(db, monkeypatch):
    def broken():
        raise RuntimeError

    checks = {"one": broken, "signature": doctor.check_signature}
    monkeypatch.setattr(doctor, "CHECKS", checks)

    code, lines = examine()

    assert code == 1
    assert [line[:4] for line in lines] == ["FAIL", "OK  "]


def test_refunds_by_hand_need_no_token(settings):
    settings.EPAYCO_REFUNDS = "manual"

    assert doctor.check_refunds().level == doctor.OK


def test_refunds_through_epayco_are_not_sworn_by(epayco, settings):
    settings.EPAYCO_REFUNDS = "api"
    assert doctor.check_refunds().level == doctor.WARN

    epayco.misbehave = misbehaviour.fail

    assert doctor.check_refunds().level == doctor.FAIL
    assert not [path for path, _, _ in epayco.calls if "/refund/" in path]
