"""Checkouts and their items."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.details import ADDS_UP, Amounts, BuyerDetails, DeliveryDetails, TaxedLine


class Checkout(Amounts, BuyerDetails, DeliveryDetails):
    """A priced cart that waits for its payment; its stock is held until hold_until.

    Stored in the database, so losing the cache never loses a payment."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        PENDING = "pending", _("pending")
        SETTLED = "settled", _("settled")

    invoice = models.CharField(_("invoice"), max_length=60, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="checkouts",
        verbose_name=_("account"),
    )
    # The user if this is their open checkout, else NULL; unique, so at most one is open.
    open_for = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="open_checkout"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    expires_at = models.DateTimeField(_("open until"))
    hold_until = models.DateTimeField(_("holds stock until"), db_index=True)
    # The latest time until which a pending payment keeps the stock; set by the first one.
    pending_until = models.DateTimeField(_("pending until"), null=True, db_index=True)
    idempotency_key = models.CharField(max_length=64, unique=True, null=True)
    request_digest = models.CharField(max_length=64, blank=True)
    # The user started another checkout: this one holds no stock, but may still be paid.
    is_replaced = models.BooleanField(default=False)
    # The buyer agreed to one reminder email; set to False once it was sent or not needed.
    may_remind = models.BooleanField(_("may be reminded"), default=False)
    session_id = models.CharField(max_length=64, blank=True)
    # False while the gateway's session is being opened: there is no response to repeat yet.
    is_ready = models.BooleanField(default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "checkout"
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        constraints = [
            models.CheckConstraint(
                name="orders_checkout_total_adds_up",
                condition=ADDS_UP,
            )
        ]

    def __str__(self) -> str:
        return self.invoice


class CheckoutItem(TaxedLine):
    """One product of a checkout, with the name and price the buyer agreed to."""

    checkout = models.ForeignKey(Checkout, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    product_name = models.CharField(_("product"), max_length=200)
    product_slug = models.CharField(max_length=230)
    sku = models.CharField(_("SKU"), max_length=64, blank=True, default="")
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        db_table = "checkoutitem"
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(
                fields=["checkout", "product"], name="orders_checkoutitem_once_per_product"
            ),
            models.CheckConstraint(
                name="orders_checkoutitem_quantity_gt_0", condition=Q(quantity__gt=0)
            ),
        ]

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity
