"""Export and import products in the admin."""

import csv
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

LIST = "/admin/catalog/product/"


def export(desk, kind="csv", query="", language="en") -> bytes:
    return desk.get(f"{LIST}export/{kind}/{query}", headers={"accept-language": language}).content


def rows_of(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def look(desk, content: bytes | str, name="products.csv"):
    data = content.encode() if isinstance(content, str) else content
    return desk.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, data)})


def bring_in(desk, content: bytes | str, name="products.csv") -> str:
    """Upload the file, then apply all of it; return the page with the result."""
    shown = look(desk, content, name)
    assert not shown.context.get("faults"), shown.context["faults"]
    body = {"token": shown.context["token"], "plan": shown.context["plan"].digest}
    return b"".join(desk.post(f"{LIST}import/apply/", body).streaming_content).decode()


def sheet(*rows: list) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def faults(response) -> list[tuple[int, str]]:
    return [(row, column) for row, column, _value, _text in response.context["faults"]]
