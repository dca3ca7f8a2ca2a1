"""Render and send email; send_unstored() sends email that must not be stored."""

import logging
import re
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import render_to_string, select_template
from django.utils import translation

from common import shop
from common.jobs.background import pool

logger = logging.getLogger(__name__)

# How long a response waits for its email: a local backend delivers in this time, and a silent
# mail server delays nobody longer.
PATIENCE = 0.3
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0


# Bidirectional control characters, which reorder the text after them.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Blank lines that templates leave between paragraphs.
LINES = re.compile(r"\n\s*\n")

# A sentence that ends with a time, "6:43 p. m.", has its full stop already.
STOPS = re.compile(r"(?<=\bm\.)\.(?!\.)")

# By kind of email: makes the context that must not be stored when the email is sent. Registered
# by the app that sends it; may raise Obsolete.
late_context: dict[str, Callable[[dict], dict]] = {}


class Obsolete(Exception):
    """The email is no longer needed."""


def current_language() -> str:
    """Return the language of the current request, if the shop has it, else the default."""
    return translation.get_language() or settings.LANGUAGE_CODE


def render(kind: str, to: str, *, language: str, context: dict) -> EmailMultiAlternatives:
    """Render an email of this kind and language from mail/<kind>.subject.txt, .txt and .html.

    A kind with mail/<kind>.message.txt instead of the latter two gets the layout mail/message.*.
    Raises Obsolete."""
    values = {**context, "public_url": settings.PUBLIC_URL, "frontend_url": settings.FRONTEND_URL}
    values |= late_context.get(kind, lambda context: {})(context)
    with translation.override(language):
        values |= {"shop": shop.for_templates(), "message_template": f"mail/{kind}.message.txt"}
        # A header is a single line, whatever a name contains.
        subject = " ".join(plain_text(f"mail/{kind}.subject.txt", values).split())
        text = plain_text([f"mail/{kind}.txt", "mail/message.txt"], values)
        parts = (LINES.sub("\n\n", text).strip(), plain_text("mail/foot.txt", values).strip())
        mail = EmailMultiAlternatives(subject, "\n\n".join(parts) + "\n", to=[to])
        html = tidy(render_to_string([f"mail/{kind}.html", "mail/message.html"], values))
        mail.attach_alternative(html, "text/html")
    return mail


def plain_text(template: str | list[str], values: dict) -> str:
    """Render the first existing template as plain text, without HTML escaping."""
    found = select_template([template] if isinstance(template, str) else template).template
    return tidy(found.render(Context(values, autoescape=False)))


def tidy(text: str) -> str:
    return STOPS.sub("", TURNS.sub("", text))


def send(kind: str, to: str, *, language: str, context: dict) -> None:
    """Send an email now. Raises what the mail backend raises."""
    render(kind, to, language=language, context=context).send()


def send_unstored(kind: str, to: str, *, language: str, context: dict, expires_in: float) -> None:
    """Send an email whose secret must not be stored; keep trying for `expires_in` seconds.

    Returns when it is sent, and at the latest after PATIENCE."""
    letter = UnstoredEmail(kind, to, language, context, deadline=time.monotonic() + expires_in)
    if settings.MAIL_IN_BACKGROUND:
        pool.submit(letter.attempt)
        letter.tried.wait(PATIENCE)
    else:
        letter.attempt()


class UnstoredEmail:
    """An email in memory, until it is sent."""

    def __init__(self, kind: str, to: str, language: str, context: dict, *, deadline: float):
        self.kind, self.to, self.language, self.context = kind, to, language, context
        self.deadline = deadline
        self.pause = FIRST_PAUSE
        self.tried = threading.Event()

    def attempt(self) -> None:
        try:
            send(self.kind, self.to, language=self.language, context=self.context)
        except Exception as error:  # noqa: BLE001 each backend has errors of its own
            # The class only: the message may contain the address.
            logger.warning("Mail %s was not sent: %s", self.kind, type(error).__name__)
            self.again()
        finally:
            self.tried.set()

    def again(self) -> None:
        if settings.MAIL_IN_BACKGROUND and time.monotonic() + self.pause < self.deadline:
            pool.submit(self.attempt, delay=self.pause)
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
