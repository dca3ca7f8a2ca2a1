"""Export rows in the admin, and choose a file to import."""

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 2.5 MB, with the columns of the export."),
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )


class ExportMixin:
    """Mixin of a model's admin: export its rows as CSV or XLSX."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [
            path("export/<str:kind>/", view, name=f"{self.label()}_export"),
            *super().get_urls(),
        ]

    def label(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def may_export(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        if not self.may_export(request):
            raise PermissionDenied
        # Imported here, because no other request needs it.
        from common.spreadsheets import export

        if kind not in export.KINDS:
            raise Http404
        try:
            return self.exported(request, kind)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.label()}_changelist")

    def exported(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Return the file. Raises IncorrectLookupParameters if the list's filters are invalid."""
        raise NotImplementedError
