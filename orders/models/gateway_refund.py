"""Refunds requested from the gateway."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.refund import Refund


class GatewayRefundQuerySet(models.QuerySet):
    def unfinished(self) -> "GatewayRefundQuerySet":
        """Return requests that are pending or sent, and not yet confirmed by the payment."""
        return self.filter(refund__state=Refund.State.TO_DO)

    def asked(self) -> "GatewayRefundQuerySet":
        """Return sent requests, whatever the response, that the payment doesn't confirm yet."""
        return self.unfinished().exclude(sent_at=None)

    def for_a_person(self) -> "GatewayRefundQuerySet":
        """Return requests that were rejected or have an unknown result. They aren't sent again."""
        return self.unfinished().filter(state__in=GatewayRefund.UNSETTLED)


class GatewayRefund(models.Model):
    """The single call that requests a full refund from the gateway.

    Created with its refund, and marked as sent before the call. Whatever happens then, the call is
    never repeated: the refund is done when the payment's own record shows the reversal."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        SENT = "sent", _("sent, answer unknown")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        UNCLEAR = "unclear", _("unclear answer")
        NOT_SENT = "not_sent", _("not sent, because it was no longer needed")

    UNSETTLED = (State.SENT, State.REFUSED, State.UNCLEAR)

    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, related_name="gateway", verbose_name=_("refund")
    )
    # A payment is refunded in full, at most once.
    reference = models.CharField(_("payment reference"), max_length=64, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True
    )
    sent_at = models.DateTimeField(_("sent at"), null=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    answer = models.JSONField(_("response"), default=dict)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = GatewayRefundQuerySet.as_manager()

    class Meta:
        db_table = "gateway_refund"
        ordering = ["id"]
        verbose_name = _("refund by the gateway")
        verbose_name_plural = _("refunds by the gateway")
        constraints = [
            models.CheckConstraint(
                name="orders_gatewayrefund_sent_has_its_time",
                condition=Q(state__in=("waiting", "not_sent"), sent_at=None)
                | Q(state__in=("sent", "accepted", "refused", "unclear"), sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_state_display()}"
