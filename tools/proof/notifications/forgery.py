"""Forge notifications: mutate, swap, repeat, re-case and move every field."""

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from integrations.epayco.models import LedgerEntry
from integrations.epayco.signature import sign
from orders.models import Checkout, Order
from tools.proof.notifications import look_ups
from tools.proof.notifications.mutations import mutations, unsigned_mutations
from tools.proof.rows import Customer, make_checkouts, make_products, notice, soon
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, Any]]


class InProcess:
    """The whole shop without its server: faster, for tests that don't need HTTP."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def confirm(self, pairs: Pairs, query: str = "", *, as_json: bool = False) -> Answer:
        body = (json.dumps(dict(pairs)) if as_json else urlencode(pairs)).encode()
        found: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            found.update(status=int(status[:3]), headers={k.lower(): v for k, v in headers})

        response = self.application(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": "/checkoutconfirmation/",
                "QUERY_STRING": query,
                "CONTENT_TYPE": "application/json" if as_json else FORM,
                "CONTENT_LENGTH": str(len(body)),
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "80",
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.url_scheme": "http",
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": io.StringIO(),
            },
            start,
        )
        content = b"".join(response)
        response.close()
        return Answer(found["status"], found["headers"], content)


def victims(count: int) -> list[Checkout]:
    """Create open checkouts of the same total, the targets of the forgeries."""
    buyer = Customer()
    products = make_products(count, stock=10)
    return make_checkouts(((buyer, product) for product in products), hold_until=soon(3600))


def state_of_things() -> tuple[int, int, Counter]:
    checkouts = Counter(Checkout.objects.values_list("status", flat=True))
    return LedgerEntry.objects.count(), Order.objects.count(), checkouts


def signed_fields(shop: None, size: int) -> dict[str, Any]:
    """Send notifications with invalid signatures: each gets 400 and writes nothing."""
    genuine = [notice(checkout.invoice, checkout.total) for checkout in victims(8)]
    before, tally, door = state_of_things(), Tally(), InProcess()
    accepted = 0
    with override_settings(THROTTLING=False):  # otherwise most of them would not even be parsed
        for forged in endless(genuine, size * 95 // 100):
            answer = door.confirm(*forged.parts, as_json=forged.as_json)
            tally.add(answer)
            accepted += answer.status != 400
    for fields in (genuine[n % 8] for n in range(size - size * 95 // 100)):
        answer = without_keys(door, fields)
        tally.add(answer)
        accepted += answer.status != 400
    return {"forged": accepted or int(state_of_things() != before), **tally.figures()}


def endless(genuine: list[dict[str, str]], size: int) -> Iterator:
    chance = random.Random(3)
    for n in range(size):
        yield mutations(genuine[n % len(genuine)], genuine[(n + 1) % len(genuine)], chance)


def without_keys(door: InProcess, fields: dict[str, str]) -> Answer:
    """Send a signature made without keys to a shop whose keys are not set."""
    unset = random.choice(
        [{"P_KEY": ""}, {"P_CUST_ID_CLIENTE": ""}, {"P_KEY": "", "P_CUST_ID_CLIENTE": ""}]
    )
    with override_settings(THROTTLING=False, **unset):
        names = ("x_ref_payco", "x_transaction_id", "x_amount", "x_currency_code")
        fields = fields | {"x_signature": sign(*(fields[name] for name in names))}
        return door.confirm(list(fields.items()))


def unsigned_fields(shop: None, size: int) -> dict[str, Any]:
    """Send genuine signatures of failed payments with forged unsigned fields.

    The shop verifies them with ePayco. One payment is genuine: it pays its own invoice and no
    other."""
    targets = victims(16)
    states = ["2", "3", "4", "6", "7", "8", "9", "10", "11", "12", "1", "1", "1", "1"]
    stories = [notice(targets[n].invoice, targets[n].total, states[n]) for n in range(14)]
    odd = {10: {"amount": "1"}, 11: {"currency": "USD"}, 12: {"testMode": True}, 13: {}}
    for n, fields in enumerate(stories):
        told = {"codTransactionState": int(states[n])} | look_ups.record(fields) | odd.get(n, {})
        look_ups.epayco.knows(fields["x_ref_payco"], **told)
    invoices = [target.invoice for target in targets]
    tally, door, chance = Tally(), InProcess(), random.Random(5)
    with override_settings(EPAYCO_VERIFY=True, EPAYCO_API_URL=look_ups.epayco.url):
        for n in range(size):
            forged = unsigned_mutations(stories[n % 14], invoices, chance)
            tally.add(door.confirm(*forged.parts, as_json=forged.as_json))
    orders = Order.objects.filter(invoice_id__in=invoices)
    genuine = orders.filter(invoice_id=invoices[13], ref_payco=stories[13]["x_ref_payco"])
    return {
        "forged": orders.count() - genuine.count(),
        "lost": 1 - genuine.count(),
        **tally.figures(),
    }


def over_http(shop: Shop, size: int) -> dict[str, Any]:
    """Send a sample of the forged signatures through the server itself."""
    genuine = [notice(checkout.invoice, checkout.total) for checkout in victims(8)]
    before, tally, wire, accepted = state_of_things(), Tally(), shop.wire(), 0
    for forged in endless(genuine, size):
        pairs, query = forged.parts
        body = json.dumps(dict(pairs)) if forged.as_json else urlencode(pairs)
        kind = "application/json" if forged.as_json else FORM
        path = f"/checkoutconfirmation/?{query}" if query else "/checkoutconfirmation/"
        answer = wire.send("POST", path, body, **{"Content-Type": kind})
        tally.add(answer)
        accepted += answer.status != 400
    return {"forged": accepted or int(state_of_things() != before), **tally.figures()}
