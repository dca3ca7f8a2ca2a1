"""Report errors to Sentry if SENTRY_DSN is set, without personal data."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
DATABASE_ERRORS = frozenset({"IntegrityError", "DataError", "OperationalError", "DatabaseError"})
EMAIL = re.compile(r"[^\s'\"<>(),;:=]+@[^\s'\"<>(),;:=]+")
# Bodies, headers, cookies and URLs contain passwords, tokens and names. The route is kept as the
# transaction; the request id leads to the log line.
DROPPED = ("user", "breadcrumbs", "extra", "server_name")


def start(dsn: str, *, environment: str) -> None:
    """Start reporting. Raises ImproperlyConfigured if that can't work."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.utils import BadDsn
    except ImportError:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed: "
            "pip install -r requirements-sentry.txt -c constraints.txt"
        ) from None
    try:
        sentry_sdk.init(
            dsn=dsn,
            environment=environment,
            integrations=[DjangoIntegration(middleware_spans=False)],
            auto_enabling_integrations=False,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            before_send=scrub,
        )
    except BadDsn as error:
        raise ImproperlyConfigured(f"SENTRY_DSN cannot be used: {error}.") from None


def scrub(event: dict[str, Any], hint: dict[str, Any] | None = None) -> dict[str, Any]:
    """Remove personal data from the event."""
    from smartmart.monitoring.logs import request_id

    for name in DROPPED:
        event.pop(name, None)
    if request := event.get("request"):
        event["request"] = {"method": request.get("method", "")}
    for error in (event.get("exception") or {}).get("values") or []:
        error["value"] = redact_emails(error.get("value"))
        if error.get("type") in DATABASE_ERRORS:  # they quote the rejected row
            error["value"] = QUOTED.sub("'…'", error["value"])
    if entry := event.get("logentry"):
        event["logentry"] = {"message": redact_emails(entry.get("message"))}
    if message := event.get("message"):
        event["message"] = redact_emails(message)
    event.setdefault("tags", {})["request_id"] = request_id.get()
    return event


def redact_emails(text: object) -> str:
    """Remove email addresses; the message stays readable."""
    return EMAIL.sub("[e-mail]", str(text or ""))
