"""Payment attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.checkout import Checkout
from orders.models.details import MONEY


class PaymentAttempt(models.Model):
    """A payment at the gateway, identified by its reference, with its state."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        FAILED = "failed", _("failed")
        APPROVED = "approved", _("approved")
        # Approved by the gateway but without an order: see refusal.
        REFUSED = "refused", _("refused")
        REVERSED = "reversed", _("reversed")

    reference = models.CharField(_("payment reference"), max_length=64, unique=True)
    invoice = models.CharField(_("invoice"), max_length=64, db_index=True)
    checkout = models.ForeignKey(
        Checkout,
        null=True,
        on_delete=models.PROTECT,
        related_name="attempts",
        verbose_name=_("checkout"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    # The gateway's own name of the state (rejected, abandoned, expired, …) and its reason.
    gateway_state = models.CharField(_("state at the gateway"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    refusal = models.CharField(_("refused because"), max_length=40, blank=True)
    payment_method = models.CharField(_("payment method"), max_length=20, blank=True)
    approval_code = models.CharField(_("approval code"), max_length=30, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    at = models.DateTimeField(_("at"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "paymentattempt"
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")

    def __str__(self) -> str:
        return self.reference
