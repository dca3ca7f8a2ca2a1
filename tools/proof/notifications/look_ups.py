"""Test with failing ePayco lookups: the notification is recorded and nothing is paid.

Its next delivery or reconcile_payments settles the payment."""

import json
import time
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests import epayco_server as server
from integrations.epayco.tests.epayco_server import EpaycoServer
from orders.models import Order
from tools.proof.notifications import odd_answers
from tools.proof.rows import Customer, make_checkouts, make_products, notice
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, together

# What ePayco may return instead of the record, slow ways last. None: another payment's record.
WAYS: dict[str, server.Answer | None] = {
    "500": server.fail,
    "html": server.html,
    "400 with success": odd_answers.refused,
    "302 with success": odd_answers.found_elsewhere,
    "a name twice": odd_answers.named_twice,
    "another reference": None,
    "another merchant": None,
    "flood": server.flood,
    "redirect": server.redirect,
    "close": server.close,
    "hang": server.hang,
    "drip": server.drip,
    "dripping headers": server.drip_headers,
}
# The ways that return immediately.
QUICK = 7
WRONG = {"another reference": {"refPayco": 1}, "another merchant": {"clientId": 900_003}}
# Values that no database stores unchanged; they must not stop a payment.
ODD = ({}, {"name": "Ana \ud83d"}, {"name": "Ana\x00"}, {"extra": json.loads("[" * 40 + "]" * 40)})
LONGEST = 5.0
# As many as one worker has threads: requests wait only for ePayco, never for a thread.
RIVALS = 4
# Set by the engine before a part that needs it.
epayco: EpaycoServer | None = None


def misbehaving(shop: Shop, size: int) -> dict[str, Any]:
    """Send four confirmations at once for each way in which a lookup can fail.

    size is the number of ways; the slow ones are last."""
    tally, broken, slowest, since = Tally(), 0, 0.0, timezone.now()
    buyer, notices = Customer(), []
    wires = [shop.wire() for _ in range(RIVALS)]
    for way, answer in list(WAYS.items())[:size]:
        checkouts = make_checkouts((buyer, product) for product in make_products(RIVALS, stock=1))
        paid = [notice(checkout.invoice, checkout.total) for checkout in checkouts]
        for fields in paid:
            epayco.knows(fields["x_ref_payco"], **(record(fields) | WRONG.get(way, {})))
        epayco.misbehave = answer
        works = [lambda n=n, paid=paid: wires[n].confirm(paid[n]) for n in range(RIVALS)]
        answers = together(works)
        tally.add(*answers)
        slowest = max(slowest, *(answer.seconds for answer in answers))
        broken += sum(is_wrong(answer) for answer in answers) + unrecorded(paid)
        notices += paid
    epayco.misbehave = None
    for number, fields in enumerate(notices):
        epayco.transactions.pop(fields["x_ref_payco"])
        epayco.knows(fields["x_ref_payco"], **record(fields), **ODD[number // 2 % len(ODD)])
    if size == len(WAYS):
        # By then, hanging calls in the shop's own pool have timed out.
        time.sleep(5)
    # Every second notification is sent again; the others are left to reconcile_payments.
    answers = [wires[0].confirm(fields) for fields in notices[::2]]
    tally.add(*answers)
    broken += not reconciled(since)
    invoices = [fields["x_id_invoice"] for fields in notices]
    settled = Order.objects.filter(invoice_id__in=invoices).count()
    return {
        "look_ups": len(notices),
        "lost": len(notices) - settled,
        "broken": broken + sum(answer.status != 200 for answer in answers),
        "slowest_ms": round(1000 * slowest),
        **tally.figures(),
    }


def reconciled(since: datetime) -> bool:
    """Return True if every payment could be checked."""
    with override_settings(EPAYCO_VERIFY=True, EPAYCO_API_URL=epayco.url):
        try:
            call_command("reconcile_payments", since=since, verbosity=0, stdout=StringIO())
        except SystemExit:
            return False
    return True


def record(fields: dict[str, str]) -> dict[str, object]:
    return {"invoice": fields["x_id_invoice"], "amount": fields["x_amount"]}


def is_wrong(answer: Answer) -> bool:
    """Return True unless the response is "send it again", in time."""
    return answer.status != 503 or "retry-after" not in answer.headers or answer.seconds > LONGEST


def unrecorded(paid: list[dict[str, str]]) -> int:
    """Count notifications that are not waiting in the ledger without an order."""
    references = [fields["x_ref_payco"] for fields in paid]
    entries = LedgerEntry.objects.filter(reference__in=references, settled_at=None).count()
    return len(paid) - entries + Order.objects.filter(ref_payco__in=references).count()
