from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from common import audit
from common.admin import StrictListMixin
from common.http.net import client_address
from users import roles
from users.admin.base import PermissionNames, SuperusersOnly

admin.site.unregister(Group)
# Keys and codes must not be visible in the admin: see users/second_factor.
admin.site.unregister([TOTPDevice, StaticDevice])


@admin.register(Group)
class ShopGroupAdmin(SuperusersOnly, PermissionNames, StrictListMixin, auth_admin.GroupAdmin):
    """Groups. The built-in ones can't be deleted or renamed: the code finds them by name."""

    def has_delete_permission(self, request, obj=None) -> bool:
        is_the_shops = obj is not None and obj.name in roles.PERMISSIONS
        return not is_the_shops and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ("name",) if obj is not None and obj.name in roles.PERMISSIONS else ()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.record(request, "group_changed", form.instance)

    def delete_model(self, request, obj):
        self.record(request, "group_deleted", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            self.delete_model(request, group)

    def record(self, request, action: str, group: Group) -> None:
        audit.record(
            action,
            actor=request.user,
            subject=f"group:{group.pk}",
            detail={"permissions": sorted(group.permissions.values_list("codename", flat=True))},
            address=client_address(request),
        )
