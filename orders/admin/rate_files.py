"""Export and import of the delivery rates in the admin."""

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from common.spreadsheets.admin import ExportMixin, FileForm
from orders.models import DeliveryRate

# Errors shown at once.
SHOWN = 100


class RateFilesMixin(ExportMixin, admin.ModelAdmin):
    """Mixin of the admin of delivery rates."""

    change_list_template = "admin/orders/deliveryrate/change_list.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_view)
        return [
            path("import/", view, name=f"{self.label()}_import"),
            *super().get_urls(),
        ]

    def may_import(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        context = {"may_import": self.may_import(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def exported(self, request: HttpRequest, kind: str) -> HttpResponse:
        from common.spreadsheets import export
        from orders.services.rate_sheet import table_of

        rates = DeliveryRate.objects.order_by("place_code")
        table = table_of(rates, native=kind == "xlsx")
        return export.answer(table, kind, gettext("delivery rates"))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Save the rates of an uploaded file: all rows, or none if one has an error."""
        if not self.may_import(request):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        faults = self.take(request, form) if form.is_valid() else []
        if form.is_bound and form.is_valid() and not faults:
            return redirect("admin:orders_deliveryrate_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Import delivery rates"),
            "form": form,
            "faults": faults[:SHOWN],
        }
        return TemplateResponse(request, "admin/orders/deliveryrate/import.html", context)

    def take(self, request: HttpRequest, form: FileForm) -> list:
        """Save the file's rates, or return the errors of its cells."""
        from common.spreadsheets.reading import read
        from common.spreadsheets.table import Unreadable
        from orders.services import rate_sheet

        upload = form.cleaned_data["file"]
        try:
            table = read(upload.read(), upload.name, knows=rate_sheet.COLUMNS.is_column)
            rates, faults = rate_sheet.read_rates(table)
        except Unreadable as fault:
            form.add_error("file", str(fault))
            return []
        if not faults:
            self.tell(request, rate_sheet.save_rates(rates))
        return faults

    def tell(self, request: HttpRequest, saved) -> None:
        """Log the changes, and show how many there are."""
        for codes, flag in ((saved.new, ADDITION), (saved.changed, CHANGE)):
            rows = DeliveryRate.objects.filter(place_code__in=codes)
            LogEntry.objects.log_actions(request.user.pk, rows, flag, gettext("Import"))
        text = gettext("New: %(new)d. Changed: %(changed)d. Unchanged: %(same)d.")
        counts = {"new": len(saved.new), "changed": len(saved.changed), "same": saved.unchanged}
        messages.success(request, text % counts)
