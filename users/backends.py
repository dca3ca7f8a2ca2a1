from collections.abc import Iterable

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from common.db.statements import prepared
from users import roles
from users.models import AppUser


class ShopBackend(ModelBackend):
    """Log in by email, ignoring case; read user and group permissions in one query."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """Return the active account with this password, or None.

        An unknown email costs as many hashes as a known one."""
        email = username or kwargs.get(AppUser.USERNAME_FIELD)
        if email is None or password is None:
            return None
        user = AppUser.objects.by_email(email) or AppUser(password="")
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in permissions(user_obj)}
        return user_obj._perm_cache


def permissions(user) -> Iterable[tuple[str, str]]:
    """Return (app label, codename) of the user's permissions, with one query."""
    every = Permission.objects.order_by()
    if user.is_superuser:
        return every.values_list("content_type__app_label", "codename")

    # A union of two lookups: a single OR would join every member of each group.
    def make() -> QuerySet:
        by_group = every.filter(group__user=user).values_list(*NAMES, "group__name")
        return by_group.union(every.filter(user=user).values_list(*NAMES, "user__pk"))

    rows = prepared("permissions", make).rows([user.pk, user.pk])
    return [row[:2] for row in rows if not (user.is_staff and is_a_shoppers(*row[1:]))]


NAMES = ("content_type__app_label", "codename")


def is_a_shoppers(codename: str, group: object) -> bool:
    """Return True if this permission only lets shoppers see their own data.

    For staff it would show all users' data, and is_staff stays set if the Staff group was
    removed by SQL."""
    return group in roles.SHOPPERS and codename.startswith("view_")
