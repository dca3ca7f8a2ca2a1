"""Tables that people open in a spreadsheet, as CSV or XLSX, and the way back.

What holds for every one of them: a text that a spreadsheet would take for a formula is written
with an apostrophe before it, which reading takes away again."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

import tablib
from django.http import HttpResponse
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from import_export.widgets import Widget

KINDS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX}
# A spreadsheet runs what begins like this; other apostrophes before it are counted, not lost.
FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
QUOTED_FORMULA = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
# XML cannot hold these.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_UNPACKED = 60_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 50


class Unreadable(ValueError):
    """The file is no such table; the text says why, to a person."""


class SafeText(Widget):
    """A text that no spreadsheet runs."""

    def render(self, value, obj=None, **kwargs) -> str:
        return safe(str(value)) if value is not None else ""

    def clean(self, value, row=None, **kwargs) -> str:
        return unsafe("" if value is None else str(value))


class Number(Widget):
    """A number: to XLSX as such, to CSV the way the reader's language writes it."""

    def render(self, value, obj=None, **kwargs) -> Any:
        if value is None or kwargs.get("force_native_type"):
            return value
        return str(value).replace(".", get_format("DECIMAL_SEPARATOR"))


def safe(text: str) -> str:
    plain = CONTROL.sub(" ", text)
    return f"'{plain}" if FORMULA.match(plain) else plain


def unsafe(text: str) -> str:
    return text[1:] if QUOTED_FORMULA.match(text) else text


def answer(dataset: tablib.Dataset, kind: str, name: str) -> HttpResponse:
    """The table as a file to download."""
    file_format = KINDS[kind]()
    if kind == "csv":
        # Spanish spreadsheets part columns by semicolons; the mark tells all of them it is UTF-8.
        comma = get_format("DECIMAL_SEPARATOR") == ","
        content = "\ufeff" + dataset.export("csv", delimiter=";" if comma else ",")
    else:
        content = file_format.export_data(dataset)
    response = HttpResponse(content, content_type=file_format.get_content_type())
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def read(content: bytes, name: str) -> tablib.Dataset:
    """The first sheet, or the CSV in whatever way a spreadsheet wrote it. Raises Unreadable."""
    try:
        is_xlsx = content.startswith(b"PK")
        dataset = read_xlsx(content) if is_xlsx else read_csv(content)
    except Unreadable:
        raise
    except Exception as error:  # each library has errors of its own for what it cannot read
        raise Unreadable(_("%s is neither a CSV nor an XLSX file.") % name) from error
    if not dataset.headers or not len(dataset):
        raise Unreadable(_("%s holds no rows.") % name)
    if len(dataset) > MOST_ROWS or len(dataset.headers) > MOST_COLUMNS:
        raise Unreadable(_("More than %d rows at a time are not taken.") % MOST_ROWS)
    return dataset


def read_xlsx(content: bytes) -> tablib.Dataset:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise Unreadable(_("The file is too large once unpacked."))
    return full_rows(base_formats.XLSX().create_dataset(content))


def full_rows(dataset: tablib.Dataset) -> tablib.Dataset:
    """Without the empty rows that spreadsheets leave at the end; those between keep the count."""
    kept = tablib.Dataset(headers=["" if h is None else str(h) for h in dataset.headers or []])
    rows = list(dataset)
    while rows and is_blank(rows[-1]):
        rows.pop()
    for row in rows:
        kept.append(row)
    return kept


def is_blank(row: Iterable) -> bool:
    return all(cell is None or cell == "" for cell in row)


def read_csv(content: bytes) -> tablib.Dataset:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel in Spanish saves when nobody asks it for UTF-8.
        text = content.decode("cp1252")
    if "\x00" in text:
        raise Unreadable(_("This is no text file."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    width = len(rows[0]) if rows else 0
    dataset = tablib.Dataset(headers=rows[0] if rows else None)
    for number, row in enumerate(rows[1:], 2):
        if len(row) > width and any(row[width:]):
            raise Unreadable(_("Line %d has more columns than the first.") % number)
        dataset.append([*row, *[""] * width][:width])
    return full_rows(dataset)
