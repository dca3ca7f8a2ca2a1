"""Files saved by Excel, LibreOffice, Google Sheets and Numbers can be imported, in any language."""

import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.utils import translation

from catalog.models import Product
from catalog.services import products as services
from catalog.spreadsheet.reading import plan_of
from catalog.spreadsheet.table import COLUMNS, table_of
from catalog.tests.factories import make_category, make_product
from catalog.tests.spreadsheet_files import FILES, SPANISH, book_of, csv_of
from common.spreadsheets.export import answer
from common.spreadsheets.reading import read
from common.spreadsheets.table import Unreadable

pytestmark = pytest.mark.django_db


def plan(content: bytes, name: str = "x"):
    return plan_of(read(content, name, knows=COLUMNS.is_column))


def created(content: bytes) -> list[tuple]:
    found = plan(content)
    assert found.faults == []
    return [
        (row["name"], str(row["price"]), row["stock_quantity"], row["is_active"])
        for row in found.creations
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_program_s_file_is_read(name):
    assert created(FILES[name]()) == [
        ("Café de Nariño", "27500.50", 1000, True),
        ("Panela «doña Ñusta»", "25000.00", 7, True),
    ]


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        *((25000 * 1.1, "27500.00"), (0.1 + 0.2, "0.30"), (19999.99, "19999.99"), (0, "0.00")),
        *((1.1 * 1.1 * 100, "121.00"), (9999999999.99, "9999999999.99"), (27500, "27500.00")),
    ],
)
def test_noise_of_binary_numbers_is_no_third_decimal(typed, price):
    content = book_of(["name", "price"], ["Té", typed])

    assert [str(row["price"]) for row in plan(content).creations] == [price]


@pytest.mark.parametrize(
    "typed", [27500.005, 0.001, 1234567.891, "27500,005", "1.5e3", True, "#N/A"]
)
def test_a_price_that_is_none_names_its_cell(typed):
    content = book_of(["name", "price"], ["Té", typed])

    [(row, column, value, expected)] = plan(content).faults

    assert (row, column, value) == (2, "price", str(typed))
    assert "25.000,50" in expected


@pytest.mark.parametrize(
    ("typed", "stock"), [("7", 7), ("7,0", 7), ("007", 7), ("7.00", 7), (7.0, 7), ("1.000", 1000)]
)
def test_whole_numbers_of_every_kind(typed, stock):
    content = book_of(["name", "price", "stock"], ["Té", 1, typed])

    assert [row["stock_quantity"] for row in plan(content).creations] == [stock]


@pytest.mark.parametrize("typed", ["-3", "7,5", "siete", -3, 7.5, "1e3", True])
def test_a_stock_that_is_none_says_what_is_expected(typed):
    with translation.override("en"):
        found = plan(book_of(["name", "price", "stock"], ["Té", 1, typed])).faults

    assert found == [(2, "stock", str(typed), "A whole number from 0 to 2000000000.")]


def test_rows_are_counted_as_the_spreadsheet_shows_them():
    rows = [["Tabla 1"], SPANISH, [], ["Té", "x", "1", "sí"], [], ["Sal", "1", "y", "sí"]]

    found = plan(csv_of(rows, delimiter=";", first="sep=;\r\n")).faults

    assert [fault[:3] for fault in found] == [(4, "precio", "x"), (6, "existencias", "y")]


def test_a_value_in_a_column_without_a_name_is_named():
    rows = [["nombre", "", "precio"], ["Té", "", "1"], ["Sal", "azul", "1"]]

    with translation.override("en"), pytest.raises(Unreadable, match="Row 3, column B: “azul”"):
        plan(csv_of(rows))


def test_columns_without_name_and_values_are_passed_over():
    rows = [["", "nombre", "", "precio", ""], ["", "Té", " ", "1", ""]]

    assert [row["name"] for row in plan(csv_of(rows)).creations] == ["Té"]


def test_headers_are_known_in_any_case_with_accents():
    rows = [["Nombre ", "PRECIO", "Categoría", "Descripción"], ["Té", "1", "", "Fino"]]

    assert [row["description"] for row in plan(csv_of(rows)).creations] == ["Fino"]


def test_the_names_that_the_api_uses_are_known_too():
    rows = [["name", "price", "stock_quantity", "is_active"], ["Té", "1", "7", "no"]]

    [row] = plan(csv_of(rows)).creations

    assert (row["stock_quantity"], row["is_active"]) == (7, False)


def test_an_old_excel_file_is_told_by_its_name():
    with translation.override("en"), pytest.raises(Unreadable, match=r"old Excel file \(\.xls\)"):
        plan(b"\xd0\xcf\x11\xe0" + bytes(600))


def test_an_unknown_column_is_told_with_those_that_there_are():
    with translation.override("es"), pytest.raises(Unreadable, match=r"color.*nombre"):
        plan(csv_of([["nombre", "color"], ["Té", "rojo"]]))


def test_names_that_a_spreadsheet_took_for_something_else():
    """A number stays as it was typed; of a date nobody knows what it was."""
    from datetime import datetime

    content = book_of(["name", "price"], [7.0, 1], [datetime(2026, 2, 1), 1])

    found = plan(content)

    assert [row["name"] for row in found.creations] == ["7"]
    assert [fault[:2] for fault in found.faults] == [(3, "name")]


def resaved_by_excel(content: bytes) -> bytes:
    """Open the XLSX and save it, as a person does who looked at it only."""
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_saved_and_imported_changes_nothing(kind, language):
    make_product(name="Té", price="25000.50", category=make_category("Café; té"))
    make_product(name="007", price="0", description="uno\ndos", is_active=False)

    with translation.override(language):
        table = table_of(Product.objects.all(), native=kind == "xlsx")
        content = answer(table, kind, "x").content
        if kind == "xlsx":
            content = resaved_by_excel(content)
        else:
            content = content.decode("utf-8-sig").encode("utf-16")
        found = plan(content)

    assert (found.faults, len(found), found.unchanged) == ([], 0, 2)


FULL = ["nombre", "sku", "codigo de barras", "precio", "precio anterior", "clase de impuesto"]


def test_sku_barcode_price_before_and_tax_class_are_imported():
    row = ["Panela", "00-7", 7702001000012.0, "5.000", "6.000", "excluded"]

    [made] = plan(book_of(FULL, row)).creations

    assert (made["sku"], made["barcode"]) == ("00-7", "7702001000012")
    assert (str(made["compare_at_price"]), made["tax_class"]) == ("6000.00", "excluded")


def test_empty_cells_of_them_have_a_meaning():
    [made] = plan(book_of(FULL, ["Panela", None, None, 5000, None, None])).creations

    assert (made["sku"], made["barcode"], made["compare_at_price"]) == ("", "", None)
    assert made["tax_class"] == "standard"
    product = make_product(tax_class="reduced")
    assert len(plan(book_of(["id", "clase de impuesto"], [product.pk, None]))) == 0


def test_a_tax_class_is_known_by_its_name_too():
    with translation.override("en"):
        rows = [FULL, ["Panela", "", "", "1", "", "IVA, Reduced Rate"]]
        assert [row["tax_class"] for row in plan(book_of(*rows)).creations] == ["reduced"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("codigo de barras", "7702001000011"),
        ("precio anterior", 4000),
        ("clase de impuesto", "19%"),
    ],
)
def test_a_wrong_one_names_its_cell(column, value):
    row = dict.fromkeys(FULL) | {"nombre": "Té", "precio": 5000, column: value}

    assert [f[:3] for f in plan(book_of(FULL, [*row.values()])).faults] == [(2, column, str(value))]


def test_a_sku_belongs_to_one_product_and_may_change_hands():
    one, two = with_sku("A"), with_sku("B")

    assert len(plan(book_of(["id", "sku"], [one.pk, "B"], [two.pk, "A"]))) == 2
    taken = plan(book_of(["id", "sku"], [one.pk, "B"])).faults
    assert [fault[:3] for fault in taken] == [(2, "sku", "B")]
    twice = plan(book_of(["name", "price", "sku"], ["Té", 1, "C"], ["Sal", 1, "C"])).faults
    assert [fault[:3] for fault in twice] == [(3, "sku", "C")]


@pytest.mark.parametrize("typed", ["1,23457E+12", "1.23457E+12", "7E+02", 1234567890123456, 1.2e18])
def test_a_code_that_lost_its_digits_is_refused(typed):
    with translation.override("es"):
        [fault] = plan(book_of(["name", "price", "sku"], ["Té", 1, typed])).faults

    assert fault[:2] == (2, "sku")
    assert "formato de texto" in fault[3]


def test_a_code_that_looks_like_one_is_left_alone():
    product = with_sku("1.5E+10")

    assert plan(book_of(["id", "sku"], [product.pk, "1.5E+10"])).unchanged == 1
    made = plan(book_of(["name", "price", "sku"], ["Té", 1, "E+12"], ["Sal", 1, "1E5"])).creations
    assert [row["sku"] for row in made] == ["E+12", "1E5"]


@pytest.mark.parametrize(("typed", "sku"), [('="007"', "007"), ('=""', ""), ('\'="7"', '="7"')])
def test_a_code_that_was_written_as_text_for_excel_is_that_text(typed, sku):
    [row] = plan(csv_of([["name", "price", "sku"], ["Té", "1", typed]])).creations

    assert row["sku"] == sku


FAILURES = (
    *("#N/A", "#N/D", "#REF!", "#¡REF!", "#VALUE!", "#¡VALOR!", "#NAME?", "#¿NOMBRE?", "#DIV/0!"),
    *("#¡DIV/0!", "#¡NUM!", "#NULL!", "#¡NULO!", "#¡DESBORDAMIENTO!", "#ERROR!", "Err:502"),
)


@pytest.mark.parametrize("shown", FAILURES)
@pytest.mark.parametrize("column", ["name", "sku", "description"])
def test_what_a_failed_formula_shows_becomes_no_text(column, shown):
    row = {"name": "Té", "price": 1, column: shown}
    texts = [[*row], list(map(str, row.values()))]

    for content in (book_of([*row], [*row.values()]), csv_of(texts, delimiter=";")):
        assert [fault[:3] for fault in plan(content).faults] == [(2, column, shown)]


def test_a_product_that_is_called_like_an_error_survives_its_export():
    product = services.update_product(make_product().pk, name="#N/A", description="#¡REF!")

    for native in (True, False):
        table = table_of(Product.objects.filter(pk=product.pk), native=native)
        found = plan(book_of(table.headers, list(table[0])))

        assert (found.faults, found.unchanged) == ([], 1)


def test_a_formula_that_nobody_computed_clears_nothing():
    """Scripts write formulas without their results, which read as empty cells."""
    with pytest.raises(Unreadable):
        plan(book_of(["name", "price", "description"], ["Té", 1, '="a"&"b"']))


@pytest.mark.parametrize(
    ("cell", "description"),
    [
        ('<c r="C2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="C2" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="C2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="C2"><f t="shared" si="0"/><v>2</v></c>', "2"),
    ],
)
def test_a_computed_formula_is_its_result(cell, description):
    content = book_of(["name", "price", "description"], ["Té", 1, "here"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name.startswith("xl/worksheets/"):
                part = re.sub('<c r="C2".*?</c>', cell, part)
            new.writestr(name, part)

    assert [row["description"] for row in plan(out.getvalue()).creations] == [description]


def test_a_duration_is_no_text():
    [fault] = plan(book_of(["name", "price"], [timedelta(hours=30), 1])).faults

    assert fault[:2] == (2, "name")


def test_text_that_no_database_stores_is_cleaned_wherever_it_stands():
    """_x0000_ and _xD83D_ are how XLSX writes NUL and half an emoji."""
    headers = ["name", "price", "description"]
    found = plan(book_of(headers, ["Té", 1, "a_x0000_b_xD83D_ _xD83D__xDE00_"]))

    assert [row["description"] for row in found.creations] == ["a\ufffdb\ufffd 😀"]
    for content in (
        book_of(["name_xD83D_", "price"], ["Té", 1]),
        book_of(["name", "price"], ["Té", "_xD83D_"]),
    ):
        try:
            told = str(plan(content).faults)
        except Unreadable as error:
            told = str(error)
        assert "\ufffd" in told
        told.encode()


def test_nul_in_unicode_text_is_told():
    with pytest.raises(Unreadable):
        plan(csv_of([["name", "price"], ["T\0é", "1"]], encoding="utf-16"))


def test_a_header_may_hold_what_nobody_sees():
    assert plan(book_of(["name\u200b", "\ufeffprice"], ["Té", 1])).creations


def with_sku(sku: str) -> Product:
    return services.update_product(make_product().pk, sku=sku)
