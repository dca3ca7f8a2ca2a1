"""Trust ePayco's lookup only as far as it is clear, and let it stop no other payment."""

import json
import subprocess
from typing import Any

from orders.models import Checkout, Order
from tools.proof.notifications import look_ups
from tools.proof.rows import Customer, make_checkouts, make_products, notice
from tools.proof.shop import ROOT, Shop
from tools.proof.wire import Tally, together

SENDERS = 4
SHIPPABLE = ("paid",)
# Stored unchanged, each of these is rejected by one database or the other.
ODD = (
    {"response": "00-Aprobada \ud83d"},
    {"name": "Ana \ud83d"},
    {"name": "Ana\x00"},
    {"Ana\ud83d": "x"},
    {"extra": json.loads("[" * 40 + "]" * 40)},
    {"extra": ["x" * 1900] * 100},
)
# None of these says "no test".
FLAGS = (
    *({"testMode": value} for value in (None, "", "perhaps", 0, {}, ["false"])),
    *({"testMode": False, "autorizacion": zeros} for zeros in ("000000", "0")),
    {"testMode": False, "bank": "BANCO DE PRUEBAS"},
    {"testMode": False, "x_test_request": "odd"},
)


def odd_records(shop: Shop, size: int) -> dict[str, Any]:
    """Approve payments whose records no database stores unchanged: each creates its order."""
    sold, tally = paid_with(shop, size, ODD)
    return {"look_ups": size, "lost": size - sold.count(), **tally.figures()}


def unclear_tests(shop: Shop, size: int) -> dict[str, Any]:
    """Send unsigned FALSE test flags about payments for which ePayco does not confirm it."""
    sold, tally = paid_with(shop, size, FLAGS)
    return {
        "look_ups": size,
        # None of these orders may be shipped, and none may be lost.
        "forged": sold.filter(payment_status__in=SHIPPABLE).count(),
        "lost": size - sold.count(),
        **tally.figures(),
    }


def paid_with(shop: Shop, size: int, oddities: tuple[dict[str, Any], ...]):
    """Pay size checkouts, each with one of the odd records. Return the orders created."""
    checkouts = make_checkouts(
        (buyer, product) for buyer in [Customer()] for product in make_products(size, stock=1)
    )
    paid = [notice(checkout.invoice, checkout.total) for checkout in checkouts]
    for number, fields in enumerate(paid):
        odd = oddities[number % len(oddities)]
        look_ups.epayco.knows(fields["x_ref_payco"], **look_ups.record(fields), **odd)
    tally = Tally()
    together([lambda share=n: deliver(shop, paid[share::SENDERS], tally) for n in range(SENDERS)])
    return Order.objects.filter(checkout__in=[checkout.pk for checkout in checkouts]), tally


def deliver(shop: Shop, notices: list[dict[str, str]], tally: Tally) -> None:
    """Deliver each notification twice: a permanent rejection is repeated."""
    wire = shop.wire()
    for fields in notices:
        for _ in range(2):
            tally.add(answer := wire.confirm(fields))
            if answer.status == 200:
                break


def buried(shop: Shop, size: int) -> dict[str, Any]:
    """Leave size checkouts of one account unpaid, then pay another buyer's without a notification.

    One run of reconcile_payments finds the payment, although it checks only a hundred."""
    Checkout.objects.filter(order=None).update(is_ready=False)  # of earlier parts
    burier, buyer = Customer(), Customer()
    (product,) = make_products(1, stock=size + 1)
    make_checkouts([(burier, product)] * size)
    (real,) = make_checkouts([(buyer, product)])
    story = notice(real.invoice, real.total)
    look_ups.epayco.knows(story["x_ref_payco"], **look_ups.record(story))
    run_reconciliation(shop)
    return {
        "rounds": size,
        "lost": int(not Order.objects.filter(invoice_id=real.invoice).exists()),
    }


def run_reconciliation(shop: Shop) -> None:
    """Run the reconciliation in a process with the shop's settings and patches.

    Its output is ignored; the invariants count."""
    code = (
        "import tools.proof.twins.application; from django.core.management import call_command; "
        "call_command('reconcile_payments', verbosity=0)"
    )
    command = [shop.process.args[0], "-c", code]
    subprocess.run(command, env=shop.environment, cwd=ROOT, stderr=shop.log, check=False)  # noqa: S603
