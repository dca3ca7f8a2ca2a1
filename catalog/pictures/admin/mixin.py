"""Upload images in the admin: on a product's page, or many at once as a ZIP file."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext

from catalog.pictures.admin.forms import FIELD, read_uploads
from catalog.pictures.admin.zip_view import ZipImport
from catalog.pictures.attaching import attach


class PictureUploadsAdmin:
    """Mixin of the product admin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.zip_view)
        return [path("pictures/", view, name="catalog_product_pictures"), *super().get_urls()]

    def zip_view(self, request: HttpRequest) -> HttpResponse:
        return ZipImport(self.admin_site, request).answer()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and self.may_write(request, object_id):
            # Before Django begins its transaction: decoding and disk writes must not prolong it.
            request.found_uploads = read_uploads(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def may_write(self, request: HttpRequest, object_id: str | None) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if hasattr(request, "found_uploads"):
            form.found = request.found_uploads
        return form

    def changes_of(self, form, change: bool) -> dict:
        values = super().changes_of(form, change)
        values.pop(FIELD, None)
        return values

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        count = len(form.cleaned_data.get(FIELD) or ())
        if add or not count:
            return message
        return ". ".join(filter(None, [message, f"{gettext('pictures added')}: {count}"]))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if pictures := form.cleaned_data.get(FIELD):
            attach(form.instance.pk, pictures=pictures)
