"""The rows of an XLSX workbook, as Excel, LibreOffice, Google Sheets and Numbers save it."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.escape import unescape

from common.http.parsers import UNSTORABLE
from common.spreadsheets.table import (
    MOST_LINES_ABOVE,
    MOST_ROWS,
    Knows,
    Row,
    Unreadable,
    known_columns,
    trimmed,
)

MOST_UNPACKED = 60_000_000
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OPEN_XML = b"http://schemas.openxmlformats.org/"
NAMESPACES = (
    (STRICT, OPEN_XML + b"spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        OPEN_XML + b"officeDocument/2006/relationships",
    ),
)
# A formula that no spreadsheet program has computed. The result of a text may be empty (t="str").
UNCOMPUTED = re.compile(
    rb"<c(?![^<>]* t=.str.)[^<>]*>\s*<f(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:<v\s?/>|<v>\s*</v>|</c>)"
)


def sheet_of(content: bytes, knows: Knows) -> list[Row]:
    """Return the rows of the sheet that has the most known columns, the active one first."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise Unreadable(_("The unpacked file is too large."))
        parts = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        # An empty cell would clear what is there.
        if any(UNCOMPUTED.search(packed.read(name)) for name in parts):
            raise Unreadable(_("It has formulas without results. Open and save it in Excel first."))
    book = openpyxl.load_workbook(io.BytesIO(transitional(content)), read_only=True, data_only=True)
    # A hidden sheet is used only if no other is as good.
    sheets = sorted(
        book.worksheets,
        key=lambda sheet: (sheet.sheet_state != "visible", sheet is not book.active),
    )
    # Numbers puts a summary before the tables, and people keep notes on sheets of their own.
    return max(map(rows_of, sheets), key=lambda rows: known_columns(rows, knows))


def rows_of(sheet) -> list[Row]:
    # The size that a file states is often wrong.
    sheet.reset_dimensions()
    return [trimmed(map(typed, row)) for row in bounded(sheet.iter_rows(values_only=True))]


def typed(cell: Any) -> Any:
    """Return the cell as it was typed: Excel writes a carriage return in a text as _x000D_."""
    return storable(unescape(cell)) if isinstance(cell, str) and "_x" in cell else cell


def storable(text: str) -> str:
    """Join the halves of an emoji (_xD83D__xDE00_), and replace what no database stores."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return UNSTORABLE.sub("\ufffd", whole)


def transitional(content: bytes) -> bytes:
    """Rewrite a “Strict Open XML” workbook, which openpyxl cannot read, as an ordinary one."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        book = "xl/workbook.xml"
        if book not in packed.namelist() or STRICT not in packed.read(book):
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as rewritten:
            for name in packed.namelist():
                part = packed.read(name)
                for strict, usual in NAMESPACES:
                    part = part.replace(strict, usual)
                rewritten.writestr(name, part)
    return out.getvalue()


def bounded(rows: Iterable) -> Iterator:
    """Stop where a formatted but empty sheet would go on to its millionth row."""
    seen = 0
    for row in rows:
        yield row
        seen += any(cell is not None for cell in row)
        if seen > MOST_ROWS + MOST_LINES_ABOVE:
            return
