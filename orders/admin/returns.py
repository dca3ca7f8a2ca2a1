"""Returns in the admin: receive them, with or without restocking, or refuse them."""

from django.contrib import admin, messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic import returns
from business_logic.exceptions import DomainError
from common.admin import ReadOnlyAdmin
from orders.api.permissions import processes_orders
from orders.models import OrderReturn


@admin.register(OrderReturn)
class OrderReturnAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "order", "state", "amount", "money_due_by", "decided_at")
    list_filter = ("state", "money_due_by")
    list_select_related = ("order",)
    search_fields = ("order__invoice_id", "order__email")
    fields = (
        *("order", "state", "quantities", "reason", "amount", "money_due_by"),
        *("refund", "created_at", "decided_by", "decided_at"),
    )
    actions = ("receive_to_stock", "receive_only", "refuse")

    def has_process_permission(self, request) -> bool:
        return processes_orders(request.user)

    @admin.action(description=_("Received, goods back to stock"), permissions=["process"])
    def receive_to_stock(self, request, queryset):
        self.each(request, queryset, lambda pk: returns.receive(pk, restock=True, by=request.user))

    @admin.action(description=_("Received, goods not back to stock"), permissions=["process"])
    def receive_only(self, request, queryset):
        self.each(request, queryset, lambda pk: returns.receive(pk, restock=False, by=request.user))

    @admin.action(description=_("Refuse the return"), permissions=["process"])
    def refuse(self, request, queryset):
        self.each(request, queryset, lambda pk: returns.refuse(pk, by=request.user))

    def each(self, request, queryset, work) -> None:
        done = 0
        for found in queryset:
            try:
                work(found.pk)
                done += 1
            except DomainError as refusal:
                self.message_user(request, f"{found}: {refusal}", messages.ERROR)
        if done:
            self.message_user(request, gettext("Returns updated: %d") % done, messages.SUCCESS)
