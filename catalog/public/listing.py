"""Read a page of products with one query that touches few other rows, wherever the page is.

A list is read along the index of its order, from its beginning or a position known from an
earlier request."""

from __future__ import annotations

from array import array
from typing import TypeVar

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from catalog.models import Product
from catalog.public import sorting, tree, versions
from catalog.public.columns import COLUMNS, packed_images, version_column
from catalog.public.known_lists import Anchor, CachedList, lists
from catalog.public.product_query import ProductQuery
from catalog.public.searched import MANY, searched, values_of, walk_found
from catalog.search.found import Found
from catalog.search.search import Rebuilt
from common.db.statements import prepared

# Lists up to this length are cached as ids.
SHORT = 2_000
# Up to this many rows are skipped while reading, without a second query or a known position.
NEAR = 100


Row = TypeVar("Row")


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
        self.is_descending = wanted.ordering[-1].startswith("-")
        self.sort_column = sorting.columns(wanted.ordering)[-1]

    @cached_property
    def rows(self) -> QuerySet:
        return self.wanted.conditions(tree.at(self.version.tree).hidden)

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
            columns = sorting.columns(self.wanted.ordering)
            rows = list(self.rows.order_by().values_list("pk", *columns)[: SHORT + 1])
            if len(rows) <= SHORT:
                return CachedList(len(rows), sorting.sorted_ids(rows, self.wanted.ordering))
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
        rows = values_of(found.ids, self.rows, *sorting.columns(self.wanted.ordering))
        return sorting.sorted_ids(rows, self.wanted.ordering)

    def found_page(self, known: CachedList, start: int, stop: int) -> list[tuple]:
        """Return the rows of a search's page; rows that were removed by SQL are skipped."""
        if known.ids is not None:
            ids = list(known.ids[start:stop])
        elif self.wanted.ranked:
            ids = known.found.page(start, stop)
        else:
            ids = walk_found(known.found.ids, self.in_order(), start, stop)
        return self.by_ids(ids, strict=False)

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
        """Read by id if the page is known; else along the index, from the last known position."""
        if (ids := known.pages.get((start, stop))) is not None:
            return self.by_ids(list(ids))
        page = self.whole(self.walk_index(known, start, stop), stop - start)
        known.keep(start, stop, (row[0] for row in page))
        return page

    def walk_index(self, known: CachedList, start: int, stop: int) -> list[tuple]:
        place = known.place_before(start)
        rows, skip = self.from_place(place), start - (place.index if place else 0)
        if skip <= NEAR:
            return self.checked(list(self.columns_of(rows[skip : skip + stop - start])))
        page = self.look_ahead(rows, skip, stop - start)
        # Without it, each look at page 4,000 skips 80,000 rows.
        known.learn(Anchor(start, page[0][-2], page[0][0]))
        return page

    def whole(self, rows: list[Row], length: int) -> list[Row]:
        if len(rows) != length:
            raise CatalogChanged
        return rows

    def from_place(self, place: Anchor | None) -> QuerySet:
        """Return the list from a position on."""
        if place is None:
            return self.in_order()
        column, beyond = self.sort_column, "lt" if self.is_descending else "gt"
        return self.in_order().filter(
            Q(**{f"{column}__{beyond}": place.value})
            | Q(**{column: place.value, f"id__{beyond}e": place.pk})
        )

    def in_order(self) -> QuerySet:
        return self.rows.order_by(*sorting.order_by(self.wanted.ordering))

    def look_ahead(self, rows: QuerySet, skip: int, limit: int) -> list[tuple]:
        """Skip rows in the index alone and look up only the page.

        Two queries, because with one MariaDB looks up the skipped rows too."""
        ids = list(rows.values_list("pk", flat=True)[skip : skip + limit])
        return self.by_ids(self.whole(ids, limit))

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
