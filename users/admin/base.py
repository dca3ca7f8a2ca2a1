from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

VERBS = {
    "add": _("can add"),
    "change": _("can change"),
    "delete": _("can delete"),
    "view": _("can view"),
}


def permission_label(permission: Permission) -> str:
    """Return the permission's name in the reader's language; Django stores it in English."""
    verb = VERBS.get(permission.codename.partition("_")[0], permission.name)
    return f"{permission.content_type} | {verb}"


class PermissionNames:
    """Mixin of pages with a field of permissions."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request=request, **kwargs)
        if field is not None and db_field.related_model is Permission:
            field.label_from_instance = permission_label
        return field


class SuperusersOnly:
    """Superusers only: anyone who edits accounts or groups could grant themselves permissions."""

    def has_module_permission(self, request) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_module_permission(request)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission
