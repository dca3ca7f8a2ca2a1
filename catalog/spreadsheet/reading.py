"""Turn an imported table into a plan of changes.

Reading saves nothing; catalog/services/bulk/products.py and piecewise.py apply the plan."""

from typing import Any

import tablib
from import_export.results import Result

from catalog.spreadsheet.cells import (
    WholeCell,
)
from catalog.spreadsheet.importing import ImportedProducts
from catalog.spreadsheet.plan import Fault, Plan
from catalog.spreadsheet.table import COLUMN_OF, COLUMNS
from catalog.spreadsheet.variants import Sheet
from common.spreadsheets.table import Table


def plan_of(table: Table) -> Plan:
    """Return the file's changes to the current catalog. Raises Unreadable."""
    headers = COLUMNS.known(table.headers)
    place = headers.index("id") if "id" in headers else None
    rows = [list(row) for row in table.rows]
    for cells in rows:
        if place is not None:
            cells[place] = id_of(cells[place])
    resource = ImportedProducts(Sheet(headers, rows))
    tidy = tablib.Dataset(headers=headers)
    for cells in rows:
        tidy.append(cells)
    result = resource.import_data(tidy, dry_run=False, use_transactions=False)
    resource.plan.faults = faults_of(result, headers, table)
    # Main products before their variants.
    resource.plan.creations.sort(key=lambda row: row["variant_of_id"] is not None)
    return resource.plan


def id_of(cell: Any) -> Any:
    """Return the id as a number if it is one, else the value, which matches no product."""
    try:
        return WholeCell().clean(cell)
    except ValueError:
        return str(cell)[:50]


def faults_of(result: Result, headers: list[str], table: Table) -> list[Fault]:
    """Return the errors with the row number and column name of the sheet."""
    found = [(1, "", "", str(error.error)) for error in result.base_errors]
    for row in result.invalid_rows:
        for name, texts in row.error.message_dict.items():
            name = COLUMN_OF.get(name, name)
            at = table.numbers[row.number - 1], *cell(table, headers, row.number - 1, name)
            found += [(*at, text) for text in texts]
    for number, errors in result.row_errors():
        found += [(table.numbers[number - 1], "", "", str(error.error)) for error in errors]
    return sorted(found)


def cell(table: Table, headers: list[str], row: int, name: str) -> tuple[str, str]:
    """Return the file's name of the column, and the cell's value."""
    if name not in headers:
        return COLUMNS.heading(name), ""
    place = headers.index(name)
    value = table.rows[row][place]
    return table.headers[place], "" if value is None else str(value)[:100]
