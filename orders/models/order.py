"""Orders and their items."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from orders.models.checkout import Checkout
from orders.models.details import ADDS_UP, MONEY, Amounts, BuyerDetails, DeliveryDetails, TaxedLine
from orders.querysets import OrderQuerySet

# Order numbers start after this; "1" would look like a mistake.
NUMBER_OFFSET = 1000


class Order(Amounts, BuyerDetails, DeliveryDetails):
    """A paid checkout. Invoice and payment reference are unique: one payment, one order."""

    class PaymentStatus(models.TextChoices):
        PAID = "paid", _("paid")
        REVIEW = "review", _("in review")
        REVERSED = "reversed", _("reversed")

    class Status(models.TextChoices):
        NEW = "new", _("new")
        PREPARING = "preparing", _("preparing")
        SHIPPED = "shipped", _("shipped")
        DELIVERED = "delivered", _("delivered")
        CANCELLED = "cancelled", _("cancelled")

    PICKUP_LABELS = {
        Status.SHIPPED: _("ready for pick-up"),
        Status.DELIVERED: _("collected"),
    }

    invoice_id = models.CharField(_("invoice"), max_length=60, unique=True)
    checkout = models.OneToOneField(Checkout, on_delete=models.PROTECT, related_name="order")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name=_("account"),
    )
    payment_status = models.CharField(_("payment"), max_length=10, choices=PaymentStatus.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.NEW
    )
    ref_payco = models.CharField(_("payment reference"), max_length=64, unique=True)
    # The gateway's code of the payment method (VS, PSE, EF, …) and the bank's approval code.
    payment_method = models.CharField(_("payment method"), max_length=20, blank=True)
    approval_code = models.CharField(_("approval code"), max_length=30, blank=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=100, blank=True)
    tracking_url = models.URLField(_("tracking link"), max_length=500, blank=True)
    # Number and CUFE from the provider of electronic invoices.
    einvoice_number = models.CharField(_("electronic invoice"), max_length=40, blank=True)
    cufe = models.CharField("CUFE", max_length=128, blank=True)
    # True while the order keeps the stock it took; set to False when it is returned, once.
    holds_stock = models.BooleanField(_("keeps stock"), default=False)
    paid_at = models.DateTimeField(_("paid at"))
    shipped_at = models.DateTimeField(_("shipped at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        db_table = "order"
        ordering = ["-created_at", "-id"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        # Lists filtered by one of these show the newest orders first.
        indexes = [
            models.Index(fields=["user", "created_at"], name="order_by_user"),
            models.Index(fields=["payment_status", "created_at"], name="order_by_payment"),
            models.Index(fields=["status", "created_at"], name="order_by_status"),
            models.Index(fields=["total"], name="order_by_total"),
            models.Index(fields=["approval_code"], name="order_by_approval"),
        ]
        constraints = [
            models.CheckConstraint(
                name="orders_order_total_adds_up",
                condition=ADDS_UP,
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.invoice_id})" if self.pk else self.invoice_id

    @property
    def number(self) -> int:
        """The short, rising order number for people; it may have gaps."""
        return NUMBER_OFFSET + self.pk

    @property
    def is_pickup(self) -> bool:
        return self.delivery_method == self.Method.PICKUP

    @property
    def refunded(self) -> Decimal:
        """The amount refunded so far. Prefetch refunds for a list of orders."""
        if self.payment_status == self.PaymentStatus.REVERSED:
            return self.total
        done = (refund.amount for refund in self.refunds.all() if refund.is_done)
        return sum(done, Decimal("0.00"))

    @property
    def refundable(self) -> Decimal:
        """The amount paid that has no refund yet, done or to do."""
        return self.total - sum((refund.amount for refund in self.refunds.all()), Decimal(0))

    def status_label(self) -> str:
        """The status as a label; pick-up orders are ready, then collected."""
        label = self.PICKUP_LABELS.get(self.status) if self.is_pickup else None
        return str(label or self.get_status_display())


class OrderItem(TaxedLine):
    """One product of an order, with its name and price at the time of the order."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="items")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    product_name = models.CharField(_("product"), max_length=200)
    product_slug = models.CharField(max_length=230)
    sku = models.CharField(_("SKU"), max_length=64, blank=True, default="")
    quantity = models.PositiveIntegerField(_("quantity"))
    total = models.DecimalField(_("total"), **MONEY)
    # How many units were returned to stock by refunds.
    returned = models.PositiveIntegerField(_("returned"), default=0)

    class Meta:
        db_table = "orderitem"
        ordering = ["id"]
        verbose_name = _("order item")
        verbose_name_plural = _("order items")
        constraints = [
            models.CheckConstraint(
                name="orders_orderitem_total_adds_up",
                condition=Q(total=Round(F("price") * F("quantity"), precision=2)),
            ),
            models.CheckConstraint(
                name="orders_orderitem_quantity_gt_0", condition=Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="orders_orderitem_returned_le_quantity",
                condition=Q(returned__lte=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_name}"


class OrderNote(models.Model):
    """A note of staff about an order. Append-only."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        db_table = "order_note"
        ordering = ["id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text[:60]
