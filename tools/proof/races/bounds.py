"""Test that one guest can't block the shop, with a reused signature or with unpaid holds."""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from business_logic.settlement.payment_attempts import MOST_PENDING_HOLDS
from integrations.epayco.ledger.entries import MAX_ROWS
from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, Order
from tools.proof.notifications import look_ups
from tools.proof.outages.faults import SLOWEST_MS
from tools.proof.rows import Customer, make_checkouts, make_products, notice, soon
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, together

SENDERS = 16


def one_signature(shop: Shop, size: int) -> dict[str, Any]:
    """Send size variations of one genuine rejected notification, then a real payment."""
    rejected, paid = make_checkouts((Customer(), product) for product in make_products(2, stock=1))
    story, genuine = notice(rejected.invoice, rejected.total, "2"), notice(paid.invoice, paid.total)
    look_ups.epayco.knows(story["x_ref_payco"], codTransactionState=2, **look_ups.record(story))
    look_ups.epayco.knows(genuine["x_ref_payco"], **look_ups.record(genuine))
    tally = Tally()
    share = size // SENDERS
    together([lambda: deliver_all(shop, variations(story, share), tally)] * SENDERS)
    answer = shop.wire().confirm(story)
    real = shop.wire().confirm(genuine)
    tally.add(answer, real)
    rows = LedgerEntry.objects.filter(reference=story["x_ref_payco"]).count()
    return {
        "rounds": size // SENDERS * SENDERS,
        "rows": rows,
        "lost": int(not Order.objects.filter(invoice_id=paid.invoice).exists()),
        "forged": Order.objects.filter(invoice_id=rejected.invoice).count(),
        "broken": int(rows > MAX_ROWS) + int(tally.slowest * 1000 > SLOWEST_MS),
        "slowest_ms": round(1000 * tally.slowest),
        **tally.figures(),
    }


def variations(story: dict[str, str], count: int) -> Iterator[dict[str, str]]:
    """Keep the signed fields and make up state, invoice and 12 KB of other fields."""
    for number in range(count):
        invoice = f"INV-{uuid.uuid4()}"
        named = {"x_id_invoice": invoice, "x_id_factura": invoice}
        padding = {f"x_extra{n}": uuid.uuid4().hex * 60 for n in range(2, 8)}
        yield story | named | padding | {"x_cod_transaction_state": "123"[number % 3]}


def deliver_all(shop: Shop, notices: Iterator[dict[str, str]], tally: Tally) -> None:
    wire = shop.wire()
    for fields in notices:
        tally.add(wire.confirm(fields))


def unpaid_holds(shop: Shop, rounds: int) -> dict[str, Any]:
    """Make all of one buyer's payments pending at once, twice.

    No more than ten keep their stock, and a repeated notification extends none of them."""
    tally, hoarded, renewed = Tally(), 0, 0
    for _ in range(rounds):
        buyer, products = Customer(), make_products(SENDERS, stock=1)
        checkouts = make_checkouts(((buyer, each) for each in products), hold_until=soon(300))
        tally.add(*all_pending(shop, checkouts))
        first = kept_until(checkouts)
        time.sleep(0.01)
        tally.add(*all_pending(shop, checkouts))
        second = kept_until(checkouts)
        hoarded += max(0, len(first | second) - MOST_PENDING_HOLDS)
        renewed += sum(second[pk] > until for pk, until in first.items() if pk in second)
    return {"rounds": rounds, "hoarded": hoarded, "renewed": renewed, **tally.figures()}


def all_pending(shop: Shop, checkouts: list[Checkout]) -> list[Answer]:
    notices = [notice(checkout.invoice, checkout.total, "3") for checkout in checkouts]
    wires = [shop.wire() for _ in notices]
    pairs = list(zip(wires, notices, strict=True))
    return together(
        [lambda wire=wire, fields=fields: wire.confirm(fields) for wire, fields in pairs]
    )


def kept_until(checkouts: list[Checkout]) -> dict[int, Any]:
    """Return the end times of holds that last longer than a checkout's own lifetime."""
    rows = Checkout.objects.filter(
        pk__in=[checkout.pk for checkout in checkouts],
        hold_until__gt=timezone.now() + timedelta(hours=1),
    )
    return dict(rows.values_list("pk", "hold_until"))
