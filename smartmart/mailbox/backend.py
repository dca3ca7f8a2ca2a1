"""The email backend in DEBUG: passes each message on and keeps a copy for /mail/."""

from email.utils import formataddr

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEPT = 100
SECONDS = 7 * 24 * 3600
COUNTER = "mailbox:last"


class MailboxBackend(BaseEmailBackend):
    """Send through MAILBOX_FORWARDS_TO, the backend set by EMAIL_BACKEND."""

    def send_messages(self, email_messages) -> int:
        backend = get_connection(settings.MAILBOX_FORWARDS_TO, fail_silently=self.fail_silently)
        sent = backend.send_messages(email_messages)
        for message in email_messages:
            keep(message)
        return sent


def keep(message) -> None:
    cache.add(COUNTER, 0, SECONDS)
    number = cache.incr(COUNTER)
    # In a table, incr() shortens the count's life to the default of five minutes.
    cache.touch(COUNTER, SECONDS)
    cache.set(f"mailbox:{number}", contents(message), SECONDS)


def contents(message) -> dict:
    alternatives = getattr(message, "alternatives", [])
    html = next((body for body, mimetype in alternatives if mimetype == "text/html"), "")
    return {
        "subject": message.subject,
        "sender": formataddr(("", message.from_email)),
        "to": ", ".join(message.to),
        "text": message.body,
        "html": html,
        "at": timezone.now(),
    }


def newest() -> list[tuple[int, dict]]:
    """Return the kept messages with their numbers, newest first."""
    last = cache.get(COUNTER) or 0
    numbers = range(last, max(last - KEPT, 0), -1)
    found = cache.get_many([f"mailbox:{number}" for number in numbers])
    keys = ((number, f"mailbox:{number}") for number in numbers)
    return [(number, found[key]) for number, key in keys if key in found]
