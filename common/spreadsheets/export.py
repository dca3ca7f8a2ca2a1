"""Export tables as CSV or XLSX; reading.py reads them back.

Text that a spreadsheet would run as a formula gets an apostrophe, which reading removes."""

import re
from collections.abc import Iterable
from typing import Any

import tablib
from django.http import HttpResponse
from django.utils.formats import get_format
from django.utils.http import content_disposition_header
from import_export.formats import base_formats
from import_export.widgets import Widget

KINDS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX}
# What a failed formula shows, in English and Spanish.
FAILED = (
    r"#(?:N/[AD]|[¡¿]?(?:REF|VALUE|VALOR|DIV/0|NAME|NOMBRE|NUM|NULL|NULO|SPILL|DESBORDAMIENTO"
    r"|CALC|FIELD|CAMPO|ERROR)[!?])|Err:[0-9]{3}"
)
FAILURE = re.compile(FAILED)
# A spreadsheet runs text that starts like this, or takes it for an error. Existing apostrophes are
# kept.
FORMULA = re.compile(rf"'*(?:[=+\-@＝＋－＠\t\r\n]|(?:{FAILED})\Z)")
QUOTED_FORMULA = re.compile(rf"'+(?:[=+\-@＝＋－＠\t\r\n]|(?:{FAILED})\Z)")
# Not allowed in XML.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class SafeText(Widget):
    """A text widget whose value no spreadsheet runs as a formula."""

    def render(self, value, obj=None, **kwargs) -> str:
        return escape_formula(str(value)) if value is not None else ""

    def clean(self, value, row=None, **kwargs) -> str:
        return unescape_formula("" if value is None else str(value))


class Number(Widget):
    """A number: as a number in XLSX, in the reader's notation in CSV."""

    def render(self, value, obj=None, **kwargs) -> Any:
        if value is None or kwargs.get("force_native_type"):
            return value
        return str(value).replace(".", get_format("DECIMAL_SEPARATOR"))


def escape_formula(text: str) -> str:
    plain = CONTROL.sub(" ", text)
    return f"'{plain}" if FORMULA.match(plain) else plain


def unescape_formula(text: str) -> str:
    return text[1:] if QUOTED_FORMULA.match(text) else text


def answer(dataset: tablib.Dataset, kind: str, name: str) -> HttpResponse:
    """Return the table as a download."""
    return download(content_of(dataset, kind), kind, name)


def book(datasets: Iterable[tablib.Dataset], name: str) -> HttpResponse:
    """Return several tables as the sheets of one XLSX download."""
    return download(tablib.Databook(list(datasets)).export("xlsx"), "xlsx", name)


def content_of(dataset: tablib.Dataset, kind: str) -> bytes | str:
    if kind == "csv":
        # Spanish spreadsheets separate columns by semicolons; the BOM marks the file as UTF-8.
        comma = get_format("DECIMAL_SEPARATOR") == ","
        return "\ufeff" + dataset.export("csv", delimiter=";" if comma else ",")
    return KINDS[kind]().export_data(dataset)


def download(content: bytes | str, kind: str, name: str) -> HttpResponse:
    file_format = KINDS[kind]()
    response = HttpResponse(content, content_type=file_format.get_content_type())
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response
