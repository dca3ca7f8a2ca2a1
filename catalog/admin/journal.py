"""The stock history in the admin: of all products, and of one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from catalog.models import Product, StockMovement
from common.admin import ReadOnlyAdmin

PER_PAGE = 100


def journal_view(site: admin.AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a product's stock changes, newest first, with their sums by reason."""
    if not request.user.has_perm("catalog.view_product"):
        raise PermissionDenied
    product = get_object_or_404(Product, pk=pk)
    moves = product.movements.select_related("user")
    page = Paginator(moves, PER_PAGE).get_page(request.GET.get("p"))
    sums = by_reason(product)
    context = {
        **site.each_context(request),
        "opts": Product._meta,
        "title": gettext("Stock history: %s") % product,
        "product": product,
        "page": page,
        "sums": sums,
        "unexplained": unexplained(product, sums),
        "sees_orders": request.user.has_perm("orders.view_order"),
    }
    return TemplateResponse(request, "admin/catalog/product/journal.html", context)


def unexplained(product: Product, sums: list[tuple[str, int, int]]) -> int:
    """Return the stock that the history doesn't explain; zero for a main product."""
    total = sum(total for _, _, total in sums)
    return 0 if product.has_variants else product.stock_quantity - total


def by_reason(product: Product) -> list[tuple[str, int, int]]:
    """Return (reason, number of changes, sum), in the order of the reasons."""
    rows = product.movements.order_by().values("reason").annotate(Count("pk"), Sum("change"))
    found = {row["reason"]: (row["pk__count"], row["change__sum"]) for row in rows}
    return [(str(r.label), *found[r]) for r in StockMovement.Reason if r in found]


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    """Every stock change with reason, order and user. Read-only."""

    list_display = (
        "at",
        "product",
        "change",
        "quantity_after",
        "reason",
        "note",
        "invoice",
        "user",
    )
    list_filter = ("reason", "at")
    list_select_related = ("product", "user")
    search_fields = ("product__name", "invoice")
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "product__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_module_permission(self, request):
        return request.user.has_perm("catalog.view_product")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("catalog.view_product")
