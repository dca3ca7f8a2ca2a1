"""Export and import of products in the admin.

Export the catalog, edit it in a spreadsheet, preview the changes of the file, and apply all of
them or none."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from catalog.admin.import_progress import MARK, SHOWN, progress, streamed
from catalog.models import Product
from catalog.services import change_log
from common import cache
from common.spreadsheets.admin import ExportMixin, FileForm

# How long an uploaded file is kept for confirmation.
KEPT_FOR = 3600


class ImportExportMixin(ExportMixin):
    """Mixin of the product admin."""

    def get_urls(self):
        def wrapped(view, name: str, route: str):
            return path(route, self.admin_site.admin_view(view), name=f"catalog_product_{name}")

        return [
            wrapped(self.import_view, "import", "import/"),
            wrapped(require_POST(self.apply_view), "import_apply", "import/apply/"),
            *super().get_urls(),
        ]

    def may_import(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["catalog.add_product", "catalog.change_product"])

    def changelist_view(self, request, extra_context=None):
        may_upload = request.user.has_perm("catalog.change_product")
        context = {"may_import": self.may_import(request), "may_upload": may_upload}
        context |= extra_context or {}
        return super().changelist_view(request, context)

    def exported(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Export the products of the filtered list."""
        from catalog.spreadsheet.table import table_of
        from common.spreadsheets import export

        rows = self.get_changelist_instance(request).get_queryset(request)
        rows = Product.objects.filter(pk__in=rows.order_by().values("pk"), deleted_at=None)
        table = table_of(rows, native=kind == "xlsx")
        return export.answer(table, kind, gettext("products"))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Read an uploaded file and preview its changes, without saving any."""
        if not self.may_import(request):
            raise PermissionDenied
        form, context = FileForm(request.POST or None, request.FILES or None), {}
        if form.is_valid():
            context = self.look_at(request, form) or {}
        return self.page(request, form, context)

    def look_at(self, request: HttpRequest, form: FileForm) -> dict | None:
        from common.spreadsheets.table import Unreadable

        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            plan = read_plan(content, upload.name)
        except Unreadable as fault:
            form.add_error("file", str(fault))
            return None
        token = ""
        if plan and not plan.faults:
            token = str(uuid.uuid4())
            cache.store(key_of(request, token), (content, upload.name[:100]), KEPT_FOR)
        return preview(plan) | {"token": token}

    def apply_view(self, request: HttpRequest) -> HttpResponse:
        """Apply the previewed changes, computed again from the stored file."""
        if not self.may_import(request):
            raise PermissionDenied
        kept = cache.fetch(key_of(request, request.POST.get("token", "")))
        if kept is None:
            form = FileForm()
            self.message_user(
                request,
                gettext("This upload is no longer available. Choose the file again."),
                "WARNING",
            )
            return self.page(request, form, {})
        plan = read_plan(*kept)
        if plan.faults or plan.digest != request.POST.get("plan"):
            text = gettext("The catalog has changed. Review the differences again.")
            self.message_user(request, text, "WARNING")
            token = request.POST["token"] if plan and not plan.faults else ""
            return self.page(request, FileForm(), preview(plan) | {"token": token})
        cache.forget(key_of(request, request.POST["token"]))
        return self.written(request, plan)

    def written(self, request: HttpRequest, plan) -> HttpResponse:
        """Stream a page with progress that ends with the result."""
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        context |= {"title": gettext("Import"), "mark": MARK, "count": len(plan)}
        body = progress(request.user.pk, plan)
        return streamed("admin/catalog/product/import_progress.html", context, request, body)

    def page(self, request: HttpRequest, form: FileForm, context: dict) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Import products"),
            "form": form,
            **context,
        }
        return TemplateResponse(request, "admin/catalog/product/import.html", context)


def key_of(request: HttpRequest, token: str) -> str:
    return f"catalog-import-{request.user.pk}-{token[:36].encode('ascii', 'ignore').hex()}"


def read_plan(content: bytes, name: str):
    from catalog.spreadsheet.reading import plan_of
    from catalog.spreadsheet.table import COLUMNS
    from common.spreadsheets.reading import read

    return plan_of(read(content, name, knows=COLUMNS.is_column))


def preview(plan) -> dict:
    """Return the page's context for a plan."""
    first = plan.changes[:SHOWN]
    names, categories = change_log.names_of([c.pk for c in first]), change_log.category_names()
    changes = [
        (c.pk, names.get(c.pk, ""), change_log.compared(Product, c.before, c.after, categories))
        for c in first
    ]
    return {
        "plan": plan,
        "changes": changes,
        "creations": plan.creations[: SHOWN - len(changes)],
        "faults": plan.faults[:SHOWN],
        "left_out": max(len(plan) - SHOWN, 0),
    }
