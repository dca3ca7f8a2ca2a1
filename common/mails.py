"""Mails: made from templates, and sent; for those that no table may remember, posted."""

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
from common.background import pool

logger = logging.getLogger(__name__)

# How long an answer waits for its mail: a local backend has delivered by then, and a silent
# server costs nobody more than this.
PATIENCE = 0.3
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0


# A name may bring along what turns the direction of all that follows it.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What templates leave between paragraphs.
LINES = re.compile(r"\n\s*\n")

# Of a kind of mail: what its context may not hold where it is kept, made when the mail is sent.
# Registered by the app whose mail it is; raises Pointless.
late_context: dict[str, Callable[[dict], dict]] = {}


class Pointless(Exception):
    """What this mail is about is over: there is nothing to send any more."""


def current_language() -> str:
    """The language that the reader of this request prefers, of those the shop speaks."""
    return translation.get_language() or settings.LANGUAGE_CODE


def render(kind: str, to: str, *, language: str, context: dict) -> EmailMultiAlternatives:
    """The mail of this kind, in the language: mail/<kind>.subject.txt, .txt and .html. A kind that
    has mail/<kind>.message.txt instead of the latter two gets the layout of mail/message.*.

    Raises Pointless."""
    values = {**context, "public_url": settings.PUBLIC_URL, "frontend_url": settings.FRONTEND_URL}
    values |= late_context.get(kind, lambda context: {})(context)
    with translation.override(language):
        values |= {"shop": shop.for_templates(), "message_template": f"mail/{kind}.message.txt"}
        # One line, whatever a name brings along: a header cannot hold more.
        subject = " ".join(plain_text(f"mail/{kind}.subject.txt", values).split())
        text = plain_text([f"mail/{kind}.txt", "mail/message.txt"], values)
        parts = (LINES.sub("\n\n", text).strip(), plain_text("mail/foot.txt", values).strip())
        mail = EmailMultiAlternatives(subject, "\n\n".join(parts) + "\n", to=[to])
        html = TURNS.sub("", render_to_string([f"mail/{kind}.html", "mail/message.html"], values))
        mail.attach_alternative(html, "text/html")
    return mail


def plain_text(template: str | list[str], values: dict) -> str:
    """A text template (the first that exists), in which nothing is escaped for HTML."""
    found = select_template([template] if isinstance(template, str) else template).template
    return TURNS.sub("", found.render(Context(values, autoescape=False)))


def send(kind: str, to: str, *, language: str, context: dict) -> None:
    """Send it now. Raises what the mail backend raises."""
    render(kind, to, language=language, context=context).send()


def post(kind: str, to: str, *, language: str, context: dict, worth: float) -> None:
    """Send a mail whose secret may stand in no table; keep trying while it is worth it (seconds).

    Returns when it is sent, and in any case after PATIENCE."""
    letter = Letter(kind, to, language, context, deadline=time.monotonic() + worth)
    if settings.MAIL_IN_BACKGROUND:
        pool.submit(letter.attempt)
        letter.tried.wait(PATIENCE)
    else:
        letter.attempt()


class Letter:
    """A posted mail on its way."""

    def __init__(self, kind: str, to: str, language: str, context: dict, *, deadline: float):
        self.kind, self.to, self.language, self.context = kind, to, language, context
        self.deadline = deadline
        self.pause = FIRST_PAUSE
        self.tried = threading.Event()

    def attempt(self) -> None:
        try:
            send(self.kind, self.to, language=self.language, context=self.context)
        except Exception as error:  # noqa: BLE001 each backend has errors of its own
            # The class only: the text may quote the address.
            logger.warning("Mail %s was not sent: %s", self.kind, type(error).__name__)
            self.again()
        finally:
            self.tried.set()

    def again(self) -> None:
        if settings.MAIL_IN_BACKGROUND and time.monotonic() + self.pause < self.deadline:
            pool.submit(self.attempt, delay=self.pause)
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
