"""Returns."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.details import MONEY
from orders.models.order import Order
from orders.models.refund import Refund


class OrderReturnQuerySet(models.QuerySet):
    def unpaid(self) -> "OrderReturnQuerySet":
        """Return the returns that aren't refunded: undecided, or with a refund still to do."""
        is_requested = Q(state=OrderReturn.State.REQUESTED)
        return self.filter(is_requested | Q(refund__state=Refund.State.TO_DO))


class OrderReturn(models.Model):
    """A buyer's withdrawal (Ley 1480 art. 47) from all or part of an order."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        RECEIVED = "received", _("received")
        REFUSED = "refused", _("refused")

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="returns", verbose_name=_("order")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.REQUESTED, db_index=True
    )
    # {product id: quantity}
    quantities = models.JSONField(_("goods"), default=dict)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    # The reason shown to the buyer if the return is refused.
    refusal_reason = models.CharField(_("refused because"), max_length=2000, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    money_due_by = models.DateField(_("money due by"))
    refund = models.OneToOneField(
        Refund,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("refund"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = OrderReturnQuerySet.as_manager()

    class Meta:
        db_table = "order_return"
        ordering = ["id"]
        verbose_name = _("return")
        verbose_name_plural = _("returns")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount}"
