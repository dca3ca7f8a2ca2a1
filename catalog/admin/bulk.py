"""Bulk actions on products: ask, preview, change after confirmation."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from catalog.admin.base import texts_of
from catalog.admin.bulk_forms import BulkForm, PriceForm, StockForm, TaxClassForm, digest
from catalog.models import Product
from catalog.services import change_log, duplicates
from catalog.services.bulk.products import write_all
from catalog.services.bulk.writes import RowChange, Writes

SHOWN = 200


class BulkActions:
    """Mixin of the product admin."""

    @admin.action(description=_("Change prices…"), permissions=["change"])
    def change_prices(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.in_bulk(request, rows, PriceForm, "change_prices", gettext("Change prices"))

    @admin.action(description=_("Change stock…"), permissions=["change"])
    def change_stock(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.in_bulk(request, rows, StockForm, "change_stock", gettext("Change stock"))

    @admin.action(description=_("Change the tax class…"), permissions=["change"])
    def change_tax_class(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        title = gettext("Change the tax class")
        return self.in_bulk(request, rows, TaxClassForm, "change_tax_class", title)

    @admin.action(description=_("Duplicate the selected"), permissions=["add"])
    def duplicate(self, request: HttpRequest, rows: QuerySet) -> None:
        def write(pk: int) -> None:
            copy = duplicates.duplicate_product(pk, user_id=request.user.pk)
            self.log_addition(request, copy, gettext("Copied from product %d.") % pk)

        self.each(request, rows.filter(deleted_at=None), write)

    def in_bulk(
        self, request: HttpRequest, rows: QuerySet, kind: type[BulkForm], action: str, title: str
    ) -> HttpResponse | None:
        products = list(rows.filter(deleted_at=None).order_by("name", "pk"))
        form, plan = kind(request.POST if "asked" in request.POST else None), None
        if form.is_valid():
            try:
                plan = form.plan(products)
            except ValidationError as error:
                form.add_error("value", error)
        if plan is not None and "plan" in request.POST:
            self.carry_out(request, plan, title)
            return None
        return self.ask(request, products, form, plan, action, title)

    def carry_out(self, request: HttpRequest, plan: list[RowChange], title: str) -> None:
        if request.POST["plan"] != digest(plan):
            text = gettext(
                "The products have changed, so nothing was saved. Review the changes again."
            )
            return self.message_user(request, text, messages.WARNING)
        try:
            write_all(Writes(changes=plan, user_id=request.user.pk))
        except APIException as error:
            return self.message_user(request, " ".join(texts_of(error)), messages.ERROR)
        change_log.log_changes(request.user.pk, plan, title)
        text = ngettext("%d product changed.", "%d products changed.", len(plan)) % len(plan)
        return self.message_user(request, text, messages.SUCCESS)

    def ask(
        self,
        request: HttpRequest,
        products: list[Product],
        form: BulkForm,
        plan: list[RowChange] | None,
        action: str,
        title: str,
    ) -> HttpResponse:
        names = {product.pk: product.name for product in products}
        lines = [
            (names[change.pk], shown(form, change.before), shown(form, change.after))
            for change in (plan or [])[:SHOWN]
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "action": action,
            "count": len(products),
            "selected": request.POST.getlist("_selected_action"),
            "select_across": request.POST.get("select_across", "0"),
            "plan": plan,
            "digest": digest(plan) if plan else "",
            "lines": lines,
            "left_out": len(plan or []) - len(lines),
        }
        return TemplateResponse(request, "admin/catalog/product/bulk.html", context)


def shown(form: BulkForm, values: dict) -> str:
    return change_log.shown(form.label_of(values[form.column]))
