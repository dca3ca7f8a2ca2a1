"""The base of the shop's model: its requests, and ePayco's responses."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine
from rest_framework.test import APIClient

from catalog.models import Product
from integrations.epayco import client as epayco
from smartmart.tests import shop_books
from smartmart.tests.shop_payments import (
    Payment,
)
from users.models import AppUser
from users.tokens.issuing import issue


@dataclass
class World:
    """What every sequence starts with; each ends by rolling back to it."""

    shoppers: list[AppUser]
    staff: AppUser
    products: list[Product]
    figures: Counter[str] = field(default_factory=Counter)


class Client:
    """Someone's requests. All go through one handler: making one costs more than a step."""

    shared = APIClient(raise_request_exception=False)

    def __init__(self, access: str = ""):
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {access}"} if access else {}

    def send(self, method: str, path: str, body: dict | None = None):
        call = getattr(self.shared, method)
        return call(path, body, format="json" if body is not None else None, **self.headers)

    def deliver(self, fields: dict[str, str]):
        form = "application/x-www-form-urlencoded"
        return self.shared.post("/checkoutconfirmation/", urlencode(fields), content_type=form)


class ShopMachine(RuleBasedStateMachine):
    world: World

    def __init__(self):
        super().__init__()
        self.sequence = transaction.atomic()
        self.sequence.__enter__()
        self.shoppers = list(self.world.shoppers)
        self.tokens = [issue(user) for user in self.shoppers]
        self.staff = Client(issue(self.world.staff)["access"])
        self.anybody = Client()
        self.payments: list[Payment] = []
        self.books = shop_books.Books(self.world.products)
        self.before = settings.EPAYCO_VERIFY, epayco.transaction, epayco.references_of
        epayco.transaction, epayco.references_of = self.look_up, self.search
        self.is_silent = False

    def teardown(self):
        settings.EPAYCO_VERIFY, epayco.transaction, epayco.references_of = self.before
        transaction.set_rollback(True)
        self.sequence.__exit__(None, None, None)
        cache.clear()
        self.count("sequences")

    def count(self, what: str) -> None:
        self.world.figures[what] += 1

    # --- ePayco ---

    def look_up(self, reference: str) -> dict[str, str]:
        if self.is_silent:
            raise epayco.NoResponse
        if (payment := self.truth(reference)) is None:
            raise epayco.Refused
        return payment.record()

    def search(self, invoice: str) -> list[str]:
        if self.is_silent:
            raise epayco.NoResponse
        return [payment.reference for payment in self.payments if payment.invoice == invoice]

    def truth(self, reference: str) -> Payment | None:
        return next((one for one in self.payments if one.reference == reference), None)

    def client_of(self, who: int) -> Client:
        return Client(self.tokens[who]["access"])
