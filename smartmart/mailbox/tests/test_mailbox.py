from datetime import datetime, timedelta, timezone

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.urls import include, path

pytestmark = pytest.mark.django_db
urlpatterns = [path("mail/", include("smartmart.mailbox.urls"))]


@pytest.fixture
def mailbox(settings):
    """The mailbox of a shop in DEBUG, empty, in front of the backend that tests read."""
    cache.clear()
    settings.ROOT_URLCONF = __name__
    settings.MAILBOX_FORWARDS_TO = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_BACKEND = "smartmart.mailbox.backend.MailboxBackend"


def send(subject: str, html: str = "") -> None:
    message = EmailMultiAlternatives(subject, "See https://shop.example/x", to=["ana@mail.example"])
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def test_the_mailbox_shows_what_was_sent_newest_first(mailbox, client):
    send("First")
    send("Second <b>")
    page = client.get("/mail/").content.decode()

    assert [message.subject for message in mail.outbox] == ["First", "Second <b>"]
    assert page.index("Second &lt;b&gt;") < page.index("First")
    assert "ana@mail.example" in page


def test_a_message_shows_its_text_with_links_and_its_html_in_a_frame(mailbox, client):
    send("Hello", "<p>Hi <a href='https://shop.example/y'>there</a></p>")
    page = client.get("/mail/1/").content.decode()
    part = client.get("/mail/1/html/")

    assert 'href="https://shop.example/x"' in page
    assert "<iframe sandbox=" in page
    assert "<p>Hi <a href='https://shop.example/y'>there</a></p>" in part.content.decode()
    assert "script-src" not in part["Content-Security-Policy"]
    assert "default-src 'none'" in part["Content-Security-Policy"]
    assert part["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.cache_table
def test_a_message_is_still_there_days_later(mailbox, client, monkeypatch):
    send("First")
    send("Second")
    later = datetime.now(timezone.utc) + timedelta(days=6)
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)

    assert "First" in client.get("/mail/").text


def test_an_unknown_message_is_404(mailbox, client):
    assert client.get("/mail/7/").status_code == 404
    assert client.get("/mail/7/html/").status_code == 404


def test_a_real_shop_has_no_mailbox(client):
    assert client.get("/mail/").status_code == 404


def test_times_are_those_of_colombia(mailbox, client, monkeypatch):
    at = datetime(2026, 11, 26, 3, 5, tzinfo=timezone.utc)
    monkeypatch.setattr("smartmart.mailbox.backend.timezone.now", lambda: at)
    send("Hello")

    assert "2026-11-25 22:05" in client.get("/mail/").text
    assert "2026-11-25 22:05" in client.get("/mail/1/").text
