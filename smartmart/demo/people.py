"""One demo account per role. Their passwords are public, so the command requires DEBUG."""

from typing import NamedTuple

from django.contrib.auth.models import Group

from common.text import key_of
from users.models import AppUser


class Person(NamedTuple):
    role: str
    email: str
    username: str
    password: str
    first_name: str
    last_name: str
    groups: tuple[str, ...]
    rights: dict[str, bool]


PEOPLE = (
    Person(
        *("administrator", "admin@smartmart.test", "admin", "demo-Admin-1", "Ana", "Rojas"),
        ("Staff",),
        {"is_staff": True, "is_superuser": True},
    ),
    Person(
        *("staff", "staff@smartmart.test", "staff", "demo-Staff-1", "Samuel", "Ortiz"),
        ("Staff",),
        {"is_staff": True},
    ),
    Person(
        *("shopper", "shopper@smartmart.test", "shopper", "demo-Shopper-1", "Lucía", "Peña"),
        ("User", "Checkout"),
        {},
    ),
    Person(
        *("may not buy", "visitor@smartmart.test", "visitor", "demo-Visitor-1", "Mateo", "Gil"),
        ("User",),
        {},
    ),
)


def invite() -> int:
    """Create the missing accounts; return how many."""
    missing = [one for one in PEOPLE if account_of(one) is None]
    for one in missing:
        user = AppUser.objects.create_user(
            *(one.email, one.username, one.password),
            first_name=one.first_name,
            last_name=one.last_name,
            **one.rights,
        )
        user.groups.set(Group.objects.filter(name__in=one.groups))
    return len(missing)


def account_of(person: Person) -> AppUser | None:
    return AppUser.objects.filter(email_key=key_of(person.email)).first()
