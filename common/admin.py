from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common import outbox
from common.models import AuditEvent, OutboxMail


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at, which nobody adds, changes or deletes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "actor", "subject", "address")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("subject", "address")


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "to", "language", "tries", "sent_at", "last_error")
    list_filter = ("kind", "language", ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("to",)
    actions = ("send_again",)

    def has_send_permission(self, request) -> bool:
        return request.user.has_perm("common.change_outboxmail")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request, queryset):
        count = outbox.send_again(queryset)
        self.message_user(request, _("Mails owed once more: %d") % count)
