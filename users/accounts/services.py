"""Create, change, deactivate and erase accounts."""

from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import audit
from common.db.transactions import retried_transaction
from common.mail import outbox
from users import roles
from users.accounts.profiles import change_profile
from users.exceptions import refused, taken
from users.identity import username_key
from users.models import AppUser
from users.second_factor import codes as second_factor
from users.tokens import issuing as tokens


def keep_a_superuser(user: AppUser) -> None:
    """Raise ValidationError if this is the last active superuser. Run it in the transaction.

    Superusers are locked: if two lock each other out at once, the second one is rejected."""
    rows = AppUser.objects.select_for_update().filter(is_superuser=True, is_active=True)
    active = list(rows.order_by("pk").values_list("pk", flat=True))
    if active == [user.pk]:
        raise refused("last_superuser", _("This is the last active superuser."))


def create(data: dict, *, actor: AppUser, address: str) -> AppUser:
    """Create an active account from validated data. Raises ValidationError if it is taken."""
    try:
        return write_new(data, actor=actor, address=address)
    except IntegrityError as error:
        key = username_key(data["username"])
        is_username = AppUser.objects.filter(username_key=key).exists()
        raise taken("username" if is_username else "email") from error


@retried_transaction
def write_new(data: dict, *, actor: AppUser, address: str) -> AppUser:
    fields = dict(data)
    groups = fields.pop("groups", None)
    user = AppUser.objects.create_user(**fields)
    audit.record("user_created", actor=actor, subject=user.audit_name, address=address)
    if groups:
        set_groups(user, groups, actor=actor, address=address)
    return user


@retried_transaction
def change(user: AppUser, data: dict, *, actor: AppUser, address: str) -> AppUser:
    """Save validated fields. Raises ValidationError for the last active superuser."""
    user, fields = locked(user.pk), dict(data)
    is_active, groups = fields.pop("is_active", user.is_active), fields.pop("groups", None)
    change_profile(user, fields)
    if is_active != user.is_active:
        set_active(user, is_active, actor=actor, address=address)
    if groups is not None:
        set_groups(user, groups, actor=actor, address=address)
    return user


def locked(pk: int) -> AppUser:
    """Return the account's current row, locked until the transaction ends.

    Superusers are always locked first, so that changes of accounts can't deadlock."""
    list(AppUser.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    return get_object_or_404(AppUser.objects.select_for_update(), pk=pk, deleted_at=None)


@retried_transaction
def deactivate(user: AppUser, *, actor: AppUser, address: str) -> None:
    """Deactivate the account. Raises ValidationError for the last active superuser."""
    set_active(locked(user.pk), False, actor=actor, address=address)


def set_active(user: AppUser, is_active: bool, *, actor: AppUser, address: str) -> None:
    """Activate or deactivate a locked account; both revoke all its tokens."""
    if not is_active:
        keep_a_superuser(user)
    user.is_active = is_active
    user.save(update_fields=["is_active", "updated_at"])
    tokens.revoke_all(user)
    action = "user_activated" if is_active else "user_deactivated"
    audit.record(action, actor=actor, subject=user.audit_name, address=address)


def set_groups(user: AppUser, groups: Iterable[Group], *, actor: AppUser, address: str) -> None:
    """Set the groups of a locked account; is_staff follows the Staff group.

    Permissions are read on each request, so the change takes effect immediately."""
    user.groups.set(groups)
    settle_roles(user, actor=actor, address=address)


def settle_roles(user: AppUser, *, actor: AppUser, address: str) -> None:
    """Update is_staff from the groups, and audit the roles."""
    if not user.is_superuser:
        user.is_staff = user.groups.filter(name=roles.STAFF).exists()
    user.save(update_fields=["is_staff", "updated_at"])
    detail = {
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
    }
    audit.record(
        "roles_changed", actor=actor, subject=user.audit_name, detail=detail, address=address
    )


@retried_transaction
def erase(user: AppUser, *, actor: AppUser, address: str) -> None:
    """Erase the personal data and keep the row, which orders refer to.

    Raises ValidationError for the last active superuser, Http404 if already erased."""
    user = locked(user.pk)
    keep_a_superuser(user)
    outbox.forget(user.email)
    user.set_email(f"deleted-{user.pk}@deleted.invalid")
    # Usernames can't contain spaces, so no account can have taken this one.
    user.set_username(f"deleted {user.pk}")
    user.first_name = user.last_name = user.phone = ""
    user.date_of_birth = user.last_login = None
    user.privacy_version, user.privacy_accepted_at = "", None
    user.is_active = user.is_staff = user.is_superuser = False
    user.deleted_at = timezone.now()
    user.set_unusable_password()
    user.index()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    user.addresses.all().delete()
    second_factor.switch_off(user)
    tokens.revoke_all(user)
    forget_in_admin_log(user)
    audit.record("user_deleted", actor=actor, subject=user.audit_name, address=address)


def forget_in_admin_log(user: AppUser) -> None:
    """Remove the email address from the admin's log, which stores each object's text."""
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(AppUser), object_id=str(user.pk)
    ).update(object_repr=user.username)
