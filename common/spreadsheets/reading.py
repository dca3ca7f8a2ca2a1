"""Read a table that a spreadsheet saved, as Excel, LibreOffice, Google Sheets and Numbers do it.

The row numbers are those that the spreadsheet shows: faults are reported by them."""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.escape import unescape

MOST_UNPACKED = 60_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 50
DELIMITERS = ";,\t"
# A title, or the name of the table, may stand above the column names.
MOST_LINES_ABOVE = 10
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OPEN_XML = b"http://schemas.openxmlformats.org/"
NAMESPACES = (
    (STRICT, OPEN_XML + b"spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        OPEN_XML + b"officeDocument/2006/relationships",
    ),
)
SPANISH_SIGNS = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡«»°ºª–—“”‘’…·")
Row = list[Any]
Knows = Callable[[str], bool]


class Unreadable(ValueError):
    """The file can't be read as a table; the text explains why."""


@dataclass(frozen=True)
class Table:
    """The column names, and the rows that are not blank, each beside its number in the sheet."""

    headers: list[str]
    rows: list[Row]
    numbers: list[int]


def read(content: bytes, name: str, *, knows: Knows) -> Table:
    """Return the table of a CSV or XLSX file. Raises Unreadable.

    knows: tells whether a text names a column; it decides which row holds the names, and what
    separates the columns."""
    try:
        is_xlsx = content.startswith(b"PK")
        rows = sheet_of(content, knows) if is_xlsx else lines_of(text_of(content), knows)
    except Unreadable:
        raise
    except Exception as error:  # each library has errors of its own for what it cannot read
        raise Unreadable(_("%s is neither a CSV nor an XLSX file.") % name) from error
    table = without_blanks(rows, knows)
    if not table.rows:
        raise Unreadable(_("%s holds no rows.") % name)
    if len(table.rows) > MOST_ROWS or len(table.headers) > MOST_COLUMNS:
        raise Unreadable(
            _("The file is too large: at most %(rows)d rows and %(columns)d columns.")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    return table


def sheet_of(content: bytes, knows: Knows) -> list[Row]:
    """Return the rows of the sheet that has the most known columns, the active one first."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise Unreadable(_("The unpacked file is too large."))
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
    return unescape(cell) if isinstance(cell, str) and "_x" in cell else cell


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


def trimmed(row: Iterable) -> Row:
    cells = list(row)
    while cells and is_empty(cells[-1]):
        cells.pop()
    return cells


def bounded(rows: Iterable) -> Iterator:
    """Stop where a formatted but empty sheet would go on to its millionth row."""
    seen = 0
    for row in rows:
        yield row
        seen += any(cell is not None for cell in row)
        if seen > MOST_ROWS + MOST_LINES_ABOVE:
            return


def text_of(content: bytes) -> str:
    """Decode what spreadsheets call CSV or Unicode text."""
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old Excel file (.xls). Save it as .xlsx or CSV."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    start = content[:400]
    if start[1::2].count(0) > len(start) / 4:
        return content.decode("utf-16-le")
    if start[0::2].count(0) > len(start) / 4:
        return content.decode("utf-16-be")
    if b"\x00" in content:
        raise Unreadable(_("This is not a text file."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return of_excel(content)


def of_excel(content: bytes) -> str:
    """Decode what Excel in Spanish saves as "CSV" on Windows or on a Mac, whichever is Spanish."""
    ways = [content.decode(encoding, "replace") for encoding in ("cp1252", "mac_roman")]
    return max(ways, key=lambda text: sum(sign in SPANISH_SIGNS for sign in text))


def lines_of(text: str, knows: Knows) -> list[Row]:
    """Return the rows, split by the separator that gives the most known columns."""
    text = text.lstrip("\ufeff").rstrip("\x1a")
    start = text[:8].lstrip('"')
    if start.lower().startswith("sep="):
        # Excel takes this line for itself: row 1 is the one below.
        line = io.StringIO(text, newline="").readline()
        return parsed(text[len(line) :], start[4])
    ways = [parsed(text, delimiter) for delimiter in DELIMITERS]
    return max(ways, key=lambda rows: (known_columns(rows, knows), width_of(rows)))


def parsed(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [trimmed(map(without_formula, row)) for row in reader]


def without_formula(cell: str) -> str:
    """Return 007 for ="007": people write it so that Excel keeps the zeros."""
    is_text = cell.startswith('="') and cell.endswith('"') and '"' not in cell[2:-1]
    return cell[2:-1] if is_text and len(cell) > 2 else cell


def width_of(rows: list[Row]) -> int:
    return len(rows[0]) if rows else 0


def known_columns(rows: list[Row], knows: Knows) -> int:
    return max((known_in(row, knows) for row in rows[:MOST_LINES_ABOVE]), default=0)


def known_in(row: Row, knows: Knows) -> int:
    return sum(isinstance(cell, str) and knows(cell) for cell in row)


def without_blanks(rows: list[Row], knows: Knows) -> Table:
    """Leave out the lines above the column names, blank rows, and blank columns without a name."""
    above = range(len(rows[:MOST_LINES_ABOVE]))
    first = max(above, key=lambda n: (known_in(rows[n], knows), bool(rows[n])), default=0)
    names = [str(cell or "").strip() for cell in rows[first]] if rows else []
    kept = [(n, row) for n, row in enumerate(rows[first + 1 :], first + 2) if not is_blank(row)]
    width = max([len(names), *(len(row) for _n, row in kept)])
    names += [""] * (width - len(names))
    columns = [place for place, name in enumerate(names) if name or filled(place, kept)]
    return Table(
        headers=[names[place] for place in columns],
        rows=[[row[place] if place < len(row) else "" for place in columns] for _n, row in kept],
        numbers=[number for number, _row in kept],
    )


def filled(place: int, rows: list[tuple[int, Row]]) -> bool:
    """Raise Unreadable if a column without a name has values."""
    for number, row in rows:
        if place < len(row) and not is_empty(row[place]):
            where = {"row": number, "column": openpyxl.utils.get_column_letter(place + 1)}
            where["value"] = str(row[place])[:40]
            raise Unreadable(
                _("Row %(row)d, column %(column)s: “%(value)s” is in a column without a name.")
                % where
            )
    return False


def is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_blank(row: Iterable) -> bool:
    return all(map(is_empty, row))
