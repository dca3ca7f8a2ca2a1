from collections.abc import Iterable

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import DomainError
from business_logic.orders import order_status
from common.admin import ReadOnlyAdmin
from orders.admin.desk import STEP_LABELS, OrderActionsMixin
from orders.admin.numbers import NumberSearchMixin
from orders.admin.parts import DELIVERY, OrderItemInline, Sums, account_of
from orders.api.permissions import processes_orders
from orders.models import Order, PaymentAttempt

SHIPPING = ("carrier", "tracking_number", "tracking_url", "shipped_at", "delivered_at")


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
