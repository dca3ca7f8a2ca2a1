"""Export the catalog to a spreadsheet and import it again."""

import io

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services import deletion
from catalog.tests.factories import make_category, make_product
from catalog.tests.spreadsheets import LIST, bring_in, export, look, rows_of, sheet
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_changes_nothing(desk, kind, language):
    make_product(
        name="=cmd|'/C calc'!A0",
        price="25000.50",
        description="Dos\r\nlíneas; \"con\" 'comas', y\ttabulador",
        category=make_category("Café; té"),
    )
    make_product(name="'-1", description="@hola", is_active=False)
    deletion.delete_product(make_product().pk)

    response = look(desk, export(desk, kind, language=language), f"x.{kind}")

    assert response.context["faults"] == []
    assert len(response.context["plan"]) == 0
    assert response.context["plan"].unchanged == 2


def test_formulas_are_harmless_on_the_way_out(desk):
    for sign in "=+-@":
        make_product(name=f"{sign}SUM(A1)", description=f"{sign}1")

    cells = rows_of(export(desk))
    book = openpyxl.load_workbook(io.BytesIO(export(desk, "xlsx")))

    assert [row["name"] for row in cells] == [f"'{sign}SUM(A1)" for sign in "=+-@"]
    assert all(row["description"].startswith("'") for row in cells)
    assert all(cell.data_type != "f" for row in book.active.rows for cell in row)


def test_spanish_sheet_is_looked_at_then_written(desk, staff):
    make_category("Bebidas")
    product = make_product(name="Panela", price="1000", stock_quantity=3)
    text = (
        "id;nombre;categoria;precio;existencias;activo\n"
        f"{product.pk};Panela fina;bebidas;25.000,50;1.000;sí\n"
        ";Café de Nariño;;$ 18.900;7;no\n"
    )
    before = versions.current()

    shown = look(desk, text)
    assert (len(shown.context["plan"].changes), len(shown.context["plan"].creations)) == (1, 1)
    assert "25,000.50" in shown.content.decode()
    product.refresh_from_db()
    assert product.name == "Panela"
    page = bring_in(desk, text)

    assert "2 products written." in page
    product.refresh_from_db()
    assert (product.name, str(product.price), product.stock_quantity, product.category.name) == (
        *("Panela fina", "25000.50"),
        *(1000, "Bebidas"),
    )
    new = Product.objects.get(name="Café de Nariño")
    assert (new.slug, new.stock_quantity, new.is_active) == ("cafe-de-narino", 7, False)
    moves = StockMovement.objects.filter(reason="import").order_by("pk")
    assert [(move.change, move.quantity_after, move.user) for move in moves] == [
        *((997, 1000, staff), (7, 7, staff)),
    ]
    after = versions.current()
    assert after.writes > before.writes
    entry = LogEntry.objects.get(object_id=str(product.pk))
    assert "Panela → Panela fina" in entry.get_change_message()
    assert LogEntry.objects.get(object_id=str(new.pk)).action_flag == 1


def test_what_excel_saves_in_spanish_is_read(desk):
    product = make_product(name="Panela")
    text = f"id;nombre\n{product.pk};Panela de caña\n".encode("cp1252")

    bring_in(desk, text)

    product.refresh_from_db()
    assert product.name == "Panela de caña"


def test_numbers_of_xlsx_are_numbers(desk):
    product = make_product()
    content = sheet(["id", "price", "stock", "active"], [float(product.pk), 1234.5, 8.0, False])

    bring_in(desk, content, "x.xlsx")

    product.refresh_from_db()
    assert (str(product.price), product.stock_quantity, product.is_active) == ("1234.50", 8, False)


def test_names_change_places(desk):
    one, two = make_product(name="Uno"), make_product(name="Dos")

    bring_in(desk, f"id,name\n{one.pk},Dos\n{two.pk},Uno\n")

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, two.name) == ("Dos", "Uno")


def test_a_stock_that_nobody_touched_undoes_no_sale(desk):
    product = make_product(stock_quantity=10)
    exported = export(desk)
    Product.objects.update(stock_quantity=7)
    edited = exported.replace(b"25000.00", b"30000.00")

    bring_in(desk, edited)

    product.refresh_from_db()
    assert (str(product.price), product.stock_quantity) == ("30000.00", 7)


def test_the_list_is_exported_as_it_is_filtered(desk):
    make_product(name="Panela")
    make_product(name="Café")

    assert [row["name"] for row in rows_of(export(desk, query="?q=pane"))] == ["Panela"]
    assert desk.get(f"{LIST}export/csv/?nothing=1").status_code == 302
    assert desk.get(f"{LIST}export/exe/").status_code == 404


def test_who_may_only_look_exports_but_imports_nothing(client):
    viewer = make_user(groups=(), is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_product"))
    client.force_login(viewer)
    product = make_product()

    assert client.get(f"{LIST}export/csv/").status_code == 200
    assert client.get(f"{LIST}import/").status_code == 403
    assert look(client, f"id,price\n{product.pk},1\n").status_code == 403
    assert client.post(f"{LIST}import/apply/", {}).status_code == 403
    client.force_login(make_user(groups=(), is_staff=True))
    assert client.get(f"{LIST}export/csv/").status_code == 403
