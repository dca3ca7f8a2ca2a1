"""Vouchers and their uses."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orders.models.details import MONEY


class Voucher(models.Model):
    """A discount code: a percentage or an amount, for all or some products."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent")
        AMOUNT = "amount", _("amount")

    code = models.CharField(_("code"), max_length=40)
    # The case-folded code, by which codes are compared and unique.
    code_key = models.CharField(max_length=64, unique=True, editable=False)
    series = models.CharField(_("series"), max_length=60, blank=True, db_index=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.DecimalField(
        _("value"), validators=[MinValueValidator(Decimal("0.01"))], **MONEY
    )
    minimum = models.DecimalField(
        _("minimum of goods"), default=0, validators=[MinValueValidator(0)], **MONEY
    )
    starts_at = models.DateTimeField(_("valid from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    max_uses = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    max_uses_per_buyer = models.PositiveIntegerField(_("uses per buyer"), null=True, blank=True)
    categories = models.ManyToManyField(
        "catalog.Category", blank=True, related_name="+", verbose_name=_("only in categories")
    )
    products = models.ManyToManyField(
        "catalog.Product", blank=True, related_name="+", verbose_name=_("only for products")
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        db_table = "voucher"
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="orders_voucher_value_gt_0", condition=Q(value__gt=0)),
            models.CheckConstraint(
                name="orders_voucher_percent_le_100",
                condition=~Q(kind="percent") | Q(value__lte=100),
            ),
            models.CheckConstraint(
                name="orders_voucher_ends_after_start",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VoucherUseQuerySet(models.QuerySet):
    def counting(self, now) -> "VoucherUseQuerySet":
        """Uses that are paid, or held by a checkout that may still be paid."""
        paid = Q(checkout__status="settled")
        return self.filter(paid | Q(checkout__hold_until__gt=now))


class VoucherUse(models.Model):
    """A voucher's use by a checkout. Held and released with the checkout's stock."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="uses")
    checkout = models.OneToOneField(
        "orders.Checkout", on_delete=models.PROTECT, related_name="voucher_use"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VoucherUseQuerySet.as_manager()

    class Meta:
        db_table = "voucher_use"
        verbose_name = _("voucher use")
        verbose_name_plural = _("voucher uses")

    def __str__(self) -> str:
        return f"{self.voucher_id}: {self.checkout_id}"
