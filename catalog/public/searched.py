"""Search results: matches of the index, filtered and sorted."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet

from catalog.public.product_query import ProductQuery
from catalog.public.tree import Tree
from catalog.search import rowwise
from catalog.search.bitmaps import descending, of_ids
from catalog.search.found import Found
from catalog.search.search import find
from catalog.search.words import terms_of

# Up to this many ids are passed to the database; beyond that, all filtered rows are read.
MANY = 20_000
PART = 2_000


def searched(wanted: ProductQuery, rows: QuerySet, tree: Tree) -> Found:
    """Return the results of the search. rows: the otherwise filtered queryset. Raises Rebuilt."""
    found = find(wanted.search, tree, sees_all=wanted.sees_all)
    if wanted.include_deleted:
        return with_deleted(found, wanted.search, rows, tree)
    return found if wanted.is_searched_only else found.among(allowed(found, rows))


def with_deleted(found: Found, search: str, rows: QuerySet, tree: Tree) -> Found:
    """Add the deleted products that match, which the index doesn't contain, as the last ones."""

    def deleted(text: str) -> int:
        matching = rows.exclude(deleted_at=None).filter(rowwise.matching(terms_of(text), tree))
        return of_ids(matching.order_by().values_list("pk", flat=True))

    exact = deleted(search)
    if found.corrected and exact:
        return Found((exact,))
    shown = found.among(allowed(found, rows))
    gone = deleted(found.corrected) if found.corrected else exact
    return replace(shown, tiers=(*shown.tiers, gone))


def allowed(found: Found, rows: QuerySet) -> int:
    if found.count > MANY:
        return of_ids(rows.order_by().values_list("pk", flat=True))
    return of_ids(row[0] for row in values_of(found.ids, rows))


def values_of(ids: int, rows: QuerySet, *columns: str) -> list[tuple]:
    """Return (id, column, …) of the ids that are in rows, unordered."""
    named, read = list(descending(ids)), []
    for start in range(0, len(named), PART):
        part = rows.filter(pk__in=named[start : start + PART])
        read += part.order_by().values_list("pk", *columns)
    return read


def walk_found(ids: int, rows: QuerySet, start: int, stop: int) -> list[int]:
    """Return a slice of a long list: the sorted rows that were found."""
    bits = ids.to_bytes(ids.bit_length() // 8 + 1, "little")
    found: list[int] = []
    for first in range(0, 1 << 40, PART):
        pks = list(rows.values_list("pk", flat=True)[first : first + PART])
        found += [pk for pk in pks if pk >> 3 < len(bits) and bits[pk >> 3] >> (pk & 7) & 1]
        if len(pks) < PART or len(found) >= stop:
            break
    return found[start:stop]
