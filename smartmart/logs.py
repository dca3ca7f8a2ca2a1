"""Log lines: readable on a developer's machine, JSON in production, each with its request id."""

import contextvars
import logging

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def logging_config(*, level: str, as_json: bool) -> dict:
    """A dictConfig. Django's own lines lose their path queries to nobody: they carry no bodies."""
    json_formatter = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        "rename_fields": {"asctime": "time", "levelname": "level"},
    }
    plain = {"format": "%(asctime)s %(levelname)-7s %(name)s [%(request_id)s] %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "smartmart.logs.RequestIdFilter"}},
        "formatters": {"line": json_formatter if as_json else plain},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # SQL and template look-ups may hold personal data; they are never logged.
            "django.db.backends": {"level": "INFO"},
            "django.template": {"level": "INFO"},
            "urllib3": {"level": "WARNING"},
        },
    }
