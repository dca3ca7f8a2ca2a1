"""The category tree in the admin."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin
from catalog.admin.forms import CategoryForm
from catalog.models import Category
from catalog.public import tree, versions
from catalog.services import categories as services


class TreeOrder(ChangeList):
    """Categories below their parents."""

    def get_results(self, request):
        super().get_results(request)
        self.depths = {}
        nodes = tree.at(versions.current().tree).ordered()
        places = {}
        for place, node in enumerate(nodes):
            places[node.id], self.depths[node.id] = place, len(node.path)
        rows = list(self.result_list)
        for row in rows:
            row.depth = self.depths.get(row.pk, 0)
        self.result_list = sorted(rows, key=lambda row: places.get(row.pk, 0))


@admin.register(Category)
class CategoryAdmin(CatalogAdmin):
    """Categories as an indented tree, list_per_page to a page."""

    form = CategoryForm
    list_display = ("indented", "slug", "is_active", "updated_at")
    search_fields = ("name", "slug", "former_slug", "search_text")
    readonly_fields = ("slug", "created_at", "updated_at")
    list_per_page = 500
    sortable_by = ()

    def get_changelist(self, request, **kwargs):
        return TreeOrder

    @admin.display(description=_("name"))
    def indented(self, category: Category) -> str:
        depth = getattr(category, "depth", 0)
        return format_html(
            '<span style="padding-left:{}px">{}{}</span>',
            *(depth * 24, "└ " if depth else "", category.name),
        )

    def save_model(self, request, obj, form, change):
        fields = self.changes_of(form, change)
        if not change:
            obj.pk = services.create_category(**fields).pk
        elif fields:
            services.update_category(obj.pk, **fields)
        obj.refresh_from_db()

    def delete_one(self, pk: int) -> None:
        services.delete_category(pk)

    def restore_one(self, pk: int) -> None:
        services.restore_category(pk)

    @admin.action(description=_("Activate with everything below"), permissions=["change"])
    def activate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=True)

    @admin.action(description=_("Deactivate with everything below"), permissions=["change"])
    def deactivate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=False)

    def switch(self, request: HttpRequest, rows: QuerySet, *, active: bool) -> None:
        def write(pk: int) -> None:
            services.set_category_active(pk, None, active=active)
            self.log_switch(request, Category.objects.filter(pk=pk), active=active)

        self.each(request, rows.filter(deleted_at=None), write)
