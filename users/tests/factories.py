"""The smallest valid rows of accounts."""

import itertools

from django.apps import apps
from django.contrib.auth.models import Group

from users import roles
from users.models import AppUser

PASSWORD = "s3cret-Pass-1"
numbers = itertools.count(1)


def make_user(
    email: str | None = None,
    username: str | None = None,
    password: str | None = PASSWORD,
    groups: tuple[str, ...] = ("User",),
    **fields,
) -> AppUser:
    """An active account in these groups, with an e-mail and a username of its own."""
    number = next(numbers)
    user = AppUser.objects.create_user(
        email or f"person{number}@example.com", username or f"person{number}", password, **fields
    )
    if groups:
        user.groups.set(find_groups(groups))
    return user


def find_groups(names: tuple[str, ...]) -> list[Group]:
    """The groups of the migration, made again where a test with real commits has emptied them."""
    found = list(Group.objects.filter(name__in=names))
    if len(found) < len(set(names)):
        roles.write_groups(apps.get_model)
        found = list(Group.objects.filter(name__in=names))
    return found
