"""Actions on an order's page: change its status, add a note, refund, print, export."""

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from business_logic.orders import order_status
from common.money.formatting import readable
from common.spreadsheets.admin import ExportMixin
from orders.admin.history import history_of
from orders.admin.refunds import refund_view
from orders.admin.shipping import cancel_view, tracking_view
from orders.api.permissions import processes_orders, sees_all_orders
from orders.models import Order, OrderNote
from orders.services.electronic_invoices import record_electronic_invoice
from orders.services.receipt import given_back, lines_of

Status = Order.Status
STEP_LABELS = {
    Status.PREPARING: _("Start preparing"),
    Status.SHIPPED: _("Mark as shipped (emails the buyer)"),
    Status.DELIVERED: _("Mark as delivered"),
    Status.CANCELLED: _("Cancel (restocks the products, creates a refund)"),
}
PICKUP_LABELS = STEP_LABELS | {
    Status.SHIPPED: _("Mark as ready for pickup (emails the buyer)"),
    Status.DELIVERED: _("Mark as collected"),
}


class OrderNoteForm(forms.ModelForm):
    class Meta:
        model = OrderNote
        fields = ("text",)
        labels = {"text": _("New note")}
        widgets = {"text": forms.Textarea({"rows": 3, "cols": 60})}


class OrderActionsMixin(ExportMixin):
    """Mixin of the order admin."""

    def get_urls(self):
        def wrapped(view, name: str, route: str):
            return path(route, self.admin_site.admin_view(view), name=f"orders_order_{name}")

        return [
            wrapped(self.of_invoice_view, "of_invoice", "invoice/<str:invoice>/"),
            wrapped(require_POST(self.note_view), "note", "<int:pk>/note/"),
            wrapped(require_POST(self.step_view), "step", "<int:pk>/step/"),
            wrapped(require_POST(self.einvoice_view), "einvoice", "<int:pk>/electronic-invoice/"),
            wrapped(self.refund_view, "refund", "<int:pk>/refund/"),
            wrapped(self.tracking_view, "tracking", "<int:pk>/tracking/"),
            wrapped(self.cancel_view, "cancel", "<int:pk>/cancel/"),
            wrapped(self.receipt_view, "receipt", "<int:pk>/receipt/"),
            *super().get_urls(),
        ]

    def visible_order(self, request: HttpRequest, **wanted) -> Order:
        if not sees_all_orders(request.user):
            raise PermissionDenied
        return get_object_or_404(Order.objects.with_items(), **wanted)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        order = self.get_object(request, object_id)
        context = self.desk(request, order) if order else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def history_view(self, request, object_id, extra_context=None):
        order = self.get_object(request, object_id)
        context = {"action_list": history_of(order)} if order else {}
        return super().history_view(request, object_id, context | (extra_context or {}))

    def desk(self, request: HttpRequest, order: Order) -> dict:
        """Return the actions that the page offers this user."""
        user = request.user
        found = {"may_process": processes_orders(user), "may_refund": False, "steps": []}
        if found["may_process"]:
            labels = PICKUP_LABELS if order.is_pickup else STEP_LABELS
            steps = order_status.next_steps(order)
            found["steps"] = [(s.value, label) for s, label in labels.items() if s in steps]
            reversed_already = order.payment_status == Order.PaymentStatus.REVERSED
            found["may_refund"] = not reversed_already and order.refundable > 0
        if user.has_perm("orders.view_refund"):
            rows = order.refunds.select_related("created_by", "done_by")
            found["refunds"] = [(each, readable(each.amount, order.currency)) for each in rows]
        if user.has_perm("orders.view_ordernote"):
            found["notes"] = order.notes.select_related("author")
            found["note_form"] = OrderNoteForm() if user.has_perm("orders.add_ordernote") else None
        return found

    def of_invoice_view(self, request: HttpRequest, invoice: str) -> HttpResponse:
        """Redirect from an invoice to its order's page."""
        return redirect(
            "admin:orders_order_change", self.visible_order(request, invoice_id=invoice).pk
        )

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = self.visible_order(request, pk=pk)
        if not request.user.has_perm("orders.add_ordernote"):
            raise PermissionDenied
        form = OrderNoteForm(request.POST, instance=OrderNote(order=order, author=request.user))
        if form.is_valid():
            form.save()
            messages.success(request, gettext("Noted."))
        else:
            messages.error(request, form.errors["text"][0])
        return redirect("admin:orders_order_change", pk)

    def step_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = self.visible_order(request, pk=pk)
        if not processes_orders(request.user):
            raise PermissionDenied
        if (status := request.POST.get("step")) not in Status.values:
            raise Http404
        self.move(request, [order], status)
        return redirect("admin:orders_order_change", pk)

    def einvoice_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = self.visible_order(request, pk=pk)
        if not processes_orders(request.user):
            raise PermissionDenied
        given = {name: request.POST.get(name, "").strip() for name in ("number", "cufe")}
        try:
            record_electronic_invoice(order, **given, by=request.user)
            messages.success(request, gettext("Saved."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("admin:orders_order_change", pk)

    def refund_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return refund_view(self.admin_site, request, pk)

    def tracking_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return tracking_view(self.admin_site, request, self.processed_order(request, pk))

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return cancel_view(self.admin_site, request, self.processed_order(request, pk))

    def processed_order(self, request: HttpRequest, pk: int) -> Order:
        if not processes_orders(request.user):
            raise PermissionDenied
        return self.visible_order(request, pk=pk)

    def receipt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a printable receipt."""
        order = self.visible_order(request, pk=pk)
        context = {"order": order, "lines": lines_of(order), "back": given_back(order)}
        return TemplateResponse(request, "admin/orders/order/receipt.html", context)

    def may_export(self, request: HttpRequest) -> bool:
        return sees_all_orders(request.user)

    def exported(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Export the filtered orders, or those of a month.

        XLSX has two sheets; CSV has one table, chosen by ?table=orders or ?table=lines."""
        from common.spreadsheets import export
        from orders.services.exporting import of_month, tables_of

        asked = request.GET.copy()
        table, month = asked.pop("table", ["lines"])[-1], asked.pop("month", [""])[-1]
        if table not in ("orders", "lines"):
            raise Http404
        request.GET, span, name = asked, None, gettext("orders")
        if month:
            try:
                orders, span, month = of_month(month)
            except (ValueError, OverflowError) as error:
                raise IncorrectLookupParameters from error
        else:
            orders = self.get_changelist_instance(request).get_queryset(request)
        tables = tables_of(orders, native=kind == "xlsx", span=span)
        name = "-".join(filter(None, [name, month]))
        if kind == "xlsx":
            return export.book(tables.values(), name)
        return export.answer(tables[table], kind, name)
