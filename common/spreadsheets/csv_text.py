"""The rows of a CSV file, in the encodings and with the separators that spreadsheets use."""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from common.spreadsheets.table import Knows, Row, Unreadable, known_columns, trimmed

DELIMITERS = ";,\t"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SPANISH_SIGNS = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡«»°ºª–—“”‘’…·")


def text_of(content: bytes) -> str:
    """Decode what spreadsheets call CSV or Unicode text."""
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old Excel file (.xls). Save it as .xlsx or CSV."))
    text = decoded(content)
    if "\x00" in text:
        raise Unreadable(_("This is not a text file."))
    return text


def decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    start = content[:400]
    if start[1::2].count(0) > len(start) / 4:
        return content.decode("utf-16-le")
    if start[0::2].count(0) > len(start) / 4:
        return content.decode("utf-16-be")
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
