"""Checkouts and payment attempts in the admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.checkout import departures
from common.admin import ExactValues, ReadOnlyAdmin
from common.money.formatting import readable
from orders.admin.parts import DELIVERY, CheckoutItemInline, PaymentAttemptInline, Sums, account_of
from orders.api.permissions import processes_orders
from orders.models import Checkout, PaymentAttempt


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
    list_filter = ("state", ("refusal", ExactValues), "at")
    list_select_related = ("checkout",)
    search_fields = ("reference", "invoice")

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, attempt: PaymentAttempt) -> str:
        return readable(attempt.amount, attempt.currency)
