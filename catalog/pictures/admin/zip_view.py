"""Import images of many products from a ZIP file, and report the result of each file."""

from collections.abc import Iterator

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.admin.import_progress import MARK, streamed
from catalog.models import Product
from catalog.pictures.admin.forms import shown_name
from catalog.pictures.faults import PictureRefused
from catalog.pictures.zipped import archives, by_sku
from catalog.services import change_log

PAGE = "admin/catalog/product/pictures.html"
ROWS = "admin/catalog/product/pictures_rows.html"


class ZipForm(forms.Form):
    file = forms.FileField(
        label=_("ZIP file"),
        widget=forms.FileInput({"accept": ".zip,application/zip"}),
        help_text=_("Pictures called by the SKU of their product: SKU.jpg, SKU-2.png, SKU-3.webp."),
    )
    replace = forms.BooleanField(
        label=_("Replace the pictures that these products have"), required=False
    )


class ZipImport:
    """One request to the page."""

    def __init__(self, site: AdminSite, request: HttpRequest):
        self.site, self.request = site, request

    def answer(self) -> HttpResponse:
        if not self.request.user.has_perm("catalog.change_product"):
            raise PermissionDenied
        form = ZipForm(self.request.POST or None, self.request.FILES or None)
        if form.is_valid():
            try:
                archive = archives.opened(form.cleaned_data["file"])
                return self.report(archive, replace=form.cleaned_data["replace"])
            except PictureRefused as fault:
                form.add_error("file", fault.text)
        return TemplateResponse(self.request, PAGE, self.context(form=form))

    def context(self, **more) -> dict:
        context = self.site.each_context(self.request)
        return context | {"opts": Product._meta, "title": gettext("Import pictures")} | more

    def report(self, archive, *, replace: bool) -> HttpResponse:
        """Stream the report row by row: hundreds of images take minutes."""
        found = by_sku.write(
            archives.Reader(archive), list(archives.entries(archive)), replace=replace
        )
        return streamed(PAGE, self.context(mark=MARK), self.request, self.rows(found))

    def rows(self, found: Iterator[list[by_sku.Report]]) -> Iterator[str]:
        for reports in found:
            added = [each for each in reports if each.product and not each.is_fault]
            if added:
                text = f"{gettext('Import pictures')}: {len(added)}"
                change_log.log(self.request.user.pk, [(added[0].product, text)])
            lines = [each._replace(path=shown_name(each.path)) for each in reports]
            yield render_to_string(ROWS, {"reports": lines})
