"""Staff actions on an order's page in the admin."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.tests.factories import make_product
from orders.models import Order, OrderNote, Refund
from orders.services.receipt import lines_of
from orders.tests.factories import make_order, tax_row
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
BUYER = {
    "first_name": "Ana",
    "last_name": "Rojas",
    "document_type": "NIT",
    "document_number": "900123456",
    "delivery_method": "standard",
    "department": "Antioquia",
    "city": "Medellín",
    "address": "Calle 10 # 5-51",
}


@pytest.fixture
def viewer(client):
    """Staff who may look at orders and no more."""
    user = make_user(groups=(), is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_order"))
    client.force_login(user)
    return client


def at(name: str, order) -> str:
    return reverse(f"admin:orders_order_{name}", args=[order.pk])


def test_the_next_steps_are_buttons(desk):
    order = make_order()
    page = desk.get(at("change", order)).content.decode()
    assert 'value="preparing"' in page
    assert 'value="delivered"' not in page

    desk.post(at("step", order), {"step": "preparing"})

    order.refresh_from_db()
    assert order.status == "preparing"
    assert desk.post(at("step", order), {"step": "lost"}).status_code == 404
    assert desk.get(at("step", order)).status_code == 405


def test_a_note_stays_with_its_author(desk, staff):
    order = make_order()

    desk.post(at("note", order), {"text": "Llamó: <b>mañana</b>"})

    note = OrderNote.objects.get()
    assert (note.order, note.author) == (order, staff)
    assert "&lt;b&gt;mañana" in desk.get(at("change", order)).content.decode()


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "a\x00b"])
def test_no_empty_and_no_endless_notes(desk, text):
    order = make_order()

    assert desk.post(at("note", order), {"text": text}, follow=True).status_code == 200
    assert not OrderNote.objects.exists()


def test_who_may_only_look_changes_nothing(viewer):
    order = make_order()

    page = viewer.get(at("change", order)).content.decode()

    assert 'name="step"' not in page
    assert at("refund", order) not in page
    assert viewer.post(at("step", order), {"step": "preparing"}).status_code == 403
    assert viewer.post(at("note", order), {"text": "x"}).status_code == 403
    assert viewer.get(at("refund", order)).status_code == 403
    assert viewer.get(at("receipt", order)).status_code == 200


@pytest.mark.parametrize("name", ["change", "receipt", "refund"])
def test_strangers_see_nothing(client, name):
    client.force_login(make_user(groups=(), is_staff=True))
    order = make_order()

    assert client.get(at(name, order)).status_code == 403
    assert client.get("/admin/orders/order/export/csv/").status_code == 403


def test_the_order_of_an_invoice_is_found(desk):
    order = make_order()

    response = desk.get(reverse("admin:orders_order_of_invoice", args=[order.invoice_id]))

    assert response.url == at("change", order)
    assert desk.get("/admin/orders/order/invoice/INV-0/").status_code == 404


def refund_form(order, **changes) -> dict:
    return {"amount": "1.000,50", "reason": "Dañado", "left": str(order.total)} | changes


def test_a_refund_is_recorded_then_done(desk, staff):
    product = make_product(price="5000", stock_quantity=1)
    order = make_order(product=product, quantity=3)
    page = desk.get(at("refund", order)).content.decode()
    assert f'name="restock_{product.pk}"' in page

    desk.post(at("refund", order), refund_form(order, **{f"restock_{product.pk}": 2}))

    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.created_by) == (Decimal("1000.50"), "to_do", staff)
    product.refresh_from_db()
    assert product.stock_quantity == 3
    done = reverse("admin:orders_refund_done", args=[refund.pk])
    assert done in desk.get(at("change", order)).content.decode()
    assert desk.post(done, {"note": " "}).status_code == 200
    desk.post(done, {"note": "Nequi"})
    refund.refresh_from_db()
    assert (refund.state, refund.done_note, refund.done_by) == ("done", "Nequi", staff)
    assert desk.get("/admin/orders/refund/?state__exact=done").context["cl"].result_count == 1


def test_the_same_refund_sent_twice_is_one(desk):
    order = make_order(product=make_product(price="5000"))
    sent = refund_form(order)

    desk.post(at("refund", order), sent)
    response = desk.post(at("refund", order), sent)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("amount", ["", "0", "-1", "999.999.999", "1e3", "mucho", "1.00.0"])
def test_an_amount_that_cannot_be_is_said(desk, amount):
    order = make_order(product=make_product(price="5000"))

    response = desk.post(at("refund", order), refund_form(order, amount=amount))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Refund.objects.exists()


def test_what_was_reversed_offers_no_refund(desk):
    order = make_order(payment_status="reversed")

    assert at("refund", order) not in desk.get(at("change", order)).content.decode()


def test_refunds_are_only_for_who_processes_orders(viewer):
    refund = Refund.objects.create(order=make_order(), amount=1, reason="x")

    assert viewer.get("/admin/orders/refund/").status_code == 403
    done = reverse("admin:orders_refund_done", args=[refund.pk])
    assert viewer.post(done, {"note": "x"}).status_code == 403
    refund.refresh_from_db()
    assert refund.state == "to_do"


def taxed_order(**fields):
    """10000 and delivery 5001, at 19 %: 2850.19, rounded to 2850."""
    product = make_product(name=fields.pop("name", "Café"), price="10000")
    order = make_order(product=product, **(BUYER | fields))
    order.delivery_price, order.subtotal = Decimal(5001), Decimal(15001)
    order.tax, order.total = Decimal(2850), Decimal(17851)
    order.taxes = [tax_row(order.subtotal, order.tax, "0.19")]
    order.save()
    return order


def test_the_receipt_adds_up_by_line(desk):
    order = taxed_order()

    page = desk.get(at("receipt", order)).content.decode()

    for text in ("NIT 900123456", "Medellín", "10,000", "1,900", "950", "5,951", "17,851"):
        assert text in page
    assert "<script" not in page
    assert sum(line.total for line in lines_of(order)) == order.total
    assert "Refunded" not in page


def test_the_receipt_names_the_sku_that_was_bought(desk):
    order = taxed_order()
    order.items.update(sku="CAM-M <1>")

    page = desk.get(at("receipt", order)).content.decode()

    assert "SKU CAM-M &lt;1&gt;" in page


def test_the_receipt_says_that_a_discount_is_taken_off_already(desk):
    """The lines have it already; and a tax may be the consumption tax, so no column is "IVA"."""
    order = taxed_order()
    Order.objects.update(discount=500)

    page = desk.get(at("receipt", order)).content.decode()

    assert "Discount, already taken off" in page
    assert "-500" not in page
    assert ">Taxes</th>" in page
    assert f"Order {order.number}" in page


def test_the_receipt_tells_what_was_refunded(desk):
    order = taxed_order()
    done = {"state": "done", "done_at": order.paid_at}
    Refund.objects.create(order=order, amount=Decimal("1785.1"), reason="late", **done)
    Refund.objects.create(order=order, amount=Decimal(77), reason="still to do")

    page = desk.get(at("receipt", order)).content.decode()

    assert "Refunded" in page
    for text in ("-1,785.10", "-1,500.10", "-285"):
        assert text in page
    assert "77" not in page.partition("Refunded")[2]


@pytest.mark.parametrize("includes_tax", [False, True])
def test_each_line_has_the_tax_of_its_class_and_delivery_its_own(includes_tax):
    """Delivery of 3,000 over 10,000 at 5 % and 5,000 excluded: 2,000 and 1,000."""
    order = make_order(product=make_product(price="10000"), **BUYER)
    order.delivery_price, order.prices_include_tax = Decimal(3000), includes_tax
    reduced = ("11429", "571") if includes_tax else ("12000", "600")
    order.taxes = [
        tax_row(*map(Decimal, reduced), "0.05", "reduced"),
        tax_row(Decimal(6000), Decimal(0), "0", "excluded"),
    ]
    order.items.update(tax_class="reduced")
    rice = make_product(price="5000")
    order.items.create(
        product=rice, product_name="Arroz", quantity=1, price=5000, total=5000, tax_class="excluded"
    )

    found = [(line.base, line.tax) for line in lines_of(order)]

    goods = [(9524, 476), (5000, 0)] if includes_tax else [(10000, 500), (5000, 0)]
    assert found == [*goods, (2905, 95) if includes_tax else (3000, 100)]


def test_csv_names_document_base_tax_and_reference(desk):
    order = taxed_order(name="=1+1")

    response = desk.get("/admin/orders/order/export/csv/")

    assert response["Content-Disposition"] == 'attachment; filename="orders.csv"'
    text = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    goods, delivery = rows
    assert (goods["Product"], goods["Base"], goods["IVA"]) == ("'=1+1", "10000.00", "1900.00")
    assert (delivery["Product"], delivery["Line total"]) == ("Delivery", "5951.00")
    assert (goods["Document type"], goods["Document number"]) == ("NIT", "900123456")
    assert (goods["Payment reference"], goods["Invoice"]) == (order.ref_payco, order.invoice_id)
    assert goods["City"] == "Medellín"


def test_csv_in_spanish_suits_a_spanish_spreadsheet(desk):
    taxed_order()

    response = desk.get("/admin/orders/order/export/csv/", headers={"accept-language": "es"})

    assert ";10000,00;1900,00;0,00;11900,00;" in response.content.decode("utf-8-sig")


def test_xlsx_has_numbers_and_no_formula(desk):
    taxed_order(name="@SUM(A1)", first_name="-1")

    content = desk.get("/admin/orders/order/export/xlsx/").content

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Lines"]
    header, goods, _ = [[cell.value for cell in row] for row in sheet.rows]
    row = dict(zip(header, goods, strict=True))
    assert (row["Base"], row["IVA"], row["Quantity"]) == (10000, 1900, 1)
    assert (row["Product"], row["First name"]) == ("'@SUM(A1)", "'-1")
    assert all(cell.data_type != "f" for line in sheet.rows for cell in line)


def test_the_list_is_exported_as_it_is_filtered(desk):
    new, shipped = make_order(), make_order(status="shipped")

    text = desk.get("/admin/orders/order/export/csv/?status__exact=shipped").content.decode()

    assert shipped.invoice_id in text
    assert new.invoice_id not in text
    assert desk.get("/admin/orders/order/export/csv/?nothing=1").status_code == 302
    assert desk.get("/admin/orders/order/export/exe/").status_code == 404


def test_an_export_takes_as_many_queries_for_many_orders(desk, django_assert_max_num_queries):
    for _ in range(5):
        make_order()

    with django_assert_max_num_queries(11):
        desk.get("/admin/orders/order/export/csv/")


def test_the_page_takes_a_constant_number_of_queries(desk, django_assert_max_num_queries):
    order = make_order()
    for number in range(4):
        OrderNote.objects.create(order=order, text=f"{number}", author=make_user())
        Refund.objects.create(order=order, amount=1, reason="x", created_by=make_user())

    with django_assert_max_num_queries(24):
        assert desk.get(at("change", order)).status_code == 200
