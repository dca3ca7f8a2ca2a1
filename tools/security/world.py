"""A small shop and one person of each role, with a real token."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from catalog.models import Category, Product
from catalog.tests.factories import make_category, make_product
from orders.models import Checkout, Order
from orders.tests.factories import make_checkout, make_order
from tools.security.wire import send
from users.models import Address, AppUser
from users.tests.factories import make_user
from users.tokens import issuing as tokens

ROLES = (
    "anonymous",
    "shopper",
    "no_checkout",
    "staff",
    "superuser",
    "deactivated",
    "logged_out",
)
GROUPS = {"shopper": ("User", "Checkout"), "no_checkout": ("User",), "staff": ("Staff",)}


@dataclass
class World:
    product: Product
    category: Category
    empty_category: Category
    target: AppUser
    order: Order
    checkout: Checkout
    address: Address
    users: dict[str, AppUser]
    tokens: dict[str, str | None] = field(default_factory=dict)
    number: int = 0

    def next(self) -> int:
        self.number += 1
        return self.number

    def reset_link(self) -> dict[str, str]:
        return {
            "uid": urlsafe_base64_encode(force_bytes(self.target.pk)),
            "token": default_token_generator.make_token(self.target),
        }


def make_world() -> World:
    users = make_people()
    category = make_category(f"Bebidas {uuid4()}")
    product = make_product(
        f"Café de altura {uuid4()}", category=category, images=1, stock_quantity=1_000_000
    )
    buyer = users["shopper"]
    world = World(
        product=product,
        category=category,
        empty_category=make_category(),
        target=make_user(groups=("User",)),
        order=make_order(buyer, make_product()),
        checkout=make_checkout(buyer, product, open_for=buyer),
        address=buyer.addresses.create(
            department="Antioquia", city="Medellín", city_code="05001", address="Calle 10 # 20-30"
        ),
        users=users,
    )
    world.tokens = {role: token_of(role, users) for role in ROLES}
    return world


def make_people() -> dict[str, AppUser]:
    users = {role: make_user(groups=groups) for role, groups in GROUPS.items()}
    AppUser.objects.filter(pk=users["staff"].pk).update(is_staff=True)
    users["superuser"] = make_user(is_staff=True, is_superuser=True)
    make_user(is_staff=True, is_superuser=True)  # so that neither is the last superuser
    for role in ("deactivated", "logged_out"):
        users[role] = make_user(groups=("User", "Checkout"))
    return users


def token_of(role: str, users: dict[str, AppUser]) -> str | None:
    """Return the token that this role sends. The last two roles send one that was valid earlier."""
    if role == "anonymous":
        return None
    token = tokens.issue(users[role])["access"]
    if role == "deactivated":
        AppUser.objects.filter(pk=users[role].pk).update(is_active=False)
    if role == "logged_out":
        assert send("POST", "/logout/", {}, token=token).status == 200  # noqa: S101
    return token
