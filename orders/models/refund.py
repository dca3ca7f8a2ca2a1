"""Refunds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.details import MONEY
from orders.models.order import Order


class Refund(models.Model):
    """A full or partial refund; the order itself stays unchanged.

    to_do until the gateway reports the reversal or staff mark it as paid."""

    class State(models.TextChoices):
        TO_DO = "to_do", _("to do")
        DONE = "done", _("done")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    amount = models.DecimalField(_("amount"), **MONEY)
    reason = models.TextField(_("reason"))
    # Goods returned to stock with it: {product id: quantity}.
    restocked = models.JSONField(_("returned to stock"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.TO_DO, db_index=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("paid back by"),
    )
    done_at = models.DateTimeField(_("done at"), null=True)
    # How it was paid: the gateway's reference, or a note of staff.
    done_note = models.CharField(_("how"), max_length=200, blank=True)
    # Set by API requests; NULL again once a repeat counts as a new request.
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)
    request_digest = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "refund"
        ordering = ["id"]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(name="orders_refund_amount_gt_0", condition=Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount}"

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE
