import re

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from common.mail import outbox
from common.models import AuditEvent, JobRun, OutboxMail

# Query parameters that Django's own filters add to a list's URL.
LOOKUP = re.compile(r"(?P<field>\w+?)(__id)?__(exact|gte|lt|isnull|isempty)")


class StrictListMixin:
    """Mix in before admin.ModelAdmin: accept only a list's declared filters and valid row ids.

    Django lets anyone who sees a list filter it by every field of its model, including fields
    that no page shows, and by lookups that end in a server error."""

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        filters = [each[0] if isinstance(each, tuple) else each for each in self.list_filter]
        if found := LOOKUP.fullmatch(lookup):
            return found["field"] in filters
        return not self.names_a_field(lookup.split("__")[0])

    def names_a_field(self, name: str) -> bool:
        """Return True if the parameter names a field; others belong to custom filters or fail in
        Django."""
        try:
            return name == "pk" or bool(self.opts.get_field(name))
        except FieldDoesNotExist:
            return False

    def response_action(self, request, queryset):
        for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.clean(chosen, None)
            except ValidationError:
                self.message_user(request, _("Row not found."), messages.ERROR)
                return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)


class ExactValues(admin.AllValuesFieldListFilter):
    """Django's filter by all values of a field, with its parameter spelled as an exact lookup.

    StrictListMixin accepts only lookups as filter parameters."""

    @property
    def lookup_kwarg(self) -> str:
        return f"{self.path}__exact"

    @lookup_kwarg.setter
    def lookup_kwarg(self, path: str) -> None:
        self.path = path


class ReadOnlyAdmin(StrictListMixin, admin.ModelAdmin):
    """A read-only list: rows can't be added, changed or deleted."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "actor", "subject", "address")
    fields = (*list_display, "detail")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("subject", "address")


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "to", "language", "tries", "sent_at", "last_error")
    fields = (*list_display, "next_try_at", "text")
    list_filter = ("kind", ("language", ExactValues), ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("to",)
    actions = ("send_again",)

    @admin.display(description=_("what it says"))
    def text(self, mail: OutboxMail) -> str:
        return outbox.text_of(mail) or _("Not shown: it has a link that only the reader may know.")

    def has_send_permission(self, request) -> bool:
        return request.user.has_perm("common.change_outboxmail")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request, queryset):
        count = outbox.send_again(queryset)
        self.message_user(request, _("Emails queued again: %d") % count)


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    list_display = ("name", "started_at", "finished_at", "is_ok")
    fields = (*list_display, "created_at")


from common.webhooks import admin as webhook_admin  # noqa: E402, F401 registers its pages
