"""Refunds in the admin: the page of an order, the list, and marking one as paid."""

import json
from datetime import date, datetime

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import DomainError
from business_logic.orders import completed_refunds, refund_deadlines, refunds
from common.admin import ReadOnlyAdmin
from common.money.formatting import readable
from orders.admin.numbers import NumberSearchMixin
from orders.admin.refund_forms import DoneForm, RefundForm
from orders.api.permissions import processes_orders
from orders.models import GatewayRefund, Order, Refund


def refund_view(site: admin.AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Refund an order, in full or in part."""
    if not processes_orders(request.user):
        raise PermissionDenied
    order = get_object_or_404(Order.objects.with_items(), pk=pk)
    form = RefundForm(order, request.POST or None)
    if form.is_valid() and give(request, order, form):
        return redirect("admin:orders_order_change", pk)
    context = {
        **site.each_context(request),
        "opts": Order._meta,
        "title": gettext("Refund"),
        "order": order,
        "form": form,
        "total": readable(order.total, order.currency),
        "left": readable(order.refundable, order.currency),
        "through_gateway": settings.EPAYCO_REFUNDS == "api",
    }
    return TemplateResponse(request, "admin/orders/order/refund.html", context)


def give(request: HttpRequest, order: Order, form: RefundForm) -> bool:
    try:
        refunds.refund(
            order.invoice_id,
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            restock=form.restock(),
            by=request.user,
            left=form.cleaned_data["left"],
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    text = gettext("Recorded. Pay the refund, then mark it as done.")
    messages.success(request, text)
    return True


def call_of(refund: Refund) -> GatewayRefund | None:
    """Return the refund's gateway call, if it has one."""
    return getattr(refund, "gateway", None)


class RefundQueue(admin.SimpleListFilter):
    """Filter refunds to do: overdue ones, and those requested from ePayco."""

    title = _("what is open")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            ("late", _("overdue")),
            ("asked", _("sent to ePayco, not done yet")),
            ("person", _("not confirmed by ePayco")),
        ]

    def queryset(self, request, queryset):
        asked = GatewayRefund.objects.asked()
        wanted = {
            "late": Q(refund_deadlines.is_late(), state=Refund.State.TO_DO),
            "asked": Q(pk__in=asked.values("refund")),
            "person": Q(pk__in=GatewayRefund.objects.for_a_person().values("refund")),
        }.get(self.value())
        return queryset.filter(wanted) if wanted else queryset


@admin.register(Refund)
class RefundAdmin(NumberSearchMixin, ReadOnlyAdmin):
    """All refunds. Staff pay the open ones and enter how."""

    list_display = (
        *("created_at", "number", "sum", "reason_start", "state", "due", "at_gateway", "done_at"),
    )
    list_filter = ("state", RefundQueue, "created_at")
    list_select_related = ("order", "gateway")
    search_fields = ("order__invoice_id", "order__email", "order__ref_payco")
    search_help_text = _("Number, invoice, email or payment reference")
    ordering = ("-id",)
    change_form_template = "admin/orders/refund/page.html"
    fields = (
        *("order_link", "sum", "reason", "restocked", "state", "created_by", "created_at"),
        *("done_by", "done_at", "done_note", "at_gateway", "sent_at", "answer"),
    )
    readonly_fields = ("order_link", "sum", "at_gateway", "sent_at", "answer")

    def get_queryset(self, request):
        return refund_deadlines.with_due(super().get_queryset(request))

    @admin.display(description=_("order"), ordering="order_id")
    def number(self, refund: Refund) -> str:
        return str(refund.order.number)

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, refund: Refund) -> str:
        return readable(refund.amount, refund.order.currency)

    @admin.display(description=_("due by"), ordering="created_at")
    def due(self, refund: Refund) -> date | str:
        return "-" if refund.is_done else refund_deadlines.due_by(refund)

    @admin.display(description=_("through ePayco"))
    def at_gateway(self, refund: Refund) -> str:
        call = call_of(refund)
        return call.get_state_display() if call else "-"

    @admin.display(description=_("sent to ePayco at"))
    def sent_at(self, refund: Refund) -> datetime | str:
        call = call_of(refund)
        return (call and call.sent_at) or "-"

    @admin.display(description=_("ePayco's response"))
    def answer(self, refund: Refund) -> str:
        call = call_of(refund)
        if call is None or not (call.status or call.answer):
            return "-"
        return f"{call.status or ''} {json.dumps(call.answer, ensure_ascii=False)}".strip()

    @admin.display(description=_("reason"))
    def reason_start(self, refund: Refund) -> str:
        return refund.reason[:80]

    @admin.display(description=_("order"))
    def order_link(self, refund: Refund) -> str:
        address = reverse("admin:orders_order_change", args=[refund.order_id])
        return format_html('<a href="{}">{}</a>', address, refund.order.number)

    def get_urls(self):
        view = self.admin_site.admin_view(self.done_view)
        return [path("<int:pk>/done/", view, name="orders_refund_done"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_finish": processes_orders(request.user)} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def done_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask how the refund was paid, then mark it as done."""
        if not processes_orders(request.user):
            raise PermissionDenied
        refund = get_object_or_404(Refund.objects.select_related("order", "gateway"), pk=pk)
        form = DoneForm(request.POST or None)
        if form.is_valid():
            note = form.cleaned_data["note"]
            completed_refunds.mark_done(pk, note=note, by=request.user)
            messages.success(request, gettext("Done and recorded."))
            return redirect("admin:orders_order_change", refund.order_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Mark the refund as done"),
            "refund": refund,
            "call": call_of(refund),
            "sum": self.sum(refund),
            "form": form,
        }
        return TemplateResponse(request, "admin/orders/refund/done.html", context)
