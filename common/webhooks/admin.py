from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.admin import ExactValues, ReadOnlyAdmin, StrictListMixin
from common.webhooks import sender
from common.webhooks.connection import is_allowed
from common.webhooks.events import EVENTS
from common.webhooks.models import WebhookDelivery, WebhookEndpoint


class EndpointForm(forms.ModelForm):
    url = forms.URLField(label=_("URL"), max_length=500, assume_scheme="https")
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=list(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "events", "is_active")

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if not settings.DEBUG and not is_allowed(url):
            raise ValidationError(_("The URL must use https on port 443."), code="invalid")
        return url


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(StrictListMixin, admin.ModelAdmin):
    form = EndpointForm
    list_display = ("__str__", "url", "is_active", "failures", "failing_since", "next_try_at")
    list_filter = ("is_active",)
    fields = (
        *("url", "description", "events", "is_active", "secret"),
        *("failures", "failing_since", "next_try_at"),
    )
    readonly_fields = ("secret", "failures", "failing_since", "next_try_at")

    def save_model(self, request, obj, form, change):
        if "is_active" in form.changed_data:
            # Re-enabled: reset its failures and send immediately.
            obj.failures, obj.failing_since, obj.next_try_at = 0, None, None
        super().save_model(request, obj, form, change)
        sender.wake([obj.pk])


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "event", "endpoint", "delivered_at", "attempts", "status")
    fields = (*list_display, "message_id", "error", "response", "body")
    list_filter = (("event", ExactValues), "endpoint", ("delivered_at", admin.EmptyFieldListFilter))
    list_select_related = ("endpoint",)
    search_fields = ("message_id",)
    actions = ("send_again",)

    def has_send_permission(self, request) -> bool:
        return request.user.has_perm("common.change_webhookendpoint")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request, queryset):
        count = sender.resend(queryset.order_by())
        self.message_user(request, _("Deliveries queued again: %d") % count)
