"""Base of the product and category admin."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as ask_to_delete
from django.contrib.admin.models import DELETION
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from catalog.services import change_log
from common.admin import StrictListMixin


class DeletedFilter(admin.SimpleListFilter):
    """Hide deleted rows unless the filter asks for them."""

    title = _("deleted")
    parameter_name = "deleted"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(deleted_at__isnull=self.value() != "yes")

    def choices(self, changelist):
        yes, no = self.value() == "yes", self.value() != "yes"
        clear, only = changelist.get_query_string(remove=["deleted"]), {"deleted": "yes"}
        yield {"selected": no, "query_string": clear, "display": _("No")}
        yield {
            "selected": yes,
            "query_string": changelist.get_query_string(only),
            "display": _("Yes"),
        }


class LowStockFilter(admin.SimpleListFilter):
    """Filter products with low stock, by the shop's threshold."""

    title = _("stock")
    parameter_name = "low"

    def lookups(self, request, model_admin):
        few = _("fewer than %d") % settings.LOW_STOCK_THRESHOLD
        return [("yes", few), ("none", _("sold out"))]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        below = {"yes": settings.LOW_STOCK_THRESHOLD, "none": 1}.get(self.value())
        return rows if below is None else rows.filter(stock_quantity__lt=below)


class CatalogAdmin(StrictListMixin, admin.ModelAdmin):
    """Save through the services, which maintain keys, stock history and version."""

    actions = ("activate", "deactivate", "restore", "delete_selected")
    list_filter = ("is_active", DeletedFilter)

    def has_change_permission(self, request, obj=None):
        deleted = obj is not None and obj.deleted_at is not None
        return not deleted and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        deleted = obj is not None and obj.deleted_at is not None
        return not deleted and super().has_delete_permission(request, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return self.with_error_message(
            request,
            lambda: super(CatalogAdmin, self).changeform_view(
                request, object_id, form_url, extra_context
            ),
        )

    def delete_view(self, request, object_id, extra_context=None):
        return self.with_error_message(
            request,
            lambda: super(CatalogAdmin, self).delete_view(request, object_id, extra_context),
        )

    def delete_model(self, request, obj):
        self.delete_one(obj.pk)

    @admin.action(permissions=["delete"], description=ask_to_delete.short_description)
    def delete_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        """Django asks for confirmation; report only what was deleted, not what was rejected."""
        if "post" not in request.POST:
            return ask_to_delete(self, request, rows)

        def write(pk: int) -> None:
            self.delete_one(pk)
            change_log.log(
                request.user.pk, [(row, "") for row in self.model.objects.filter(pk=pk)], DELETION
            )

        self.each(request, rows.filter(deleted_at=None), write)
        return None

    def with_error_message(
        self, request: HttpRequest, view: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Show a rejection by the services (a race, a full category) as a message."""
        try:
            return view()
        except exceptions.APIException as error:
            for text in texts_of(error):
                self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def get_deleted_objects(self, objs, request):
        """Show nothing as protected or cascading: this is a soft delete."""
        allowed = self.has_delete_permission(request)
        missing = set() if allowed else {self.opts.verbose_name}
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, missing, []

    def each(self, request: HttpRequest, rows: QuerySet, write: Callable[[int], object]) -> None:
        done = 0
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            try:
                write(pk)
                done += 1
            except exceptions.APIException as error:
                for text in texts_of(error):
                    self.message_user(request, f"{pk}: {text}", messages.ERROR)
        if done:
            self.message_user(request, gettext("%(count)s changed.") % {"count": done})

    def changes_of(self, form, change: bool) -> dict:
        """Return the changed fields, by the services' names."""
        names = form.changed_data if change else form.cleaned_data
        values = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        for name in ("category", "parent"):
            if name in values:
                related = values.pop(name)
                values[f"{name}_id"] = related.pk if related else None
        return values

    def construct_change_message(self, request, form, formsets, add=False):
        """Return the values before and after for the history; of images only their number."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        names = [name for name in form.changed_data if name in form.cleaned_data]
        before = {name: form.initial.get(name) for name in names}
        after = {name: form.cleaned_data[name] for name in names}
        text = change_log.differences(self.model, before, after, change_log.category_names())
        return ". ".join(filter(None, [text, *map(pictures_of, formsets or ())]))

    def log_switch(self, request: HttpRequest, rows: Iterable[Model], *, active: bool) -> None:
        text = gettext("Activated.") if active else gettext("Deactivated.")
        change_log.log(request.user.pk, [(row, text) for row in rows])

    @admin.action(description=_("Restore the selected"), permissions=["change"])
    def restore(self, request: HttpRequest, rows: QuerySet) -> None:
        def write(pk: int) -> None:
            self.restore_one(pk)
            restored = self.model.objects.filter(pk=pk)
            change_log.log(request.user.pk, [(row, gettext("Restored.")) for row in restored])

        self.each(request, rows.filter(deleted_at__isnull=False), write)


def pictures_of(formset) -> str:
    """Describe the changes of the images in a few words."""
    counts = (
        (gettext("pictures added"), formset.new_objects),
        (gettext("pictures changed"), formset.changed_objects),
        (gettext("pictures removed"), formset.deleted_objects),
    )
    return ", ".join(f"{what}: {len(objects)}" for what, objects in counts if objects)


def texts_of(error: exceptions.APIException) -> list[str]:
    detail = error.detail
    groups = detail.values() if isinstance(detail, dict) else [detail]
    return [
        str(text) for group in groups for text in (group if isinstance(group, list) else [group])
    ]
