"""Returns in the admin: the queue with its due dates; receive them, or refuse with a reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import DomainError
from business_logic.orders import returns
from common.admin import ReadOnlyAdmin
from common.colombia.dates import long_day, today
from common.money.formatting import readable
from orders.admin.numbers import NumberSearchMixin
from orders.api.permissions import processes_orders
from orders.models import OrderReturn, Refund

State = OrderReturn.State


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("The buyer's email shows it."),
        widget=forms.Textarea({"rows": 3, "cols": 60}),
    )


class ReturnQueue(admin.SimpleListFilter):
    """Filter open returns, by the same queues as on the start page."""

    title = _("what is open")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            ("open", _("all that is open")),
            ("overdue", _("money overdue")),
            ("received", _("received, money to pay back")),
            ("requested", _("to decide")),
        ]

    def queryset(self, request, queryset: QuerySet[OrderReturn]):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        found = queryset.unpaid()
        if self.value() == "open":
            return found
        if self.value() == "overdue":
            return found.filter(money_due_by__lt=today())
        return found.filter(state=self.value(), money_due_by__gte=today())


@admin.register(OrderReturn)
class OrderReturnAdmin(NumberSearchMixin, ReadOnlyAdmin):
    list_display = ("created_at", "order", "state", "sum", "due", "money", "decided_at")
    list_filter = (ReturnQueue, "state", "money_due_by")
    list_select_related = ("order", "refund")
    search_fields = ("order__invoice_id", "order__email")
    search_help_text = _("Number, invoice or email")
    change_form_template = "admin/orders/orderreturn/page.html"
    fields = (
        *("order", "state", "goods", "reason", "refusal_reason", "sum", "money_due_by"),
        *("money", "refund_link", "created_at", "decided_by", "decided_at"),
    )
    readonly_fields = ("goods", "sum", "money", "refund_link")
    actions = ("receive_to_stock", "receive_only")

    def get_ordering(self, request):
        """Sort open returns first, by the due date of their refund."""
        is_open = Case(
            When(state=State.REQUESTED, then=Value(0)),
            When(refund__state=Refund.State.TO_DO, then=Value(0)),
            default=Value(1),
        )
        return (is_open.asc(), "money_due_by", "id")

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, found: OrderReturn) -> str:
        return readable(found.amount, found.order.currency)

    @admin.display(description=_("money due by"), ordering="money_due_by")
    def due(self, found: OrderReturn) -> str:
        if is_paid(found):
            return "-"
        day = long_day(found.money_due_by)
        if found.money_due_by < today():
            return format_html("{} <strong>{}</strong>", day, gettext("overdue"))
        return day

    @admin.display(description=_("money"))
    def money(self, found: OrderReturn) -> str:
        return found.refund.get_state_display() if found.refund else "-"

    @admin.display(description=_("refund"))
    def refund_link(self, found: OrderReturn) -> str:
        if not found.refund:
            return "-"
        address = reverse("admin:orders_refund_change", args=[found.refund_id])
        return format_html('<a href="{}">{}</a>', address, self.sum(found))

    @admin.display(description=_("goods"))
    def goods(self, found: OrderReturn) -> str:
        names = dict(found.order.items.values_list("product_id", "product_name"))
        return ", ".join(
            f"{quantity} × {names.get(int(pk), pk)}" for pk, quantity in found.quantities.items()
        )

    def has_process_permission(self, request) -> bool:
        return processes_orders(request.user)

    @admin.action(description=_("Received, goods back to stock"), permissions=["process"])
    def receive_to_stock(self, request, queryset):
        self.each(request, queryset, restock=True)

    @admin.action(description=_("Received, goods not back to stock"), permissions=["process"])
    def receive_only(self, request, queryset):
        self.each(request, queryset, restock=False)

    def each(self, request: HttpRequest, queryset, *, restock: bool) -> None:
        done = 0
        for found in queryset:
            try:
                returns.receive(found.pk, restock=restock, by=request.user)
                done += 1
            except DomainError as refusal:
                self.message_user(request, f"{found}: {refusal}", messages.ERROR)
        if done:
            self.message_user(request, gettext("Returns updated: %d") % done, messages.SUCCESS)

    def get_urls(self):
        view = self.admin_site.admin_view(self.refuse_view)
        return [
            path("<int:pk>/refuse/", view, name="orders_orderreturn_refuse"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_decide": processes_orders(request.user)} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def refuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then refuse the return; the buyer's email shows the reason."""
        if not processes_orders(request.user):
            raise PermissionDenied
        found = get_object_or_404(OrderReturn.objects.select_related("order"), pk=pk)
        form = RefusalForm(request.POST or None)
        if form.is_valid():
            try:
                returns.refuse(pk, by=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, gettext("Returns updated: %d") % 1)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            return redirect("admin:orders_orderreturn_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Refuse the return"),
            "found": found,
            "form": form,
        }
        return TemplateResponse(request, "admin/orders/orderreturn/refuse.html", context)


def is_paid(found: OrderReturn) -> bool:
    """Return True if nothing of the return is left to refund."""
    if found.state == State.REQUESTED:
        return False
    return found.refund is None or found.refund.is_done
