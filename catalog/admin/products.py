from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin, DeletedFilter, LowStockFilter
from catalog.admin.bulk import BulkActions
from catalog.admin.forms import ImageForm, ImageForms, ProductForm
from catalog.admin.import_views import ImportExportMixin
from catalog.admin.journal import journal_view
from catalog.admin.variants import Grid
from catalog.models import Product, ProductImage
from catalog.pictures.admin.mixin import PictureUploadsAdmin
from catalog.services import change_log, deletion
from catalog.services import products as services


def picture(url: str, size: int) -> str:
    return format_html(
        '<img src="{}" alt="" loading="lazy" height="{}" style="max-width:{}px">',
        *(url, size, size * 2),
    )


class ImageInline(admin.TabularInline):
    model = ProductImage
    form = ImageForm
    formset = ImageForms
    fields = ("preview", "image_url", "alt_text", "position")
    readonly_fields = ("preview",)
    extra = 0
    max_num = 50

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("picture")

    class Media:
        js = ("catalog/admin/image_order.js",)
        css = {"all": ("catalog/admin/catalog.css",)}

    @admin.display(description=_("preview"))
    def preview(self, image: ProductImage) -> str:
        return picture(image.small_url, 60) if image.image_url else "—"


@admin.register(Product)
class ProductAdmin(PictureUploadsAdmin, ImportExportMixin, BulkActions, CatalogAdmin):
    form = ProductForm
    inlines = (ImageInline,)
    list_display = (
        *("thumbnail", "name", "sku", "category", "sum", "compare_at_price"),
        *("tax_class", "stock_quantity", "is_active"),
    )
    list_display_links = ("name",)
    list_filter = ("is_active", LowStockFilter, DeletedFilter, "tax_class", "category")
    list_select_related = ("category",)
    search_fields = ("name", "sku", "barcode", "slug", "former_slug", "search_text")
    readonly_fields = ("slug", "created_at", "updated_at")
    show_full_result_count = False
    list_per_page = 50
    actions = (
        *CatalogAdmin.actions,
        "change_prices",
        "change_stock",
        "change_tax_class",
        "duplicate",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("images__picture")

    @admin.display(description=_("preview"))
    def thumbnail(self, product: Product) -> str:
        first = next(iter(product.images.all()), None)
        return picture(first.small_url, 36) if first else "—"

    @admin.display(description=_("price"), ordering="price")
    def sum(self, product: Product) -> str:
        return change_log.shown(product.price)

    def get_urls(self):
        def journal(request: HttpRequest, pk: int) -> HttpResponse:
            return journal_view(self.admin_site, request, pk)

        def variants(request: HttpRequest, pk: int) -> HttpResponse:
            return Grid(self.admin_site, request, pk).answer()

        view = self.admin_site.admin_view
        return [
            path("<int:pk>/journal/", view(journal), name="catalog_product_journal"),
            path("<int:pk>/variants/", view(variants), name="catalog_product_variants"),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        fields = self.changes_of(form, change)
        if not change:
            obj.pk = services.create_product(**fields, user_id=request.user.pk).pk
        elif fields:
            # Checked again under the lock: a sale may commit after the form's check.
            services.update_product(
                obj.pk, user_id=request.user.pk, seen_stock=form.seen_stock(), **fields
            )
        obj.refresh_from_db()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            services.touch_product(form.instance.pk)

    def delete_one(self, pk: int) -> None:
        deletion.delete_product(pk)

    def restore_one(self, pk: int) -> None:
        deletion.restore_product(pk)

    @admin.action(description=_("Activate the selected"), permissions=["change"])
    def activate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=True)

    @admin.action(description=_("Deactivate the selected"), permissions=["change"])
    def deactivate(self, request: HttpRequest, rows: QuerySet) -> None:
        self.switch(request, rows, active=False)

    def switch(self, request: HttpRequest, rows: QuerySet, *, active: bool) -> None:
        turned = list(rows.filter(deleted_at=None, is_active=not active).order_by("pk"))
        count = services.set_products_active([row.pk for row in turned], active=active)
        self.log_switch(request, turned, active=active)
        self.message_user(request, gettext("%(count)s changed.") % {"count": count})
