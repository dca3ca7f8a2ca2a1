from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog import category_services, services, tree, versions
from catalog.admin_common import CatalogAdmin, DeletedFilter
from catalog.admin_forms import CategoryForm, ImageForm, ProductForm
from catalog.models import Category, Product, ProductImage, StockMovement

FEW = 20


def picture(url: str, size: int) -> str:
    return format_html(
        '<img src="{}" alt="" loading="lazy" height="{}" style="max-width:{}px">',
        *(url, size, size * 2),
    )


class ImageInline(admin.TabularInline):
    model = ProductImage
    form = ImageForm
    fields = ("preview", "image_url", "alt_text", "position")
    readonly_fields = ("preview",)
    extra = 0
    max_num = 50

    @admin.display(description=_("preview"))
    def preview(self, image: ProductImage) -> str:
        return picture(image.image_url, 60) if image.image_url else "—"


@admin.register(Product)
class ProductAdmin(CatalogAdmin):
    form = ProductForm
    inlines = (ImageInline,)
    list_display = ("thumbnail", "name", "category", "price", "stock_quantity", "is_active")
    list_display_links = ("thumbnail", "name")
    list_filter = ("is_active", DeletedFilter, "category")
    list_select_related = ("category",)
    search_fields = ("name", "slug", "former_slug", "search_text")
    readonly_fields = ("slug", "created_at", "updated_at", "journal")
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("images")

    @admin.display(description=_("preview"))
    def thumbnail(self, product: Product) -> str:
        first = next(iter(product.images.all()), None)
        return picture(first.image_url, 36) if first else "—"

    @admin.display(description=_("stock journal"))
    def journal(self, product: Product) -> str:
        """Why is it 3? The latest changes, and the way to all of them."""
        moves = list(product.movements.select_related("user")[:FEW]) if product.pk else []
        if not moves:
            return "—"
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    *(f"{move.at:%Y-%m-%d %H:%M}", f"{move.change:+d}", move.quantity_after),
                    *(move.get_reason_display(), move.invoice, move.user or ""),
                )
                for move in moves
            ),
        )
        address = reverse("admin:catalog_stockmovement_changelist")
        return format_html(
            '<table>{}</table><a href="{}?product__id__exact={}">{}</a>',
            *(rows, address, product.pk, gettext("All changes")),
        )

    def save_model(self, request, obj, form, change):
        fields = self.changes_of(form, change)
        if not change:
            obj.pk = services.create_product(**fields, user_id=request.user.pk).pk
        elif fields:
            services.update_product(obj.pk, user_id=request.user.pk, **fields)
        obj.refresh_from_db()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            services.touch_product(form.instance.pk)

    def delete_model(self, request, obj):
        services.delete_product(obj.pk)

    def delete_queryset(self, request, queryset):
        self.each(request, queryset.filter(deleted_at=None), services.delete_product)

    def restore_one(self, pk: int) -> None:
        services.restore_product(pk)

    @admin.action(description=_("Activate the selected"), permissions=["change"])
    def activate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=True)

    @admin.action(description=_("Deactivate the selected"), permissions=["change"])
    def deactivate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=False)

    def switch(self, request: HttpRequest, rows: QuerySet, *, active: bool) -> None:
        pks = rows.order_by().values_list("pk", flat=True)
        count = services.set_products_active(pks, active=active)
        self.message_user(request, gettext("%(count)s changed.") % {"count": count})


class TreeOrder(ChangeList):
    """Categories below their parents."""

    def get_results(self, request):
        super().get_results(request)
        self.depths = {}
        nodes = tree.at(versions.current().shape).ordered()
        places = {}
        for place, node in enumerate(nodes):
            places[node.id], self.depths[node.id] = place, len(node.path)
        rows = list(self.result_list)
        for row in rows:
            row.depth = self.depths.get(row.pk, 0)
        self.result_list = sorted(rows, key=lambda row: places.get(row.pk, 0))


@admin.register(Category)
class CategoryAdmin(CatalogAdmin):
    """The tree, indented; up to list_per_page categories it is one page."""

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
            obj.pk = category_services.create_category(**fields).pk
        elif fields:
            category_services.update_category(obj.pk, **fields)
        obj.refresh_from_db()

    def delete_model(self, request, obj):
        category_services.delete_category(obj.pk)

    def delete_queryset(self, request, queryset):
        self.each(request, queryset.filter(deleted_at=None), category_services.delete_category)

    def restore_one(self, pk: int) -> None:
        category_services.restore_category(pk)

    @admin.action(description=_("Activate with all that is below"), permissions=["change"])
    def activate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=True)

    @admin.action(description=_("Deactivate with all that is below"), permissions=["change"])
    def deactivate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=False)

    def switch(self, request: HttpRequest, rows: QuerySet, *, active: bool) -> None:
        def write(pk: int) -> None:
            category_services.set_category_active(pk, None, active=active)

        self.each(request, rows.filter(deleted_at=None), write)


@admin.register(StockMovement)
class StockMovementAdmin(admin.ModelAdmin):
    """Every change of stock, with reason, order and person. Nobody edits it."""

    list_display = ("at", "product", "change", "quantity_after", "reason", "invoice", "user")
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

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
