from django.conf import settings
from django.db import models


class RateCounter(models.Model):
    """How often something happened in one window of time. Counted in the database, by one
    atomic UPDATE, so that neither a race nor a cache that is down lets a caller count less."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "rate_counter"


class OutboxMail(models.Model):
    """A mail that is owed to somebody: written with the row that owes it, sent afterwards.

    It says which mail to whom about what (kind, context); its text is made when it is sent."""

    kind = models.CharField(max_length=40)
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=8, default="es")
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "outbox_mail"
        indexes = [models.Index(fields=["sent_at", "next_try_at"], name="outbox_due")]


class AuditEvent(models.Model):
    """Who did what to whom, kept for ever: log-ins, roles, refunds, stock edits."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=100, blank=True)
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        db_table = "audit_event"
        ordering = ["-id"]
