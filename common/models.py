from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.labels import actions, mails
from common.webhooks.models import WebhookDelivery, WebhookEndpoint

__all__ = [
    "AuditEvent",
    "JobRun",
    "OutboxMail",
    "RateCounter",
    "WebhookDelivery",
    "WebhookEndpoint",
]


class RateCounter(models.Model):
    """A rate limit's counter for one time window, incremented by one atomic UPDATE."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "rate_counter"


class OutboxMail(models.Model):
    """A queued email, written in the transaction that triggers it and sent afterwards.

    It stores kind, recipient and context; the text is rendered when it is sent."""

    kind = models.CharField(_("mail"), max_length=40, choices=mails)
    to = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=8, default="es")
    context = models.JSONField(_("what it says"), default=dict)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    next_try_at = models.DateTimeField(_("next try at"), db_index=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        db_table = "outbox_mail"
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [models.Index(fields=["sent_at", "next_try_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to}"


class AuditEvent(models.Model):
    """Audit log entry, kept forever: logins, roles, refunds, stock edits."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    action = models.CharField(_("action"), max_length=40, db_index=True, choices=actions)
    subject = models.CharField(_("subject"), max_length=100, blank=True, db_index=True)
    detail = models.JSONField(_("details"), default=dict)
    address = models.CharField(_("IP address"), max_length=45, blank=True)

    class Meta:
        db_table = "audit_event"
        verbose_name = _("logged event")
        verbose_name_plural = _("event log")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.subject}".strip()


class JobRun(models.Model):
    """The last run of a scheduled job (common/jobs/schedule.py)."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    started_at = models.DateTimeField(_("started at"))
    # Both are empty while it runs, and stay so if it is killed.
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    is_ok = models.BooleanField(_("ended well"), null=True, blank=True)
    created_at = models.DateTimeField(_("first run"), auto_now_add=True)

    class Meta:
        db_table = "job_run"
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
