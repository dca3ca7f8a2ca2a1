"""Attack the payments of a running shop: records of ePayco that must not count, one signature
repeated, and stock held without paying."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

from integrations.epayco.ledger.entries import MAX_ROWS
from integrations.epayco.tests import epayco_server as server
from tools.proof.notifications.untrusted import FLAGS, ODD
from tools.security.outside.till import Result, ShopWithEpayco

# None of these may create an order, whatever the body says.
STATUSES = (201, 302, 400)
WRONG = ({"clientId": 900_004}, {"amount": "1.19e3"}, {"amount": "1"}, {"refPayco": 1})
# The default of PENDING_HOLD_UNITS.
UNITS = 200
SLOWEST = 5.0


def records(*, short: bool) -> Result:
    """Send a paid notification about each kind of record: what ePayco says decides."""
    found, rounds = Result(), 1 if short else 10
    # Without limits: one buyer pays for all of them.
    with ShopWithEpayco(THROTTLING="false") as shop:
        for _ in range(rounds):
            for fields in (*ODD, *FLAGS, *WRONG):
                due = "paid" if fields in ODD else "review" if fields in FLAGS else ""
                judge(found, shop, fields, due)
            for status in STATUSES:
                shop.epayco.misbehave = answers_with(status)
                judge(found, shop, {}, "", f"status {status}")
                shop.epayco.misbehave = None
        count = rounds * (len(ODD) + len(FLAGS) + len(WRONG) + len(STATUSES))
    found.figures = f"{count} payments, {len(ODD)} kinds paid, {len(FLAGS)} in review, others none"
    return found


def judge(
    found: Result, shop: ShopWithEpayco, fields: dict[str, Any], due: str, what: str = ""
) -> None:
    notice = shop.notice(shop.begin())
    shop.epayco.transactions[notice["x_ref_payco"]] |= fields
    shop.confirm(notice)
    got = shop.paid(notice)
    found.expect(got == due, f"{what or json.dumps(fields)[:60]}: {got!r}, not {due!r}")


def answers_with(status: int) -> server.Answer:
    """Return the right record with another status."""

    def misbehave(handler: server.Handler) -> None:
        if handler.path == "/login":
            return handler.answer_honestly()
        record = handler.server.transactions[str(handler.body["referencePayco"])]
        return handler.send({"success": True, "data": record}, status=status)

    return misbehave


def bounds(*, short: bool) -> Result:
    """Repeat one signature with invented fields, and hold stock by payments that stay pending."""
    found, count = Result(), 100 if short else 600
    with ShopWithEpayco() as shop:
        rejected = shop.notice(shop.begin(), "2")
        slowest = max(timed(shop, variant) for variant in variants(rejected, count))
        reference = rejected["x_ref_payco"]
        rows = shop.one("SELECT COUNT(*) FROM epayco_ledger WHERE reference = ?", reference)
        calls = sum(path == "/payment/transaction" for path, _headers, _body in shop.epayco.calls)
        found.expect(rows <= MAX_ROWS, f"{rows} rows of one signature")
        found.expect(slowest < SLOWEST, f"a notification took {slowest:.1f} s")
        found.expect(shop.paid(rejected) == "", "a rejected payment made an order")
        for _ in range(8):
            shop.confirm(shop.notice(shop.begin(60), "3"))
        kept = shop.one(
            "SELECT SUM(i.quantity) FROM checkoutitem i JOIN checkout c ON c.id = i.checkout_id "
            "WHERE c.hold_until > datetime('now', '+1 hour')"
        )
        found.expect(0 < kept <= UNITS, f"{kept} units held without paying")
    found.figures = f"{count} variants in {rows} rows and {calls} lookups, {kept} units held"
    return found


def variants(story: dict[str, str], count: int) -> Iterator[dict[str, str]]:
    for number in range(count):
        invoice = f"INV-{uuid.uuid4()}"
        padding = {f"x_extra{n}": uuid.uuid4().hex * 60 for n in range(2, 8)}
        changed = {"x_id_invoice": invoice, "x_cod_transaction_state": "123"[number % 3]}
        yield story | padding | changed


def timed(shop: ShopWithEpayco, notice: dict[str, str]) -> float:
    begun = time.monotonic()
    shop.confirm(notice)
    return time.monotonic() - begun
