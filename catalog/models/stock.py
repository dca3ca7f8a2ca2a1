from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class StockMovement(models.Model):
    """One stock change: quantity, reason, order and user. Append-only."""

    class Reason(models.TextChoices):
        INITIAL = "initial", _("initial stock")
        EDIT = "edit", _("edited")
        SALE = "sale", _("sale")
        RETURN = "return", _("return")
        IMPORT = "import", _("import")

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="movements", verbose_name=_("product")
    )
    change = models.BigIntegerField(_("change"))
    quantity_after = models.PositiveIntegerField(_("stock afterwards"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    invoice = models.CharField(_("invoice"), max_length=60, blank=True, db_index=True)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        db_table = "stock_movement"
        ordering = ["-id"]
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock journal")

    def __str__(self) -> str:
        return f"{self.change:+d} → {self.quantity_after}"


class StockAlert(models.Model):
    """A request for one email when the product is back in stock."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="alerts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="es")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "stock_alert"
        constraints = [
            models.UniqueConstraint(fields=["product", "user"], name="catalog_stockalert_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.user_id}"
