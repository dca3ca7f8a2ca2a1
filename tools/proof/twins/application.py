"""The shop with a safeguard disabled: the races must detect it, or they prove nothing.

PROOF_TWIN names the patches, separated by commas; gunicorn serves this module in place of
smartmart.wsgi. No setting of the product can enable any of this."""

# ruff: noqa: I001 Django must be set up before any of the shop's modules is imported.
from smartmart.wsgi import application  # noqa: F401 gunicorn serves it

import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

import integrations.epayco.urls  # noqa: F401 loads every module that is patched below
from business_logic.checkout import pending_checkouts
from business_logic import availability
from business_logic import stock
from business_logic.orders import order_stock
from business_logic.settlement import payment_attempts
from catalog.models import Product
from common.db import transactions
from smartmart.mysql import base as mysql
from tools.proof.twins import look_ups
from tools.proof.twins.patching import replace_everywhere
from tools.proof.twins.webhooks import fleeting, nearby, overtaking, renamed
from users.tokens import issuing


def unlocked() -> None:
    """Lock no rows. SQLite, whose only lock is the transaction, has none."""
    QuerySet.select_for_update = lambda rows, *args, **kwargs: rows
    if connection.vendor == "sqlite":
        replace_everywhere(transactions.in_transaction, lambda work: work())


def overwritten() -> None:
    """Lock nothing and write the stock as it was read, less the quantity."""
    unlocked()

    def take(quantities, *, invoice: str, products) -> None:
        for pk, quantity in quantities.items():
            left = products[pk].stock_quantity - quantity
            Product.objects.filter(pk=pk).update(stock_quantity=left)
        stock.journal(quantities, sign=-1, reason="sale", invoice=invoice, products=products)

    replace_everywhere(stock.deduct, take)


def unsorted() -> None:
    """Lock products one by one in the order of the cart, and don't retry a deadlock."""

    def lock_products(product_ids) -> dict[int, Product]:
        locked = {}
        for pk in product_ids:
            for product in Product.objects.select_for_update().filter(pk=pk):
                locked[product.pk] = product
            time.sleep(0.005)
        return locked

    replace_everywhere(stock.lock_products, lock_products)
    once()


def once() -> None:
    """Don't retry a transaction that lost a conflict."""

    def in_transaction(work: Callable):
        with transaction.atomic():
            return work()

    replace_everywhere(transactions.in_transaction, in_transaction)


def deferred() -> None:
    """Let SQLite lock at the first write instead of the start, and don't retry a rejection."""
    connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    once()


def careless() -> None:
    """Deduct a payment's stock although its hold has expired."""

    def take_locked(checkout, successor, products, quantities) -> bool:
        available = {pk: product.stock_quantity for pk, product in products.items()}
        if not availability.suffices(available, quantities):
            return False
        stock.deduct(quantities, invoice=checkout.invoice, products=products)
        return True

    replace_everywhere(order_stock.take_locked, take_locked)


def hasty() -> None:
    """Extend the hold of a pending payment by the time before any lock, after the hold's end."""

    def keep_hold(checkout, copy, *, method: str = "") -> None:
        if (left := checkout.hold_until - timezone.now()) > timedelta(0):
            time.sleep(left.total_seconds() + 0.05)
            checkout.hold_until = timezone.now() + timedelta(hours=1)
        checkout.status, checkout.open_for = checkout.Status.PENDING, None
        payment_attempts.save(checkout)

    replace_everywhere(payment_attempts.keep_hold, keep_hold)


def snapshot() -> None:
    """Read in transactions what was there when they began."""
    replace_everywhere(transactions.read_committed, lambda: None)


def forgetful() -> None:
    """Exchange a refresh token for another pair each time."""
    replace_everywhere(issuing.derived, lambda spent, kind: uuid.uuid4().hex)


def loyal() -> None:
    """Keep connections to a server that rejects writes, until they are 45 seconds old."""
    connections.settings["default"]["CONN_MAX_AGE"] = 45
    transactions.REFUSES_WRITES = mysql.REFUSES_WRITES = frozenset()


def slow() -> None:
    """Keep all safeguards, but lengthen the gap between reading a checkout and locking its
    stock."""
    load = pending_checkouts.load

    @wraps(load)
    def load_slowly(*checkout):
        found = load(*checkout)
        time.sleep(0.03)
        return found

    replace_everywhere(load, load_slowly)


for patch in os.environ.get("PROOF_TWIN", "").split(","):
    {
        "": lambda: None,
        "unlocked": unlocked,
        "overwritten": overwritten,
        "unsorted": unsorted,
        "deferred": deferred,
        "careless": careless,
        "hasty": hasty,
        "snapshot": snapshot,
        "slow": slow,
        "forgetful": forgetful,
        "loyal": loyal,
        "nearby": nearby,
        "overtaking": overtaking,
        "fleeting": fleeting,
        "renamed": renamed,
        "unclean": look_ups.unclean,
        "gullible": look_ups.gullible,
        "trusting": look_ups.trusting,
        "boundless": look_ups.boundless,
        "short_runs": look_ups.short_runs,
        "in_line": look_ups.in_line,
    }[patch]()
