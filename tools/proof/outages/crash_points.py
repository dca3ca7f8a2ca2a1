"""Crash the process at every statement of a purchase or a reconciliation, in turn.

What is left must be consistent, and repeating the same request or run must complete it."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import Product
from integrations.epayco import client as epayco
from orders.models import Checkout, Order
from tools.proof.books import audit, newest
from tools.proof.rows import Customer, make_checkouts, make_products, notice, soon

STOCK = 5
CRASHED = 9


class Fuse:
    """End the process before or after the nth statement. A commit counts as a statement."""

    def __init__(self, n: int):
        self.left = n

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(CRASHED)

    def statement(self, execute: Callable, *args: object) -> object:
        self.burn()
        result = execute(*args)
        self.burn()
        return result

    def lay(self) -> None:
        commit = connection._commit
        connection._commit = lambda: self.statement(commit)
        connection.execute_wrappers.append(self.statement)


@dataclass(frozen=True)
class Step:
    """A step to crash: request sends it and returns its status; is_complete checks the rows
    afterwards."""

    request: Callable[[], int]
    is_complete: Callable[[], bool]


def client(token: str = "") -> APIClient:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    return APIClient(raise_request_exception=False, HTTP_HOST="127.0.0.1", **headers)


def confirm(fields: dict[str, str]) -> int:
    form = "application/x-www-form-urlencoded"
    return client().post("/checkoutconfirmation/", urlencode(fields), content_type=form).status_code


def stock_of(products: list[Product]) -> set[int]:
    rows = Product.objects.filter(pk__in=[product.pk for product in products])
    return set(rows.values_list("stock_quantity", flat=True))


def checkout_step(lines: int) -> Step:
    buyer, products = Customer(), make_products(lines, stock=STOCK)
    items = [{"product_id": p.pk, "quantity": 1, "price": "1000.00"} for p in products]

    def request() -> int:
        shopper = client(buyer.token)
        key = f"proof-{buyer.user.pk}"
        answer = shopper.post("/epayco/checkout/", {"items": items}, HTTP_IDEMPOTENCY_KEY=key)
        return answer.status_code

    def is_complete() -> bool:
        checkout = Checkout.objects.filter(user=buyer.user, hold_until__gt=timezone.now()).get()
        return checkout.items.count() == lines and stock_of(products) == {STOCK}

    return Step(request, is_complete)


def confirmation_step(lines: int) -> Step:
    return payment_step(confirm, "paid", STOCK - 1)


def reversal_step(lines: int) -> Step:
    def pay_and_reverse(fields: dict[str, str]) -> int:
        return confirm(fields | {"x_cod_transaction_state": "6"})

    return payment_step(pay_and_reverse, "reversed", STOCK, before=confirm)


@contextmanager
def epayco_says(state: str, fields: dict[str, str]) -> Iterator[None]:
    """Patch ePayco's response ("" for none), without a network: no thread may exist at a fork."""

    def transaction(reference: str) -> dict[str, str]:
        if not state:
            raise epayco.NoResponse
        named = {"refPayco": reference, "codTransactionState": state}
        amounts = {"amount": fields["x_amount"], "currency": "COP", "testMode": "false"}
        return named | amounts | {"invoice": fields["x_id_invoice"]}

    kept = epayco.transaction, epayco.references_of
    epayco.transaction, epayco.references_of = transaction, lambda invoice: []
    try:
        with override_settings(EPAYCO_VERIFY=True):
            yield
    finally:
        epayco.transaction, epayco.references_of = kept


def reconciliation_step(lines: int) -> Step:
    since = timezone.now()

    def confirm_in_vain(fields: dict[str, str]) -> int:
        logging.disable(logging.CRITICAL)  # the verification failure is intended
        try:
            with epayco_says("", fields):
                return confirm(fields)
        finally:
            logging.disable(logging.NOTSET)

    def reconcile(fields: dict[str, str]) -> int:
        with epayco_says("1", fields):
            try:
                call_command("reconcile_payments", since=since, verbosity=0, stdout=StringIO())
            except SystemExit:
                return 1
        return 0

    return payment_step(reconcile, "paid", STOCK - 1, before=confirm_in_vain)


def payment_step(
    send: Callable[[dict[str, str]], int],
    payment_status: str,
    stock: int,
    before: Callable[[dict[str, str]], int] | None = None,
) -> Step:
    products = make_products(1, stock=STOCK)
    checkout = make_checkouts([(Customer(), products[0])], hold_until=soon(300))[0]
    fields = notice(checkout.invoice, checkout.total)
    if before:
        before(fields)

    def is_complete() -> bool:
        order = Order.objects.get(checkout=checkout)
        return order.payment_status == payment_status and stock_of(products) == {stock}

    return Step(lambda: send(fields), is_complete)


STEPS = {
    "checkout": (checkout_step, 201),
    "confirmation": (confirmation_step, 200),
    "reversal": (reversal_step, 200),
    "reconciliation": (reconciliation_step, 0),
}


def sweep(shop: None, lines: int) -> dict[str, Any]:
    """Crash one step at every point. lines is the number of products in the checkout."""
    settings.MAIL_IN_BACKGROUND = False  # no other thread may exist when the process forks
    figures: dict[str, Any] = {"crashes": 0, "broken": 0, "lost": 0}
    for make_step, expected in STEPS.values():
        n, crashed = 1, True
        while crashed:
            step, since = make_step(lines), newest()
            crashed = run_with_fuse(step, n)
            figures["broken"] += sum(audit(since).values())
            figures["lost"] += step.request() != expected or not step.is_complete()
            figures["crashes"] += crashed
            n += 1
    return figures


def run_with_fuse(step: Step, n: int) -> bool:
    """Send the request in a child that ends at its nth point. Return False if it has fewer
    points."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            connection.ensure_connection()
            Fuse(n).lay()
            step.request()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == CRASHED
