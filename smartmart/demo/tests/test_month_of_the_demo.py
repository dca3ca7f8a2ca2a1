"""The demo shop's monthly export equals its dashboard and its orders, to the peso."""

import io
from collections import defaultdict
from datetime import date, datetime, timezone
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client

from business_logic.orders import completed_refunds, refunds
from common.money.formatting import readable
from orders.models import Order, PaymentAttempt, Refund
from orders.services import exporting
from smartmart.admin import dashboard

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 20, 15, tzinfo=timezone.utc)
NAMES = {"Base": "subtotal", "IVA": "tax", "Consumption tax": "consumption_tax"}


@pytest.fixture
def demo(settings):
    """The demo's orders, all of them of one October, two of them paid back in part."""
    settings.DEBUG = True
    call_command("seed_demo", stdout=io.StringIO())
    Order.objects.update(created_at=OCTOBER, paid_at=OCTOBER)
    for state, amount in (("delivered", "9999"), ("shipped", "12345.67")):
        order = Order.objects.get(ref_payco=f"demo-{state}")
        given = {"reason": "x", "restock": {}, "by": None}
        found = refunds.refund(order.invoice_id, amount=Decimal(amount), **given)
        completed_refunds.mark_done(found.pk, note="x", by=None)
    Refund.objects.filter(state="done").update(done_at=OCTOBER)
    PaymentAttempt.objects.filter(state="reversed").update(at=OCTOBER)


@pytest.fixture
def sheets(demo, monkeypatch):
    """What one click on "last month" brings, in November."""
    monkeypatch.setattr(exporting, "today", lambda: date(2026, 11, 3))
    desk = Client(headers={"accept-language": "en"})
    login = {"username": "staff@smartmart.test", "password": "demo-Staff-1"}
    desk.post("/admin/login/", login)
    page = desk.get("/admin/orders/order/").content.decode()
    link = "/admin/orders/order/export/xlsx/?month=last"
    assert f'href="{link}"' in page
    book = openpyxl.load_workbook(io.BytesIO(desk.get(link).content))
    return {sheet.title: rows_of(sheet) for sheet in book}


def rows_of(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def add(rows: list[dict], column: str) -> Decimal:
    return sum((Decimal(str(row[column])) for row in rows), Decimal(0))


def test_the_month_ties_to_the_peso(sheets):
    orders, lines = sheets["Orders"], sheets["Lines"]
    sold = [row for row in orders if row["Kind"] == "order"]
    made = {order.invoice_id: order for order in Order.objects.all()}

    assert {row["Invoice"]: Decimal(str(row["Total"])) for row in sold} == {
        invoice: order.total for invoice, order in made.items()
    }
    for column, name in NAMES.items():
        total = sum(getattr(order, name) for order in made.values())
        assert add(sold, column) == total
    # The dashboard: what was sold, without what the bank took back.
    kept = [row for row in sold if made[row["Invoice"]].payment_status != "reversed"]
    told = dashboard.sales(date(2026, 10, 31))["month"]
    assert told == {"count": len(kept), "total": readable(add(kept, "Total"), "COP")}
    # The statement: all rows, less what went back.
    back = sum((order.refunded for order in made.values()), Decimal(0))
    assert add(orders, "Total") == sum(order.total for order in made.values()) - back
    assert {row["Kind"] for row in orders} == {"order", "refund", "reversal"}
    for column, other in (("Base",) * 2, ("IVA",) * 2, ("Total", "Line total")):
        assert add(orders, column) == add(lines, other)
    assert_classes(lines)


def assert_classes(lines: list[dict]) -> None:
    """The lines of each order add up to its tax classes."""
    found: dict[tuple, Decimal] = defaultdict(Decimal)
    for row in lines:
        if row["Kind"] == "order":
            tax = Decimal(str(row["IVA"])) + Decimal(str(row["Consumption tax"]))
            found[row["Invoice"], row["Tax class"]] += tax

    assert found == {
        (order.invoice_id, row["tax_class"]): Decimal(row["amount"])
        for order in Order.objects.all()
        for row in order.taxes
    }
