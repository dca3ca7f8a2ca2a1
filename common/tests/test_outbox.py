import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from common.jobs import background, housekeeping
from common.mail import mailer, outbox
from common.models import OutboxMail
from common.tests.race import race

BROKEN = "common.tests.broken_mail.EmailBackend"


@pytest.fixture(autouse=True)
def templates(settings):
    """One kind of mail, of this test alone."""
    engine = {**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}
    settings.TEMPLATES = [engine]


def owe(name: str = "Ana") -> None:
    outbox.enqueue("sample", "ana@example.com", language="en", context={"name": name})


@pytest.mark.django_db
def test_a_mail_leaves_once_its_transaction_is_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        owe()
        assert not mail.outbox
    assert mail.outbox[0].to == ["ana@example.com"]
    assert outbox.drain() == 0
    assert OutboxMail.objects.get().sent_at


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_undone_owes_nothing():
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        owe()
        raise ValueError("undone")
    assert not OutboxMail.objects.exists()
    assert not mail.outbox


@pytest.mark.django_db
def test_texts_are_plain_html_is_escaped_and_subjects_hold_one_line():
    owe('<b>Ana</b> & "Luz"\nBcc: eve@example.com')
    outbox.drain()
    message = mail.outbox[0]
    assert message.subject == 'Hello <b>Ana</b> & "Luz" Bcc: eve@example.com'
    assert '<b>Ana</b> & "Luz"' in message.body
    owe("Ana \u202eaul\u2066")
    outbox.drain()
    turned = mail.outbox[-1]
    for text in (turned.subject, turned.body, turned.alternatives[0].content):
        assert "Ana aul" in text
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp;" in message.alternatives[0].content


@pytest.mark.django_db
def test_a_mail_that_cannot_be_sent_stays_owed(settings):
    owe()
    settings.EMAIL_BACKEND = BROKEN
    assert outbox.drain() == 0
    row = OutboxMail.objects.get()
    assert row.sent_at is None
    assert row.next_try_at > timezone.now()
    assert (row.tries, row.last_error) == (1, "ConnectionRefusedError")

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.drain() == 0
    OutboxMail.objects.update(next_try_at=timezone.now())
    call_command("send_mail_outbox")
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_pauses_grow_and_never_end(settings):
    settings.EMAIL_BACKEND = BROKEN
    owe()
    pauses = []
    for _ in range(20):
        outbox.drain()
        row = OutboxMail.objects.get()
        pauses.append((row.next_try_at - timezone.now()).total_seconds())
        OutboxMail.objects.update(next_try_at=timezone.now())
    assert pauses[0] < 5
    assert 2800 < pauses[-1] < 4400

    OutboxMail.objects.update(created_at=timezone.now() - timedelta(days=10))
    outbox.drain()
    assert OutboxMail.objects.get().next_try_at > timezone.now() + timedelta(hours=19)


@pytest.mark.django_db
def test_one_mail_that_fails_does_not_stop_the_rest():
    outbox.enqueue("no_such_kind", "eve@example.com", language="es", context={})
    owe()
    assert outbox.drain() == 1
    assert mail.outbox[0].to == ["ana@example.com"]


@pytest.mark.django_db
def test_old_mails_are_forgotten():
    owe()
    outbox.drain()
    housekeeping.sweep()
    assert OutboxMail.objects.exists()
    OutboxMail.objects.update(sent_at=timezone.now() - timedelta(days=31))
    housekeeping.sweep()
    assert not OutboxMail.objects.exists()


@pytest.mark.cache_table
@pytest.mark.django_db
def test_what_expired_leaves_the_table_of_the_cache():
    with connection.cursor() as cursor:
        cache.set("alive", "a copy", 60)
        cache.set("sign-up", "a name", 60)
        expired = [timezone.now() - timedelta(seconds=2), "%:sign-up"]
        cursor.execute("UPDATE cache SET expires = %s WHERE cache_key LIKE %s", expired)
        housekeeping.sweep()
        cursor.execute("SELECT cache_key FROM cache")
        assert [key.rsplit(":", 1)[1] for (key,) in cursor.fetchall()] == ["alive"]


class SlowMail(locmem.EmailBackend):
    """Long enough for every other sender to look at the same mail."""

    def send_messages(self, messages):
        time.sleep(0.2)
        return super().send_messages(messages)


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_of_many_senders_one_sends(settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowMail"
    OutboxMail.objects.create(kind="sample", to="ana@example.com", next_try_at=timezone.now())
    assert sum(race(lambda _: outbox.drain(), 6)) == 1
    assert len(mail.outbox) == 1


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_without_the_claim_several_send(settings, monkeypatch):
    """The twin of the test above."""
    settings.EMAIL_BACKEND = f"{__name__}.SlowMail"
    monkeypatch.setattr(outbox, "claim", lambda mail: True)
    OutboxMail.objects.create(kind="sample", to="ana@example.com", next_try_at=timezone.now())
    race(lambda _: outbox.drain(), 6)
    assert len(mail.outbox) > 1


class SilentMail(locmem.EmailBackend):
    """A server that answers nothing for a while."""

    answers = threading.Event()

    def send_messages(self, messages):
        self.answers.wait(60)
        return super().send_messages(messages)


def test_a_silent_server_delays_nobody(settings):
    settings.MAIL_IN_BACKGROUND = True
    settings.EMAIL_BACKEND = f"{__name__}.SilentMail"
    mailer.send_unstored(
        "sample", "ana@example.com", language="en", context={"name": "A"}, expires_in=60
    )
    assert not mail.outbox
    SilentMail.answers.set()
    wait_for(lambda: mail.outbox)


def test_a_posted_mail_is_tried_again(settings, monkeypatch):
    settings.MAIL_IN_BACKGROUND = True
    monkeypatch.setattr(mailer, "FIRST_PAUSE", 0.05)
    settings.EMAIL_BACKEND = BROKEN
    mailer.send_unstored(
        "sample", "ana@example.com", language="en", context={"name": "A"}, expires_in=60
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wait_for(lambda: mail.outbox)


def test_a_process_that_ends_does_at_once_what_was_put_off():
    pool, done = background.Pool(), []
    pool.submit(lambda: time.sleep(0.1) or done.append("at work"))
    pool.submit(lambda: done.append("put off"), delay=60)
    pool.submit(lambda: done.append("from a table"), delay=60, name="x")

    assert pool.finish(60) == 0
    assert sorted(done) == ["at work", "put off"]
    assert not pool.submit(lambda: done.append("too late"))


def test_a_process_that_ends_does_not_wait_for_ever():
    pool, silence = background.Pool(), threading.Event()
    for _ in range(background.WORKERS + 2):
        pool.submit(lambda: silence.wait(60))

    assert pool.finish(0.1) == background.WORKERS + 2
    silence.set()


def test_named_work_waits_in_line_once():
    pool, done = background.Pool(), []
    for _ in range(5):
        pool.submit(lambda: done.append("later"), delay=0.1, name="x")
    pool.submit(lambda: done.append("another"), delay=0.1)
    wait_for(lambda: len(done) == 2)
    time.sleep(0.1)
    assert sorted(done) == ["another", "later"]


def test_work_that_fails_ends_no_thread():
    pool, done = background.Pool(), []
    for _ in range(background.WORKERS + 1):
        pool.submit(lambda: 1 / 0)
    pool.submit(lambda: done.append(1))
    wait_for(lambda: done)


def wait_for(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
