"""Export the delivery rates to a spreadsheet and import them again."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orders.models import DeliveryRate

PAGE = "/admin/orders/deliveryrate/"


@pytest.fixture
def desk(superuser) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(superuser, backend="users.backends.ShopBackend")
    return client


def upload(desk: Client, content: bytes | str, name: str = "tarifas.csv"):
    content = content.encode() if isinstance(content, str) else content
    return desk.post(f"{PAGE}import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def export(desk: Client, kind: str) -> bytes:
    response = desk.get(f"{PAGE}export/{kind}/")
    assert response.status_code == 200
    return response.content


def rates() -> list[tuple]:
    return list(DeliveryRate.objects.values_list("place_code", "price", "free_from"))


def put(code: str, price: str, free_from: str | None = None) -> None:
    DeliveryRate.objects.create(place_code=code, price=price, free_from=free_from)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_imported_again_changes_nothing(desk, kind):
    put("05", "9000.50", "150000")
    put("05001", "5000")
    before = rates()
    response = upload(desk, export(desk, kind), f"tarifas.{kind}")
    assert "New: 0. Changed: 0. Unchanged: 2." in response.content.decode()
    assert rates() == before
    assert not LogEntry.objects.exists()


def test_a_file_name_with_an_accent_arrives_whole(desk):
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    header = desk.get(f"{PAGE}export/csv/")["Content-Disposition"]
    assert header == "attachment; filename*=utf-8''tarifas%20de%20env%C3%ADo.csv"


def test_the_export_is_what_a_spreadsheet_in_spanish_opens(desk):
    put("05", "9000.50", "150000")
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    assert export(desk, "csv").decode() == (
        "\ufeffcodigo_dane;lugar;precio;gratis_desde\r\n05;Antioquia;9000,50;150000,00\r\n"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(export(desk, "xlsx"))).active
    assert sheet["A2"].value == "05"
    assert sheet["C2"].value == 9000.5


@pytest.mark.parametrize(
    "content",
    [
        "codigo_dane;lugar;precio;gratis_desde\r\n5;Bogotá;9.500,50;$ 150.000\r\n76001;;8000;\r\n",
        "place_code,price,free_from\n05,9500.50,150000\n76001,8000,\n",
        "sep=;\r\nplace_code;price;free_from\r\n5;9500,5;150000\r\n76001;8000,00;\r\n",
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_files_as_spreadsheets_save_them(desk, content, encoding):
    put("05", "1")
    put("11", "7000")
    response = upload(desk, content.encode(encoding))
    assert "New: 1. Changed: 1. Unchanged: 0." in response.content.decode()
    assert rates() == [
        ("05", Decimal("9500.50"), Decimal("150000.00")),
        ("11", Decimal("7000.00"), None),
        ("76001", Decimal("8000.00"), None),
    ]
    assert LogEntry.objects.count() == 2


def test_without_a_column_its_values_stay(desk):
    put("05", "9000", "150000")
    upload(desk, "place_code;price\r\n5;8000\r\n")
    assert rates() == [("05", Decimal("8000.00"), Decimal("150000.00"))]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("place_code,price\n11,1\n99999,2\n", [">place_code</td><td>99999</td>", "DANE code"]),
        ("place_code,price\n11,abc\n", ["<td>price</td><td>abc</td>", "25.000,50"]),
        ("place_code,price\n11,-3\n", ["<td>price</td><td>-3</td>"]),
        ("place_code,price\n11,1.0055\n", ["<td>price</td><td>1.0055</td>"]),
        ("place_code,price\n11,NaN\n", ["<td>price</td><td>NaN</td>"]),
        ("place_code,price\n08,1\n8,2\n", [">3</td><td>place_code</td><td>8</td>", "twice"]),
        ("place_code,free_from\n11,1\n", ["Missing column: price."]),
        ("place_code,price,color\n11,1,2\n", ["Unknown column: color."]),
        ("", ["empty"]),
        (b"\xff\xfe\x00\x01\x02", ["tarifas.csv"]),
        (b"PK nothing", ["tarifas.csv"]),
    ],
)
def test_one_error_and_nothing_is_saved(desk, content, told):
    response = upload(desk, content)
    page = response.content.decode()
    for text in told:
        assert text in page
    assert "Traceback" not in page
    assert rates() == []


def test_who_may_not_write_rates_sees_no_import(shopper, desk):
    visitor = Client()
    visitor.force_login(shopper, backend="users.backends.ShopBackend")
    for path in ("import/", "export/csv/", "export/xlsx/"):
        assert visitor.get(PAGE + path).status_code in (302, 403)
    assert desk.get(f"{PAGE}export/pdf/").status_code == 404
    assert "import/" in desk.get(PAGE).content.decode()


def test_the_form_says_that_zero_is_never_free(desk):
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    assert "Vacío o 0: nunca es gratis." in desk.get(f"{PAGE}add/").content.decode()
