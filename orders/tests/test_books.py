"""Bookkeeping: rows add up to orders, refunds include their tax, months are Colombia's."""

import csv
import io
import json
from datetime import datetime, timezone
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone as clock
from django.utils import translation
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from business_logic.orders import completed_refunds, refunds, returns
from catalog.tests.factories import make_product
from common.audit import AuditEvent
from common.models import OutboxMail
from orders.models import Order, OrderItem, Refund
from orders.services.books import documents_of
from orders.services.exporting import tables_of
from orders.services.refund_shares import split
from orders.tests.factories import make_attempt, make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
EXPORT = "/admin/orders/order/export/"
CUFE = "ab" * 48
BUYER = {"document_type": "NIT", "document_number": "900123456-8", "city_code": "05001"}


@pytest.fixture
def desk(superuser):
    client = Client(headers={"accept-language": "en"})
    client.force_login(superuser, backend="users.backends.ShopBackend")
    return client


def mixed_order(*, included: bool = False, **fields) -> Order:
    """Coffee 10000 at 19 %, chocolate 2 x 3000 at 5 %, a lunch 5000, delivery 2100 over them."""
    order = make_order(product=make_product(price="10000"), **(BUYER | fields))
    order.items.update(
        product_name="Café", tax_class="standard", tax_rate="0.19", tax=Decimal(2090)
    )
    add_line(order, "Chocolate", 2, "3000", "reduced", "0.05", 330)
    add_line(order, "Almuerzo", 1, "5000", "consumption", "0.08", 440)
    order.taxes = [
        {"tax_class": "standard", "rate": "0.19", "base": "11000.00", "amount": "2090.00"},
        {"tax_class": "reduced", "rate": "0.05", "base": "6600.00", "amount": "330.00"},
        {"tax_class": "consumption", "rate": "0.08", "base": "5500.00", "amount": "440.00"},
    ]
    order.delivery_price, order.delivery_method = Decimal(2100), "standard"
    order.subtotal, order.tax, order.consumption_tax = Decimal(23100), Decimal(2420), Decimal(440)
    order.total = Decimal(25960)
    order.save()
    return order


def add_line(order, name, quantity, price, tax_class, rate, tax) -> None:
    product = make_product(price=price)
    OrderItem.objects.create(
        order=order,
        product=product,
        product_name=name,
        product_slug=product.slug,
        quantity=quantity,
        price=product.price,
        total=product.price * quantity,
        tax_class=tax_class,
        tax_rate=rate,
        tax=tax,
    )


def pay_back(order, amount, at=None) -> Refund:
    return Refund.objects.create(
        order=order,
        amount=amount,
        reason="x",
        state="done",
        done_at=at or datetime(2026, 10, 20, tzinfo=timezone.utc),
    )


def rows(desk, query: str) -> list[dict]:
    text = desk.get(f"{EXPORT}csv/{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def at(order, moment: datetime) -> Order:
    Order.objects.filter(pk=order.pk).update(created_at=moment)
    return order


def test_lines_and_delivery_add_up_to_each_class():
    order = mixed_order()

    with translation.override("es"):
        [document] = documents_of(order)

    assert [(e.name, e.tax_class, e.base, e.tax) for e in document.entries] == [
        ("Café", "standard", 10000, 1900),
        ("Envío", "standard", 1000, 190),
        ("Chocolate", "reduced", 6000, 300),
        ("Envío", "reduced", 600, 30),
        ("Almuerzo", "consumption", 5000, 400),
        ("Envío", "consumption", 500, 40),
    ]
    sums = [document.sum(name) for name in ("base", "iva", "consumption_tax", "total")]
    assert sums == [order.subtotal, order.tax, order.consumption_tax, order.total]


def test_prices_that_include_tax_are_taken_apart():
    order = make_order(product=make_product(price="11900"), quantity=1)
    order.items.update(tax_class="standard", tax_rate="0.19", tax=1900)
    order.taxes = [
        {"tax_class": "standard", "rate": "0.19", "base": "10000.00", "amount": "1900.00"}
    ]
    order.prices_include_tax = True
    order.subtotal, order.tax, order.total = Decimal(10000), Decimal(1900), Decimal(11900)
    order.save()

    [document] = documents_of(order)

    assert [(e.price, e.base, e.tax) for e in document.entries] == [(11900, 10000, 1900)]


def test_refunds_of_all_that_was_paid_carry_all_of_its_tax():
    order = mixed_order()
    for amount in (333, 7777, 17850):
        pay_back(order, amount)

    sold, *back = documents_of(order)

    assert [document.sum("total") for document in back] == [-333, -7777, -17850]
    for name in ("base", "iva", "consumption_tax", "total"):
        assert sold.sum(name) + sum(document.sum(name) for document in back) == 0
    assert back[0].sum("iva") == -31


def test_a_refund_of_known_goods_takes_back_their_tax_alone(staff):
    """A return tells its goods even if they didn't go back to stock."""
    order = mixed_order(status="delivered", delivered_at=clock.now())
    coffee, chocolate, _lunch = order.items.all()
    for item, price in ((coffee, 11900), (chocolate, 3150)):
        OrderItem.objects.filter(pk=item.pk).update(price_with_tax=price)
    found = returns.request_return(
        order.invoice_id, quantities={chocolate.product_id: 2}, reason="x"
    )
    refund = returns.receive(found.pk, restock=False, by=staff).refund
    completed_refunds.mark_done(refund.pk, note="x", by=staff)

    _sold, back = documents_of(order)

    assert [(e.tax_class, e.base, e.tax) for e in back.entries] == [("reduced", -6000, -300)]
    told = OutboxMail.objects.get(kind="refund_done").context["taxes"]
    assert told == back.taxes
    tables = tables_of(Order.objects.all(), native=True)
    assert tables["orders"]["Base"] == [23100, -6000]
    for amount in (13000, 6660):
        given = {"reason": "x", "restock": {}, "by": staff}
        refunds.refund(order.invoice_id, amount=Decimal(amount), **given)
    for each in order.refunds.filter(state="to_do"):
        completed_refunds.mark_done(each.pk, note="x", by=staff)
    sold, *back = documents_of(Order.objects.get())
    for name in ("base", "iva", "consumption_tax", "total"):
        assert sold.sum(name) + sum(document.sum(name) for document in back) == 0


@settings(max_examples=60, deadline=None)
@drawn(
    left=st.lists(st.integers(0, 90_000), min_size=1, max_size=5),
    goods=st.lists(st.integers(0, 90_000), min_size=5, max_size=5),
    share=st.fractions(0, 1),
    unit=st.sampled_from([Decimal(1), Decimal("0.01")]),
)
def test_a_refund_is_split_without_a_peso_made_or_lost(left, goods, share, unit):
    totals = [each * unit for each in left]
    amount = int(sum(left) * share) * unit

    parts = split(amount, totals, [each * unit for each in goods[: len(left)]], "COP")

    assert sum(parts) == amount
    assert all(0 <= part <= most for part, most in zip(parts, totals, strict=True))


def test_a_reversal_takes_back_what_was_not_refunded_yet():
    order = mixed_order(payment_status="reversed")
    pay_back(order, 960)
    make_attempt(order.checkout, state="reversed")

    kinds = [(document.kind, document.sum("total")) for document in documents_of(order)]

    assert kinds == [("order", 25960), ("refund", -960), ("reversal", -25000)]


def test_refunds_that_are_still_to_do_are_not_in_the_books():
    order = mixed_order()
    Refund.objects.create(order=order, amount=1, reason="x")

    assert [document.kind for document in documents_of(order)] == ["order"]


def test_a_month_is_colombia_s_and_has_its_own_refunds(desk):
    """An order of September that was refunded in October is in both months, in its parts."""
    october = at(mixed_order(), datetime(2026, 10, 1, 5, tzinfo=timezone.utc))
    september = at(mixed_order(), datetime(2026, 10, 1, 4, 59, tzinfo=timezone.utc))
    at(mixed_order(), datetime(2026, 11, 1, 5, tzinfo=timezone.utc))
    pay_back(september, 25960, datetime(2026, 10, 31, 23, tzinfo=timezone.utc))

    found = rows(desk, "?month=2026-10&table=orders")

    assert [(row["Kind"], row["Invoice"], row["Total"]) for row in found] == [
        ("refund", september.invoice_id, "-25960.00"),
        ("order", october.invoice_id, "25960.00"),
    ]
    assert [row["Kind"] for row in rows(desk, "?month=2026-09&table=orders")] == ["order"]
    assert len(rows(desk, "?month=2026-10&table=lines")) == 3 + 6
    for bad in ("2026-13", "x", "2026-10-01", "10000-01", "0000-12"):
        assert desk.get(f"{EXPORT}csv/?month={bad}").status_code == 302
    assert rows(desk, "?month=9999-12&table=orders") == []
    assert desk.get(f"{EXPORT}csv/?table=users").status_code == 404


def test_last_month_is_one_click_away(desk):
    page = desk.get("/admin/orders/order/").content.decode()

    assert f"{EXPORT}xlsx/?month=last" in page
    assert desk.get(f"{EXPORT}xlsx/?month=last").status_code == 200


def test_the_columns_that_an_accountant_asks_for(desk):
    order = mixed_order()

    row = rows(desk, "?table=orders")[0]
    line = rows(desk, "?table=lines")[0]

    names = ("Document type", "Document number", "Check digit", "Municipality code")
    assert [row[name] for name in names] == ["NIT", "900123456", "8", "05001"]
    assert [row[name] for name in ("Base", "IVA", "Consumption tax", "Total")] == [
        *("23100.00", "2420.00"),
        *("440.00", "25960.00"),
    ]
    assert row["Payment reference"] == order.ref_payco
    assert {"Payment means", "Approval code", "Number"} <= set(row)
    assert (line["Tax class"], line["Rate"], line["Quantity"]) == ("standard", "0.19", "1")


def test_a_spanish_spreadsheet_reads_every_number(desk):
    pay_back(mixed_order(), 960)

    header, *found = rows_in_spanish(desk)

    columns = [header.index(name) for name in ("Tarifa", "Base", "IVA", "Total de la línea")]
    *_lines, refunded = ([row[place] for place in columns] for row in found)
    assert [row[columns[0]] for row in found][:3] == ["0,19", "0,19", "0,05"]
    assert refunded == ["0,08", "-204,00", "0,00", "-220,00"]


def rows_in_spanish(desk) -> list[list[str]]:
    answer = desk.get(f"{EXPORT}csv/?table=lines", headers={"accept-language": "es"})
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_book_has_a_sheet_for_orders_and_one_for_lines(desk):
    order = mixed_order()
    pay_back(order, 960)

    content = desk.get(f"{EXPORT}xlsx/").content

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Orders", "Lines"]
    header, *found = [[cell.value for cell in row] for row in book["Orders"].rows]
    assert [row[header.index("Total")] for row in found] == [25960, -960]
    header, *found = [[cell.value for cell in row] for row in book["Lines"].rows]
    assert sum(row[header.index("Line total")] for row in found) == 25000


def test_one_order_as_json(capsys):
    order = mixed_order()
    pay_back(order, 960)

    call_command("export_invoice", order.invoice_id)

    found = json.loads(capsys.readouterr().out)
    assert found["buyer"]["document"] == {"type": "NIT", "number": "900123456", "check_digit": "8"}
    assert (found["total"], found["tax"], found["consumption_tax"]) == (
        *("25960.00", "2420.00"),
        "440.00",
    )
    assert found["lines"][0]["tax_rate"] == "0.19"
    assert found["prices_include_tax"] is False
    assert found["credits"][0]["total"] == "-960.00"
    assert found["payment"]["reference"] == order.ref_payco
    # The number that people read is no invoice, and the error doesn't deny the order.
    with pytest.raises(CommandError, match=f"no order with the invoice {order.number}"):
        call_command("export_invoice", str(order.number))


def test_staff_read_what_the_invoice_needs_over_the_api(api, staff):
    order = mixed_order()
    pay_back(order, 960)
    path = f"/orders/{order.invoice_id}/electronic-invoice/"
    assert api.get(path).status_code == 401
    api.force_authenticate(order.user)
    assert api.get(path).status_code == 403
    api.force_authenticate(staff)

    found = api.get(path)

    printed = io.StringIO()
    call_command("export_invoice", order.invoice_id, stdout=printed)
    assert found.json() == json.loads(printed.getvalue())
    assert api.get("/orders/INV-none/electronic-invoice/").status_code == 404


def test_staff_record_the_provider_s_number(api, desk, staff):
    order = make_order()
    path = f"/orders/{order.invoice_id}/electronic-invoice/"
    assert api.patch(path, {"number": "FE-1"}, format="json").status_code == 401
    api.force_authenticate(order.user)
    assert api.patch(path, {"number": "FE-1"}, format="json").status_code == 403
    api.force_authenticate(staff)

    answer = api.patch(path, {"number": "FE-1", "cufe": CUFE.upper()}, format="json")

    assert answer.status_code == 200
    assert answer.json()["electronic_invoice"] == {"number": "FE-1", "cufe": CUFE}
    assert AuditEvent.objects.get(action="electronic_invoice").actor == staff
    for wrong in ({"cufe": "xyz"}, {"number": "<b>"}, {"number": ""}, {"number": 41 * "1"}):
        assert api.patch(path, wrong, format="json").status_code == 400
    order.refresh_from_db()
    assert (order.einvoice_number, order.cufe) == ("FE-1", CUFE)
    assert api.patch("/orders/INV-none/electronic-invoice/", {}, format="json").status_code == 404


def test_staff_record_it_in_the_admin(desk):
    order = make_order()
    address = f"/admin/orders/order/{order.pk}/"

    desk.post(f"{address}electronic-invoice/", {"number": "FE-2", "cufe": CUFE})
    desk.post(f"{address}electronic-invoice/", {"number": "FE-3", "cufe": "no"})

    order.refresh_from_db()
    assert (order.einvoice_number, order.cufe) == ("FE-2", CUFE)
    assert "FE-2" in desk.get(f"{address}change/").content.decode()
    stranger = Client()
    stranger.force_login(make_user(groups=(), is_staff=True))
    assert stranger.post(f"{address}electronic-invoice/", {"number": "X"}).status_code == 403
