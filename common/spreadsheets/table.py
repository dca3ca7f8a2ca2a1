"""The table in a file's rows: which row has the column names, and which rows are blank."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

MOST_ROWS = 10_000
MOST_COLUMNS = 50
# A title, or the name of the table, may stand above the column names.
MOST_LINES_ABOVE = 10
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


def trimmed(row: Iterable) -> Row:
    cells = list(row)
    while cells and is_empty(cells[-1]):
        cells.pop()
    return cells


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
