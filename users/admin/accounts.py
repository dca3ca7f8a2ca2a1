from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from business_logic.checkout.departures import end_holds
from common import audit
from common.admin import StrictListMixin
from common.http.net import client_address
from common.text import plain
from users.accounts import passwords
from users.accounts import services as account_services
from users.admin.base import PermissionNames, SuperusersOnly
from users.admin.forms import AccountAddForm, AccountChangeForm
from users.api import departures
from users.models import AppUser

PERSON = ("email", "username", "first_name", "last_name", "phone", "date_of_birth")
RIGHTS = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
DATES = ("last_login", "created_at", "updated_at")


@admin.register(AppUser)
class AppUserAdmin(SuperusersOnly, PermissionNames, StrictListMixin, auth_admin.UserAdmin):
    """Accounts. Permission changes use the API's services: they revoke tokens, are audited and
    can't remove the last superuser."""

    form = AccountChangeForm
    add_form = AccountAddForm
    list_display = ("email", "username", "full_name", "is_active", "is_staff", "created_at")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("search_text",)
    ordering = ("-id",)
    # is_staff follows the Staff group, as in the API.
    readonly_fields = ("is_staff", *DATES)
    fieldsets = (
        (None, {"fields": (*PERSON, "password")}),
        (_("Permissions"), {"fields": RIGHTS}),
        (_("Dates"), {"fields": DATES}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "username", "password1", "password2")}),
    )

    @admin.display(description=_("name"))
    def full_name(self, user: AppUser) -> str:
        return user.get_full_name()

    def get_queryset(self, request):
        return super().get_queryset(request).filter(deleted_at=None)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, plain(search_term))

    def save_model(self, request, obj, form, change):
        if change:
            self.keep_rules(request, obj)
        super().save_model(request, obj, form, change)
        if not change:
            audit.record("user_created", subject=obj.audit_name, **self.audit_context(request))

    def keep_rules(self, request, obj: AppUser) -> None:
        """Compare with the locked row. Raises ValidationError for the last superuser."""
        before = account_services.locked(obj.pk)
        obj.token_version = before.token_version
        if before.is_superuser and not (obj.is_superuser and obj.is_active):
            account_services.keep_a_superuser(before)
        if before.is_active != obj.is_active:
            obj.token_version += 1
            if not obj.is_active:
                end_holds(obj.pk)
            action = "user_activated" if obj.is_active else "user_deactivated"
            audit.record(action, subject=obj.audit_name, **self.audit_context(request))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if {"is_superuser", "groups", "user_permissions"} & set(form.changed_data):
            form.instance.is_staff = form.instance.is_superuser
            account_services.settle_roles(form.instance, **self.audit_context(request))

    def user_change_password(self, request, id, form_url=""):
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                user = self.get_object(request, id)
                passwords.record_change(
                    user, action="password_changed", **self.audit_context(request)
                )
        return response

    def delete_model(self, request, obj):
        departures.erase(obj, **self.audit_context(request))

    def delete_queryset(self, request, queryset):
        for user in queryset:
            departures.erase(user, **self.audit_context(request))

    def get_deleted_objects(self, objs, request):
        """Show nothing as protected: erasing an account keeps its row and its orders."""
        objs = list(objs)
        return [str(user) for user in objs], {"users": len(objs)}, set(), []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        return self.with_error_message(
            request, lambda: view(request, object_id, form_url, extra_context)
        )

    def delete_view(self, request, object_id, extra_context=None):
        view = super().delete_view
        return self.with_error_message(request, lambda: view(request, object_id, extra_context))

    def changelist_view(self, request, extra_context=None):
        view = super().changelist_view
        return self.with_error_message(request, lambda: view(request, extra_context))

    def with_error_message(self, request, view):
        """Return the view's response, or show a violated rule as a message on the list."""
        try:
            return view()
        except ValidationError as error:
            self.message_user(request, str(error.detail[0]), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:users_appuser_changelist"))

    def audit_context(self, request) -> dict:
        return {"actor": request.user, "address": client_address(request)}
