from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from orders.querysets import OrderQuerySet

MONEY = {"max_digits": 14, "decimal_places": 2}
# Rounded, because SQLite adds decimals as floats; on MySQL the sum is exact anyway.
SUM_OF_PARTS = Round(F("subtotal") + F("tax"), precision=2)


class DeliveryDetails(models.Model):
    """Where the goods go and whom the invoice names; blank where the buyer did not say."""

    class Method(models.TextChoices):
        PICKUP = "pickup", _("pick-up at the shop")
        STANDARD = "standard", _("delivery")

    class DocumentType(models.TextChoices):
        CC = "CC", _("citizenship card")
        CE = "CE", _("foreigner's card")
        NIT = "NIT", _("tax number of a company")
        PP = "PP", _("passport")

    delivery_method = models.CharField(
        _("way of delivery"), max_length=10, choices=Method.choices, blank=True
    )
    # Before tax, part of the subtotal.
    delivery_price = models.DecimalField(
        _("price of delivery"), max_digits=12, decimal_places=2, default=0
    )
    department = models.CharField(_("department"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    delivery_phone = models.CharField(_("phone"), max_length=32, blank=True)
    document_type = models.CharField(
        _("document"), max_length=3, choices=DocumentType.choices, blank=True
    )
    document_number = models.CharField(_("document number"), max_length=20, blank=True)

    DELIVERY_FIELDS = (
        *("delivery_method", "delivery_price", "department", "city", "address"),
        *("delivery_phone", "document_type", "document_number"),
    )

    class Meta:
        abstract = True


class Checkout(DeliveryDetails):
    """A cart on its way to being paid: priced, with its stock held until hold_until.

    This row is what makes sure that a payment is never lost, whatever becomes of the cache."""

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
    # The user while this is that user's open checkout, else NULL: at most one is open.
    open_for = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="open_checkout"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(max_length=8, default="es")
    subtotal = models.DecimalField(_("subtotal"), **MONEY)
    tax = models.DecimalField(_("tax"), **MONEY)
    total = models.DecimalField(_("total"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    expires_at = models.DateTimeField(_("open until"))
    hold_until = models.DateTimeField(_("holds stock until"), db_index=True)
    # The end of the longest time that a pending payment may keep the stock, once there was one.
    pending_until = models.DateTimeField(_("pending until"), null=True)
    idempotency_key = models.CharField(max_length=64, unique=True, null=True)
    request_digest = models.CharField(max_length=64, blank=True)
    # The same user began another checkout: this one holds nothing more, but may still be paid.
    is_replaced = models.BooleanField(default=False)
    session_id = models.CharField(max_length=64, blank=True)
    # False while the gateway's session is still being opened: there is no answer to repeat yet.
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
                condition=Q(total=SUM_OF_PARTS) & Q(subtotal__gte=0) & Q(tax__gte=0),
            )
        ]

    def __str__(self) -> str:
        return self.invoice


class CheckoutItem(models.Model):
    """One product of a checkout, with the name and price that the buyer agreed to."""

    checkout = models.ForeignKey(Checkout, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    product_name = models.CharField(_("product"), max_length=200)
    product_slug = models.CharField(max_length=230)
    quantity = models.PositiveIntegerField(_("quantity"))
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

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


class PaymentAttempt(models.Model):
    """One payment at the gateway, by its reference, and how it stands."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        FAILED = "failed", _("failed")
        APPROVED = "approved", _("approved")
        # Approved at the gateway, but it made no order: see refusal.
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
    # The gateway's own word for the state (rejected, abandoned, expired, …) and its reason.
    gateway_state = models.CharField(_("state at the gateway"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    refusal = models.CharField(_("refused because"), max_length=40, blank=True)
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


class Order(DeliveryDetails):
    """A paid checkout. Invoice and payment reference are unique: a payment makes one order."""

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

    invoice_id = models.CharField(_("invoice"), max_length=60, unique=True)
    checkout = models.OneToOneField(Checkout, on_delete=models.PROTECT, related_name="order")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name=_("account"),
    )
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(max_length=8, default="es")
    subtotal = models.DecimalField(_("subtotal"), **MONEY)
    tax = models.DecimalField(_("tax"), **MONEY)
    total = models.DecimalField(_("total"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    payment_status = models.CharField(_("payment"), max_length=10, choices=PaymentStatus.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.NEW
    )
    ref_payco = models.CharField(_("payment reference"), max_length=64, unique=True)
    # True while this order keeps stock that it took; set to False when that is given back, once.
    holds_stock = models.BooleanField(_("keeps stock"), default=False)
    paid_at = models.DateTimeField(_("paid at"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        db_table = "order"
        ordering = ["-created_at", "-id"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        # Each list that filters by one of these shows its newest orders first.
        indexes = [
            models.Index(fields=["user", "created_at"], name="order_by_user"),
            models.Index(fields=["payment_status", "created_at"], name="order_by_payment"),
            models.Index(fields=["status", "created_at"], name="order_by_status"),
            models.Index(fields=["total"], name="order_by_total"),
        ]
        constraints = [
            models.CheckConstraint(
                name="orders_order_total_adds_up",
                condition=Q(total=SUM_OF_PARTS) & Q(subtotal__gte=0) & Q(tax__gte=0),
            )
        ]

    def __str__(self) -> str:
        return self.invoice_id


class OrderItem(models.Model):
    """One product of an order, with the name and price of the day."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="items")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    product_name = models.CharField(_("product"), max_length=200)
    product_slug = models.CharField(max_length=230)
    quantity = models.PositiveIntegerField(_("quantity"))
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("total"), **MONEY)
    # How many of what the order took went back to the stock by refunds.
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


class Refund(models.Model):
    """Money that goes back to a buyer, in whole or in part; the order itself stays as it was.

    to_do until the gateway says that it reversed the payment, or a person that it is paid back."""

    class State(models.TextChoices):
        TO_DO = "to_do", _("to do")
        DONE = "done", _("done")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    amount = models.DecimalField(_("amount"), **MONEY)
    reason = models.TextField(_("reason"))
    # What went back to the stock with it: {product id: quantity}.
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
    # How the money went back: the gateway's word, or what the person wrote.
    done_note = models.CharField(_("how"), max_length=200, blank=True)
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


class OrderNote(models.Model):
    """What staff want to remember about an order, for each other. Append-only."""

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
