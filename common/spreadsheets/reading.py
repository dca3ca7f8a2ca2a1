"""Read a table that a spreadsheet saved, as Excel, LibreOffice, Google Sheets and Numbers do it.

The row numbers are those that the spreadsheet shows: faults are reported by them."""

from django.utils.translation import gettext as _

from common.spreadsheets.csv_text import lines_of, text_of
from common.spreadsheets.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Knows,
    Table,
    Unreadable,
    without_blanks,
)
from common.spreadsheets.xlsx import sheet_of


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
