"""Read a page of products with one query that touches few other rows, wherever the page is.

A list is read along the index of its order: from its beginning, its end, or a position known
from an earlier request, whichever is nearest."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from operator import itemgetter

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from catalog.models import Product
from catalog.public import tree, versions
from catalog.public.columns import COLUMNS, packed_images, version_column
from catalog.public.known_lists import Anchor, CachedList, Route, lists
from catalog.public.product_query import ProductQuery
from catalog.public.searched import MANY, searched, values_of, walk_found
from catalog.search.found import Found
from catalog.search.rowwise import matching
from catalog.search.search import Rebuilt
from catalog.search.words import terms_of
from common.db.statements import Statement, prepared
from common.http.cursors import Page, Walk, read

# Lists up to this length are cached as ids.
SHORT = 2_000
# Up to this many rows are skipped while reading, without a second query or a known position.
NEAR = 100
SORT_COLUMNS = {
    "name": "sort_name",
    "price": "price",
    "created_at": "created_at",
    "updated_at": "updated_at",
}


def moved_column_of(order: Iterable[str]) -> str | None:
    """Return the column with the time of the last move in this order, or None if not needed."""
    if "-updated_at" in order:
        return "updated_at"
    placed = {"sort_name", "price"} & {name.removeprefix("-") for name in order}
    return "moved_at" if placed else None


class CatalogChanged(Exception):
    """The catalog changed between two queries that belong together."""


class Listing:
    """A list at one catalog version, for a paginator to count and slice.

    Slices are rows of COLUMNS and images. Raises CatalogChanged if the version has changed."""

    def __init__(self, wanted: ProductQuery, version: versions.Version):
        self.wanted, self.version = wanted, version
        by_writes = wanted.follows_stock
        self.stamp = version.writes if by_writes else version.shape
        self.stamp_column = "writes" if by_writes else "shape_writes"
        self.key = (self.stamp, version.shape, wanted)
        first = wanted.ordering[-1]
        self.backwards = first.startswith("-")
        self.sort_column = SORT_COLUMNS[first.removeprefix("-")]

    @cached_property
    def rows(self) -> QuerySet:
        return self.wanted.conditions(tree.at(self.version.tree).hidden)

    def walk_page(self, text: str, size: int) -> Page:
        """Return the cursor's page, with rows like those of a slice."""
        order = [
            name.replace(name.removeprefix("-"), SORT_COLUMNS[name.removeprefix("-")])
            for name in self.wanted.ordering
        ]
        names = [*(name.removeprefix("-") for name in order), "moved_at"]
        places = {"id": 0} | {name: len(COLUMNS) + 1 + at for at, name in enumerate(names)}

        def fetch(rows: QuerySet) -> list[tuple]:
            extra = (*map(F, names), version_column(self.stamp_column))
            return self.checked(list(rows.values_list(*COLUMNS, packed_images(), *extra)))

        walk = Walk(
            self.found_rows() if self.wanted.search else self.rows,
            moved_column=moved_column_of(order),
            fetch=fetch,
            value_of=lambda row, name: row[places[name]],
        )
        return walk.page(read(text, order), size)

    def found_rows(self) -> QuerySet:
        """Return the search results as a queryset."""
        known = self.known
        if known.ids is not None and known.count <= SHORT:
            return self.rows.filter(pk__in=list(known.ids))
        words = terms_of(known.corrected or self.wanted.search)
        return self.rows.filter(matching(words, tree.at(self.version.tree)))

    @property
    def corrected(self) -> str | None:
        """The words searched instead of the given ones, or None."""
        return self.known.corrected

    def count(self) -> int:
        return self.known.count

    @property
    def known(self) -> CachedList:
        known = lists.get(self.key)
        if known is None:
            known = self.survey()
            lists.put(self.key, known, known.size)
        return known

    def survey(self) -> CachedList:
        """Count the list; a short one is read completely at the same cost."""
        if self.wanted.search:
            return self.survey_search()
        if self.wanted.is_narrowed:
            # Sorted here: if told to sort, the database would follow the sort index and look up
            # each row; unsorted it scans, and stops once the list proves to be long.
            columns = [SORT_COLUMNS[name.removeprefix("-")] for name in self.wanted.ordering]
            rows = list(self.rows.order_by().values_list("pk", *columns)[: SHORT + 1])
            if len(rows) <= SHORT:
                return CachedList(len(rows), self.sorted_ids(rows))
        return CachedList(self.rows.count())

    def survey_search(self) -> CachedList:
        try:
            found = searched(self.wanted, self.rows, tree.at(self.version.tree))
        except Rebuilt as error:
            raise CatalogChanged from error
        if versions.current().shape != self.version.shape:
            raise CatalogChanged
        known = CachedList(found.count, found=found)
        if known.count <= SHORT if self.wanted.ranked else known.count <= MANY:
            known.ids = array("q", self.ids_of(found))
        return known

    def ids_of(self, found: Found) -> list[int]:
        if self.wanted.ranked:
            return found.page(0, found.count)
        columns = [SORT_COLUMNS[name.removeprefix("-")] for name in self.wanted.ordering]
        return self.sorted_ids(values_of(found.ids, self.rows, *columns))

    def found_page(self, known: CachedList, start: int, stop: int) -> list[tuple]:
        """Return the rows of a search's page; rows that were removed by SQL are skipped."""
        if known.ids is not None:
            ids = list(known.ids[start:stop])
        elif self.wanted.ranked:
            ids = known.found.page(start, stop)
        else:
            ids = walk_found(known.found.ids, self.in_order(), start, stop)
        return self.by_ids(ids, strict=False)

    def sorted_ids(self, rows: list[tuple]) -> list[int]:
        """Sort rows of (id, sort value, …) and return the ids."""
        rows.sort(key=itemgetter(0), reverse=self.backwards)
        for column, name in reversed([*enumerate(self.wanted.ordering, 1)]):
            rows.sort(key=itemgetter(column), reverse=name.startswith("-"))
        return [row[0] for row in rows]

    def __getitem__(self, part: slice) -> list[tuple]:
        start, stop = part.start, min(part.stop, self.count())
        if start >= stop:
            return []
        known = self.known
        if known.found is not None:
            return self.found_page(known, start, stop)
        if known.ids is not None:
            return self.by_ids(list(known.ids[start:stop]))
        if len(self.wanted.ordering) > 1:
            return self.look_ahead(self.in_order(), start, stop - start)
        return self.walk(known, start, stop)

    def walk(self, known: CachedList, start: int, stop: int) -> list[tuple]:
        way = known.ways.get((start, stop))
        return self.go(way, stop - start) if way else self.find_way(known, start, stop)

    def go(self, way: Route, length: int) -> list[tuple]:
        rows = self.checked(way.statement.rows())
        if way.backwards:
            rows.reverse()
        return self.whole(rows, length)

    def find_way(self, known: CachedList, start: int, stop: int) -> list[tuple]:
        before, after = known.around(start)
        if after is not None and after.index < stop:
            after = None
        skip = start - (before.index if before else 0)
        skip_back = (after.index if after else known.count) - stop
        backwards = skip_back < skip
        place, skip = (after, skip_back) if backwards else (before, skip)
        walked = self.from_place(place, reverse=backwards)
        if skip <= NEAR:
            page = self.columns_of(walked[skip : skip + stop - start])
            way = Route(Statement(page), backwards)
            known.keep(start, stop, way)
            return self.go(way, stop - start)
        rows = self.look_ahead(walked, skip, stop - start)
        if backwards:
            rows.reverse()
        rows = self.whole(rows, stop - start)
        known.learn(Anchor(start, rows[0][-2], rows[0][0]))
        return rows

    def whole(self, rows: list[tuple], length: int) -> list[tuple]:
        if len(rows) != length:
            raise CatalogChanged
        return rows

    def from_place(self, place: Anchor | None, *, reverse: bool = False) -> QuerySet:
        """Return the list from a position on or, reversed, everything before it."""
        rows = self.in_order(reverse=reverse)
        if place is None:
            return rows
        beyond = "lt" if self.backwards != reverse else "gt"
        tie = beyond if reverse else f"{beyond}e"
        column = self.sort_column
        return rows.filter(
            Q(**{f"{column}__{beyond}": place.value})
            | Q(**{column: place.value, f"id__{tie}": place.pk})
        )

    def in_order(self, *, reverse: bool = False) -> QuerySet:
        return self.rows.order_by(*self.order(reverse))

    def order(self, reverse: bool) -> list[str]:
        """Return the sort columns; ties are broken by id, in the last column's direction."""
        names = [
            ("-" if name.startswith("-") != reverse else "") + SORT_COLUMNS[name.removeprefix("-")]
            for name in self.wanted.ordering
        ]
        return [*names, "-id" if self.backwards != reverse else "id"]

    def look_ahead(self, rows: QuerySet, skip: int, limit: int) -> list[tuple]:
        """Skip rows in the index alone and look up only the page.

        Two queries, because with one MariaDB looks up the skipped rows too."""
        return self.by_ids(list(rows.values_list("pk", flat=True)[skip : skip + limit]))

    def by_ids(self, ids: list[int], *, strict: bool = True) -> list[tuple]:
        def make() -> QuerySet:
            return self.columns_of(Product.objects.filter(pk__in=ids).order_by())

        key = ("ids", len(ids), self.sort_column, self.stamp_column)
        read = self.checked(prepared(key, make).rows(ids))
        found = {row[0]: row for row in read}
        if strict and len(found) < len(ids):
            raise CatalogChanged
        return [found[pk] for pk in ids if pk in found]

    def columns_of(self, rows: QuerySet) -> QuerySet:
        """Select COLUMNS, images, sort value and version."""
        extra = (packed_images(), F(self.sort_column), version_column(self.stamp_column))
        return rows.values_list(*COLUMNS, *extra)

    def checked(self, rows: list[tuple]) -> list[tuple]:
        """Raise CatalogChanged if the rows were read at another version."""
        if rows and rows[0][-1] != self.stamp:
            raise CatalogChanged
        return rows
