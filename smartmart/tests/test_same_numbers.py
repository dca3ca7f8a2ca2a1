"""Order, receipt, email and export show the same amounts per tax class, also of refunds."""

from decimal import Decimal

import pytest
from django.utils import translation

from business_logic.orders import completed_refunds, refunds
from catalog.tests.factories import make_product
from common.models import OutboxMail
from common.text import key_of
from integrations.checkout.tests.test_taxes import DELIVERY
from integrations.epayco.tests.factories import cart, confirm, notice
from orders.models import Checkout, Order, Voucher
from orders.services.books import documents_of
from orders.services.exporting import tables_of
from orders.services.receipt import given_back, lines_of

pytestmark = pytest.mark.django_db
# Odd prices, so that every share has a remainder.
GOODS = (
    ("standard", "79990", 1),
    ("standard", "13337", 3),
    ("reduced", "9805", 2),
    ("excluded", "19551", 1),
    ("exempt", "4601", 2),
    ("consumption", "16907", 1),
)


@pytest.fixture(params=[False, True], ids=["before-tax", "with-tax"])
def included(request, settings):
    settings.PRICES_INCLUDE_TAX = request.param
    settings.DELIVERY_FLAT_RATE, settings.DELIVERY_FREE_FROM = Decimal(12001), None
    return request.param


@pytest.fixture(params=["", "SIETE"], ids=["plain", "voucher"])
def order(request, included, client_of, shopper, api):
    products = [(make_product(price=p, tax_class=name), n) for name, p, n in GOODS]
    body = cart(*products) | {"delivery": DELIVERY}
    if request.param:
        code = request.param
        Voucher.objects.create(code=code, code_key=key_of(code), kind="percent", value=7)
        body["voucher"] = code
    assert client_of(shopper).post("/epayco/checkout/", body).status_code == 201
    confirm(api, notice(Checkout.objects.get()))
    return Order.objects.get()


def by_class(rows) -> dict[str, tuple[Decimal, Decimal]]:
    return {
        row["tax_class"]: (Decimal(row["base"]), Decimal(row["amount"]))
        for row in rows
        if Decimal(row["base"])
    }


def test_lines_receipt_mail_and_export_add_up_to_the_classes(order):
    [sold] = documents_of(order)
    lines = lines_of(order)
    told = OutboxMail.objects.get(kind="order_made").context

    assert by_class(sold.taxes) == by_class(order.taxes)
    for name, (_, tax) in by_class(order.taxes).items():
        assert sum(item.tax for item in order.items.filter(tax_class=name)) == tax
    assert sum(line.total for line in lines) == order.total
    assert sum(line.base for line in lines) == order.subtotal
    assert sum(line.tax for line in lines) == order.tax + order.consumption_tax
    assert told["taxes"] == order.taxes
    amounts = [Decimal(item["total"]) for item in told["items"]]
    assert [*amounts, Decimal(told["delivery"]["total"])] == [line.total for line in lines]
    goods = [entry for entry in sold.entries if entry.product_id]
    assert {e.product_id: (e.base, e.tax) for e in goods} == {
        item.product_id: (line.base, line.tax)
        for item, line in zip(order.items.all(), lines, strict=False)
    }


def test_refunds_have_the_same_share_of_each_tax_everywhere(order, staff):
    parts = (Decimal(10001), Decimal("33333.33"), order.total - Decimal("43334.33"))
    made = [
        refunds.refund(order.invoice_id, amount=part, reason="x", restock={}, by=staff)
        for part in parts
    ]
    # Paid back in another order than they were recorded.
    for found in (made[2], made[0], made[1]):
        before = [document.taxes for document in given_back(order)]
        completed_refunds.mark_done(found.pk, note="x", by=staff)
        order = Order.objects.get()
        # What is told of a refund stays, whatever is paid back later.
        assert [document.taxes for document in given_back(order)][: len(before)] == before

    back = given_back(order)
    mails = OutboxMail.objects.filter(kind="refund_done").order_by("id")
    assert [mail.context["taxes"] for mail in mails] == [document.taxes for document in back]
    for name, (base, tax) in by_class(order.taxes).items():
        rows = [by_class(document.taxes).get(name, (0, 0)) for document in back]
        assert (sum(row[0] for row in rows), sum(row[1] for row in rows)) == (-base, -tax)
    with translation.override("en"):
        tables = tables_of(Order.objects.all(), native=True)
    totals = {name: sum_of(table) for name, table in tables.items()}
    assert set(totals.values()) == {0}


def sum_of(table) -> Decimal:
    [place] = [i for i, head in enumerate(table.headers) if head in ("Total", "Line total")]
    return sum((row[place] for row in table), Decimal(0))
