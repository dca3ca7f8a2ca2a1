"""The columns that a product list is sorted by."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

SORT_COLUMNS = {
    "name": "sort_name",
    "price": "price",
    "created_at": "created_at",
    "updated_at": "updated_at",
}


def columns(ordering: Iterable[str]) -> list[str]:
    return [SORT_COLUMNS[name.removeprefix("-")] for name in ordering]


def signed_columns(ordering: Iterable[str]) -> list[str]:
    return ["-" * name.startswith("-") + SORT_COLUMNS[name.removeprefix("-")] for name in ordering]


def order_by(ordering: Sequence[str]) -> list[str]:
    """Return the sort columns; ties are broken by id, in the last column's direction."""
    return [*signed_columns(ordering), "-id" if ordering[-1].startswith("-") else "id"]


def sorted_ids(rows: list[tuple], ordering: Sequence[str]) -> list[int]:
    """Sort rows of (id, sort value, …) as order_by() does and return the ids."""
    rows.sort(key=itemgetter(0), reverse=ordering[-1].startswith("-"))
    for column, name in reversed([*enumerate(ordering, 1)]):
        rows.sort(key=itemgetter(column), reverse=name.startswith("-"))
    return [row[0] for row in rows]
