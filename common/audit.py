"""Audit log, stored in the database without secrets or email addresses."""

from django.contrib.auth.models import AbstractBaseUser

from common.models import AuditEvent


def record(
    action: str,
    *,
    actor: AbstractBaseUser | None = None,
    subject: str = "",
    detail: dict | None = None,
    address: str = "",
) -> None:
    """Record who (actor) did what (action) to which subject (such as "user:7").

    detail is plain JSON, with ids instead of names, emails or secrets."""
    known = actor if actor is not None and actor.pk else None
    AuditEvent.objects.create(
        actor=known, action=action, subject=subject[:100], detail=detail or {}, address=address[:45]
    )
