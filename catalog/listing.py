"""One page of products in one query that reads little more than the page, wherever it lies.

A list is walked along the index of its order: from its beginning, its end, or a place that was
learnt on an earlier walk, whichever is nearest."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog import tree, versions
from catalog.known_lists import Known, Place, lists
from catalog.models import Product
from catalog.wanted import Wanted

# A list up to this long is remembered whole.
SHORT = 2_000
# Rows that are skipped rather than remembered, and read whole rather than by a second look.
NEAR = 100
COLUMNS = (
    *("id", "name", "slug", "description", "price", "stock_quantity"),
    *("is_active", "category_id", "created_at", "updated_at"),
)
SORT_COLUMNS = {"name": "sort_name", "price": "price", "created_at": "created_at"}


class Moved(Exception):
    """The catalogue changed between two queries that belong together."""


class Listing:
    """A list at one version of the catalogue, sliced and counted as a paginator does.

    Slices are rows of COLUMNS. Raises Moved where the catalogue is no longer at that version."""

    def __init__(self, wanted: Wanted, version: versions.Version):
        self.wanted, self.version = wanted, version
        self.rows = wanted.conditions(tree.at(version.shape).hidden)
        by_writes = wanted.follows_stock
        self.stamp = version.writes if by_writes else version.shape
        column = "writes" if by_writes else "shape_writes"
        # Read in the same statement as the rows: were they read at the version they belong to?
        self.stamp_of_rows = RawSQL(f"SELECT SUM({column}) FROM catalog_version", ())  # noqa: S608 S611
        first = wanted.ordering[-1]
        self.backwards = first.startswith("-")
        self.sort_column = SORT_COLUMNS[first.removeprefix("-")]

    def count(self) -> int:
        return self.known.count

    @property
    def known(self) -> Known:
        key = (self.stamp, self.version.shape, self.wanted)
        known = lists.get(key)
        if known is None:
            known = self.survey()
            lists.put(key, known, known.size)
        return known

    def survey(self) -> Known:
        """Count the list; a short one is read whole at the same price."""
        if self.wanted.is_narrowed:
            ids = list(self.in_order().values_list("pk", flat=True)[: SHORT + 1])
            if len(ids) <= SHORT:
                return Known(len(ids), ids)
        return Known(self.rows.count())

    def __getitem__(self, part: slice) -> list[tuple]:
        start, stop = part.start, min(part.stop, self.count())
        if start >= stop:
            return []
        known = self.known
        if known.ids is not None:
            return self.by_ids(list(known.ids[start:stop]))
        if len(self.wanted.ordering) > 1:
            return self.checked(self.read(self.in_order(), start, stop - start))
        return self.walk(known, start, stop)

    def by_ids(self, ids: list[int]) -> list[tuple]:
        found = {row[0]: row for row in self.checked(self.read(self.rows_of(ids), 0, len(ids)))}
        if len(found) != len(ids):
            raise Moved
        return [found[pk] for pk in ids]

    def walk(self, known: Known, start: int, stop: int) -> list[tuple]:
        before, after = known.around(start)
        if after is not None and after.index < stop:
            after = None
        skip = start - (before.index if before else 0)
        skip_back = (after.index if after else known.count) - stop
        if skip <= skip_back:
            rows = self.read(self.from_place(before), skip, stop - start)
        else:
            rows = self.read(
                self.from_place(after, reverse=True), skip_back, stop - start, reverse=True
            )
            rows.reverse()
        rows = self.checked(rows)
        if len(rows) != stop - start:
            raise Moved
        if min(skip, skip_back) >= NEAR:
            column = COLUMNS.index(self.sort_column) if self.sort_column in COLUMNS else -2
            known.learn(Place(start, rows[0][column], rows[0][0]))
        return rows

    def from_place(self, place: Place | None, *, reverse: bool = False) -> QuerySet:
        """The list from a place on; or, in reverse, all that stands before it."""
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
        """The columns to order by; ties go by id, in the direction of the last of them."""
        names = [
            ("-" if name.startswith("-") != reverse else "") + SORT_COLUMNS[name.removeprefix("-")]
            for name in self.wanted.ordering
        ]
        return [*names, "-id" if self.backwards != reverse else "id"]

    def read(self, rows: QuerySet, skip: int, limit: int, *, reverse: bool = False) -> list[tuple]:
        if skip > NEAR:
            # Rows that are skipped are passed in the index alone; only the page is looked up.
            sql, params = rows.values("pk")[skip : skip + limit].query.sql_with_params()
            ids = RawSQL(f"SELECT id FROM ({sql}) page", params)  # noqa: S608 S611
            rows, skip = Product.objects.filter(pk__in=ids).order_by(*self.order(reverse)), 0
        columns = (*COLUMNS, "sort_name", self.stamp_of_rows)
        return list(rows.values_list(*columns)[skip : skip + limit])

    def rows_of(self, ids: list[int]) -> QuerySet:
        return Product.objects.filter(pk__in=ids, deleted_at=None)

    def checked(self, rows: list[tuple]) -> list[tuple]:
        if rows and rows[0][-1] != self.stamp:
            raise Moved
        return rows
