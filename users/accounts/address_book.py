"""A user's address book: at most MOST addresses, one of them the default."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from common.db.transactions import retried_transaction
from users.exceptions import refused
from users.models import Address, AppUser

MOST = 20


def locked_owner(user_id: int) -> AppUser:
    """Return the owner, locked, so that changes to one address book run one at a time.

    Raises Http404 if the account was erased in the meantime."""
    return get_object_or_404(AppUser.objects.select_for_update(), pk=user_id, deleted_at=None)


@retried_transaction
def add(user: AppUser, data: dict) -> Address:
    """Add an address; the first one becomes the default. Raises ValidationError when full."""
    owner = locked_owner(user.pk)
    fields = dict(data)
    wants_default = fields.pop("is_default", False)
    count = owner.addresses.count()
    if count >= MOST:
        detail = _("An address book holds at most %(most)s addresses.") % {"most": MOST}
        raise refused("too_many_addresses", detail)
    address = owner.addresses.create(**fields)
    if wants_default or count == 0:
        make_default(owner, address)
    return address


@retried_transaction
def change(address: Address, data: dict) -> Address:
    """Update the given fields. Raises Http404 if the address was deleted in the meantime."""
    owner = locked_owner(address.user_id)
    fields = dict(data)
    # There is always a default: it changes only when another address becomes it.
    wants_default = fields.pop("is_default", False)
    address = get_object_or_404(owner.addresses, pk=address.pk)
    for name, value in fields.items():
        setattr(address, name, value)
    address.save(update_fields=[*fields, "updated_at"])
    if wants_default:
        make_default(owner, address)
    return address


@retried_transaction
def remove(address: Address) -> None:
    """Delete an address. If it was the default, the oldest remaining one becomes the default."""
    owner, pk = locked_owner(address.user_id), address.pk
    owner.addresses.filter(pk=pk).delete()
    if not owner.addresses.exclude(default_of=None).exists():
        oldest = owner.addresses.order_by("pk").first()
        if oldest:
            make_default(owner, oldest)


def make_default(owner: AppUser, address: Address) -> None:
    owner.addresses.exclude(pk=address.pk).filter(default_of=owner).update(default_of=None)
    address.default_of = owner
    address.save(update_fields=["default_of", "updated_at"])
