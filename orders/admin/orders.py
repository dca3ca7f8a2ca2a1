from collections.abc import Iterable
from decimal import Decimal

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic import departures, order_status
from business_logic.exceptions import DomainError
from common.admin import ReadOnlyAdmin
from common.money.formatting import readable
from common.templatetags.shop_money import tax_label
from orders.admin.desk import STEP_LABELS, OrderActionsMixin
from orders.admin.numbers import NumberSearchMixin
from orders.admin.refunds import RefundAdmin  # noqa: F401 registered by being imported
from orders.api.permissions import processes_orders
from orders.models import Checkout, CheckoutItem, Order, OrderItem, PaymentAttempt

DELIVERY = tuple(name for name in Order.DELIVERY_FIELDS if name != "delivery_price")


SHIPPING = ("carrier", "tracking_number", "tracking_url", "shipped_at", "delivered_at")


class ReadOnlyInline(admin.TabularInline):
    """Read-only lines."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class TaxedInline(ReadOnlyInline):
    """Lines with their discount and their share of their class's tax, including delivery's."""

    @admin.display(description=_("discount"))
    def discount_text(self, item: OrderItem | CheckoutItem) -> str:
        return readable(item.discount, currency_of(item)) if item.discount else "-"

    @admin.display(description=_("tax class"))
    def tax_words(self, item: OrderItem | CheckoutItem) -> str:
        return tax_label({"tax_class": item.tax_class, "rate": item.tax_rate})

    @admin.display(description=_("taxes"))
    def tax_text(self, item: OrderItem | CheckoutItem) -> str:
        return readable(item.tax, currency_of(item))


def currency_of(item: OrderItem | CheckoutItem) -> str:
    return item.order.currency if isinstance(item, OrderItem) else item.checkout.currency


class OrderItemInline(TaxedInline):
    model = OrderItem
    fields = (
        *("product_name", "sku", "quantity", "unit_price", "discount_text"),
        *("tax_words", "tax_text", "line_total"),
    )
    readonly_fields = fields

    @admin.display(description=_("price"))
    def unit_price(self, item: OrderItem) -> str:
        return readable(item.price, item.order.currency)

    @admin.display(description=_("total"))
    def line_total(self, item: OrderItem) -> str:
        return readable(item.total, item.order.currency)


class CheckoutItemInline(TaxedInline):
    model = CheckoutItem
    fields = (
        *("product_name", "quantity", "unit_price", "discount_text"),
        *("tax_words", "tax_text"),
    )
    readonly_fields = fields

    @admin.display(description=_("price"))
    def unit_price(self, item: CheckoutItem) -> str:
        return readable(item.price, item.checkout.currency)


class PaymentAttemptInline(ReadOnlyInline):
    model = PaymentAttempt
    fields = ("reference", "state", "gateway_state", "refusal", "reason", "amount", "at")
    readonly_fields = fields


class Sums:
    """Formatted amounts of an order or a checkout."""

    @admin.display(description=_("total"), ordering="total")
    def sum(self, bought: Order | Checkout) -> str:
        return readable(bought.total, bought.currency)

    @admin.display(description=_("subtotal"))
    def subtotal_text(self, bought: Order | Checkout) -> str:
        return readable(bought.subtotal, bought.currency)

    @admin.display(description=_("discount"))
    def discount_text(self, bought: Order | Checkout) -> str:
        code = f" ({bought.voucher})" if bought.voucher else ""
        return f"{readable(bought.discount, bought.currency)}{code}"

    @admin.display(description=_("taxes"))
    def tax_text(self, bought: Order | Checkout) -> str:
        """Return each class's base and tax; with the subtotal the taxes add up to the total."""
        rows = (
            (
                tax_label(row),
                readable(Decimal(row["amount"]), bought.currency),
                readable(Decimal(row["base"]), bought.currency),
            )
            for row in bought.taxes
        )
        return format_html_join("", "<div>{}: {} ← {}</div>", rows) or "-"

    @admin.display(description=_("price of delivery"))
    def delivery_sum(self, bought: Order | Checkout) -> str:
        return readable(bought.delivery_price, bought.currency)


def account_of(request: HttpRequest) -> str:
    """Return the field with the buyer's account, as a link if the user may open it."""
    return "user" if request.user.has_perm("users.view_appuser") else "account"


def money_fields(order: Order | None) -> tuple[str, ...]:
    discount = ("discount_text",) if order is None or order.discount else ()
    return ("subtotal_text", *discount, "tax_text", "sum", "paid_at")


@admin.register(Order)
class OrderAdmin(OrderActionsMixin, NumberSearchMixin, Sums, ReadOnlyAdmin):
    """Orders. They change only by status changes and refunds."""

    list_display = (
        *("number_shown", "invoice_id", "email", "sum", "payment_status", "status_words"),
        "created_at",
    )
    list_display_links = ("number_shown", "invoice_id")
    list_filter = ("payment_status", "status", "created_at", "paid_at")
    list_select_related = ("user",)
    search_fields = (
        *("invoice_id", "email", "user__email", "ref_payco", "approval_code"),
        *("=payment_method", "tracking_number"),
    )
    order_lookup = "pk"
    search_help_text = _("Number, invoice, email, payment reference, approval code or tracking")
    inlines = (OrderItemInline,)
    actions = ("prepare", "ship", "deliver", "cancel")

    def get_fieldsets(self, request, obj=None):
        """Return the sections in the order that staff need; delivery has only the fields given."""
        delivery = [name for name in DELIVERY if obj is None or getattr(obj, name)]
        if obj and obj.delivery_method:
            delivery.insert(1, "delivery_sum")
        parts = [
            (
                _("Order"),
                ("number_shown", "status_words", "payment_status", "created_at", "updated_at"),
            ),
            (_("Buyer"), (account_of(request), "first_name", "last_name", "email")),
            (_("Delivery and document"), delivery),
            (_("Money"), money_fields(obj)),
            (
                _("Payment"),
                ("ref_payco", "payment_method", "approval_code", "payments", "holds_stock"),
            ),
            (_("Shipping"), [name for name in SHIPPING if obj is None or getattr(obj, name)]),
        ]
        return [
            (title, {"fields": fields, "classes": ("shop-tall",) if len(fields) > 4 else ()})
            for title, fields in parts
            if fields
        ]

    @admin.display(description=_("account"))
    def account(self, order: Order) -> str:
        return str(order.user)

    @admin.display(description=_("number"), ordering="id")
    def number_shown(self, order: Order) -> str:
        return str(order.number)

    @admin.display(description=_("status"), ordering="status")
    def status_words(self, order: Order) -> str:
        return order.status_label()

    @admin.display(description=_("payment attempts"), empty_value="-")
    def payments(self, order: Order) -> str:
        attempts = PaymentAttempt.objects.filter(checkout=order.checkout_id).order_by("id")
        lines = ((a.reference, a.get_state_display(), a.reason or a.refusal) for a in attempts)
        return format_html_join("", "<div>{}: {} {}</div>", lines)

    def has_process_permission(self, request: HttpRequest) -> bool:
        return processes_orders(request.user)

    @admin.action(description=STEP_LABELS["preparing"], permissions=["process"])
    def prepare(self, request, queryset):
        self.move(request, queryset, Order.Status.PREPARING)

    @admin.action(description=STEP_LABELS["shipped"], permissions=["process"])
    def ship(self, request, queryset):
        self.move(request, queryset, Order.Status.SHIPPED)

    @admin.action(description=STEP_LABELS["delivered"], permissions=["process"])
    def deliver(self, request, queryset):
        self.move(request, queryset, Order.Status.DELIVERED)

    @admin.action(description=STEP_LABELS["cancelled"], permissions=["process"])
    def cancel(self, request, queryset):
        self.move(request, queryset, Order.Status.CANCELLED)

    def move(self, request: HttpRequest, orders: Iterable[Order], status: str) -> None:
        """Update each order separately; one failure doesn't block the rest."""
        moved = 0
        for order in orders:
            try:
                order_status.change_status(order.invoice_id, status, by=request.user)
                moved += 1
            except DomainError as refusal:
                self.message_user(request, f"{order.number}: {refusal}", messages.ERROR)
        if moved:
            self.message_user(request, gettext("Orders updated: %d") % moved, messages.SUCCESS)


@admin.register(Checkout)
class CheckoutAdmin(Sums, ReadOnlyAdmin):
    list_display = ("invoice", "email", "sum", "status", "expires_at", "hold_until")
    list_filter = ("status", "created_at")
    search_fields = ("invoice", "email")
    before_buyer = ("invoice", "status", "created_at", "expires_at", "hold_until", "pending_until")
    after_buyer = (
        *("first_name", "last_name", "email"),
        *(*DELIVERY, "delivery_sum", "subtotal_text", "tax_text", "sum"),
    )
    inlines = (CheckoutItemInline, PaymentAttemptInline)
    actions = ("end_hold",)

    def get_fields(self, request, obj=None):
        return (*self.before_buyer, account_of(request), *self.after_buyer)

    @admin.display(description=_("account"))
    def account(self, checkout: Checkout) -> str:
        return str(checkout.user)

    def has_process_permission(self, request: HttpRequest) -> bool:
        return processes_orders(request.user)

    @admin.action(
        description=_("End the hold: release the stock (the checkout can still be paid)"),
        permissions=["process"],
    )
    def end_hold(self, request: HttpRequest, checkouts: QuerySet[Checkout]) -> None:
        ended = departures.end_these_holds(checkouts, by=request.user)
        self.message_user(request, gettext("Holds ended: %d") % ended, messages.SUCCESS)


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnlyAdmin):
    list_display = ("reference", "invoice", "state", "gateway_state", "refusal", "sum", "at")
    list_filter = ("state", "refusal", "at")
    list_select_related = ("checkout",)
    search_fields = ("reference", "invoice")

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, attempt: PaymentAttempt) -> str:
        return readable(attempt.amount, attempt.currency)
