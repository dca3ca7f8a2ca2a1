"""Logging: readable in development, JSON in production, with a request id.

No line contains tokens or addresses, whichever logger wrote it."""

import contextvars
import copy
import logging
import re
from collections.abc import Iterator

from pythonjsonlogger.json import JsonFormatter

from smartmart.monitoring.sentry import DATABASE_ERRORS, QUOTED, redact_emails

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")

# Queries contain searches, reset links and whole notifications; one path contains a token.
QUERY = re.compile(r"\?[^\s'\">]+")
LINK = re.compile(r"(/verifyemail/)[^/\s'\">]+")
# A JWT starts with the Base64 of '{"'; its other parts are useless without the first.
JWT = re.compile(r"eyJ[A-Za-z0-9_.-]{10,}")
# Django attaches the request to its records for error emails.
DROPPED = ("request", "user", "environ", "response")


def redact(text: str) -> str:
    """Remove personal data and secrets from the text."""
    text = LINK.sub(r"\1[token]", QUERY.sub("?[query]", text))
    return redact_emails(JWT.sub("[token]", text))


def redact_traceback(text: str, error: BaseException | None) -> str:
    """Remove quoted values: databases quote the row that they reject."""
    for each in chain(error):
        if type(each).__name__ in DATABASE_ERRORS and str(each):
            text = text.replace(str(each), QUOTED.sub("'…'", str(each)))
    return redact(text)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


class RedactingFormatter(logging.Formatter):
    """Formatter that redacts a copy of each record."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        # Django logs rejections after the request has left the middleware.
        request = record.__dict__.get("request")
        record.request_id = getattr(request, "request_id", request_id.get())
        for name in DROPPED:
            record.__dict__.pop(name, None)
        record.msg, record.args = redact(record.getMessage()), ()
        record.exc_text = None
        return super().format(record)

    def formatException(self, exc_info: tuple) -> str:
        text = super().formatException(exc_info)
        return redact_traceback("".join(text), exc_info[1])


class Lines(RedactingFormatter):
    """Lines for people."""


class JsonLines(RedactingFormatter, JsonFormatter):
    """JSON lines for programs."""


JSON_NAMES = {"asctime": "time", "levelname": "level"}


def formatter(*, as_json: bool) -> RedactingFormatter:
    if as_json:
        fields = "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"
        return JsonLines(fields, rename_fields=JSON_NAMES)
    return Lines("%(asctime)s %(levelname)-7s %(name)s [%(request_id)s] %(message)s")


def logging_config(*, level: str, as_json: bool) -> dict:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_json": as_json}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # SQL and template lookups may contain personal data; they are never logged.
            "django.db.backends": {"level": "INFO"},
            "django.template": {"level": "INFO"},
            "urllib3": {"level": "WARNING"},
        },
    }
