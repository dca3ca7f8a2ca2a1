"""The list of a search: what the index finds, narrowed by the other filters, in its order."""

from __future__ import annotations

from django.db.models import QuerySet

from catalog.public.product_query import Wanted
from catalog.public.tree import Tree
from catalog.search import rowwise
from catalog.search.bitmaps import descending, of_ids
from catalog.search.found import Found
from catalog.search.search import find
from catalog.search.words import terms_of

# So many ids are named to the database; of more, it is asked for all that the filters let through.
MANY = 20_000
PART = 2_000


def searched(wanted: Wanted, rows: QuerySet, tree: Tree) -> Found:
    """What this list holds. rows: what its other filters let through. Raises Rebuilt."""
    if wanted.include_deleted:
        # The index knows nothing of deleted products.
        rows = rows.filter(rowwise.matching(terms_of(wanted.search), tree))
        return Found((of_ids(rows.order_by().values_list("pk", flat=True)),))
    found = find(wanted.search, tree, sees_all=wanted.sees_all)
    return found if wanted.is_searched_only else found.among(allowed(found, rows))


def allowed(found: Found, rows: QuerySet) -> int:
    if found.count > MANY:
        return of_ids(rows.order_by().values_list("pk", flat=True))
    return of_ids(row[0] for row in values_of(found.ids, rows))


def values_of(ids: int, rows: QuerySet, *columns: str) -> list[tuple]:
    """(id, column, …) of those of the ids that are among the rows, in no order."""
    named, read = list(descending(ids)), []
    for start in range(0, len(named), PART):
        part = rows.filter(pk__in=named[start : start + PART])
        read += part.order_by().values_list("pk", *columns)
    return read


def walk_found(ids: int, rows: QuerySet, start: int, stop: int) -> list[int]:
    """A slice of a long list: rows in their order, those that were found."""
    bits = ids.to_bytes(ids.bit_length() // 8 + 1, "little")
    found: list[int] = []
    for first in range(0, 1 << 40, PART):
        pks = list(rows.values_list("pk", flat=True)[first : first + PART])
        found += [pk for pk in pks if pk >> 3 < len(bits) and bits[pk >> 3] >> (pk & 7) & 1]
        if len(pks) < PART or len(found) >= stop:
            break
    return found[start:stop]
