"""One page of products in one query that reads little more than the page, wherever it lies.

A list is walked along the index of its order: from its beginning, its end, or a place that was
learnt on an earlier walk, whichever is nearest."""

from __future__ import annotations

from operator import itemgetter

from django.db.models import F, Q, QuerySet

from catalog import tree, versions
from catalog.columns import COLUMNS, packed_images, stamp
from catalog.known_lists import Known, Place, lists
from catalog.models import Product
from catalog.wanted import Wanted

# A list up to this long is remembered whole.
SHORT = 2_000
# Rows that are skipped rather than remembered, and read whole rather than by a second look.
NEAR = 100
SORT_COLUMNS = {"name": "sort_name", "price": "price", "created_at": "created_at"}


class Moved(Exception):
    """The catalogue changed between two queries that belong together."""


class Listing:
    """A list at one version of the catalogue, sliced and counted as a paginator does.

    Slices are rows of COLUMNS and images. Raises Moved where the catalogue has left that
    version meanwhile."""

    def __init__(self, wanted: Wanted, version: versions.Version):
        self.wanted, self.version = wanted, version
        self.rows = wanted.conditions(tree.at(version.shape).hidden)
        by_writes = wanted.follows_stock
        self.stamp = version.writes if by_writes else version.shape
        self.stamp_of_rows = stamp("writes" if by_writes else "shape_writes")
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
            # Sorted here: told to sort, the database would walk the index of the order and look
            # every row up; unsorted it scans, and stops where the list proves to be long.
            columns = [SORT_COLUMNS[name.removeprefix("-")] for name in self.wanted.ordering]
            rows = list(self.rows.order_by().values_list("pk", *columns)[: SHORT + 1])
            if len(rows) <= SHORT:
                return Known(len(rows), self.sorted_ids(rows))
        return Known(self.rows.count())

    def sorted_ids(self, rows: list[tuple]) -> list[int]:
        """rows are (id, sort value, …)."""
        rows.sort(key=itemgetter(0), reverse=self.backwards)
        for column, name in reversed([*enumerate(self.wanted.ordering, 1)]):
            rows.sort(key=itemgetter(column), reverse=name.startswith("-"))
        return [row[0] for row in rows]

    def __getitem__(self, part: slice) -> list[tuple]:
        start, stop = part.start, min(part.stop, self.count())
        if start >= stop:
            return []
        known = self.known
        if known.ids is not None:
            return self.by_ids(list(known.ids[start:stop]))
        if len(self.wanted.ordering) > 1:
            return self.read(self.in_order(), start, stop - start)
        return self.walk(known, start, stop)

    def walk(self, known: Known, start: int, stop: int) -> list[tuple]:
        before, after = known.around(start)
        if after is not None and after.index < stop:
            after = None
        skip = start - (before.index if before else 0)
        skip_back = (after.index if after else known.count) - stop
        if skip <= skip_back:
            rows = self.read(self.from_place(before), skip, stop - start)
        else:
            rows = self.read(self.from_place(after, reverse=True), skip_back, stop - start)
            rows.reverse()
        if len(rows) != stop - start:
            raise Moved
        if min(skip, skip_back) >= NEAR:
            known.learn(Place(start, rows[0][-2], rows[0][0]))
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

    def read(self, rows: QuerySet, skip: int, limit: int) -> list[tuple]:
        if skip > NEAR:
            # Rows that are skipped are passed in the index alone; only the page is looked up.
            # Two queries, because MariaDB plans one as if it had to look up the skipped ones too.
            return self.by_ids(list(rows.values_list("pk", flat=True)[skip : skip + limit]))
        return self.fetch(rows[skip : skip + limit])

    def by_ids(self, ids: list[int]) -> list[tuple]:
        found = {row[0]: row for row in self.fetch(Product.objects.filter(pk__in=ids).order_by())}
        if len(found) != len(ids):
            raise Moved
        return [found[pk] for pk in ids]

    def fetch(self, rows: QuerySet) -> list[tuple]:
        """Rows of COLUMNS, images, sort value, stamp. Raises Moved where that is not ours."""
        columns = (*COLUMNS, packed_images(), F(self.sort_column), self.stamp_of_rows)
        fetched = list(rows.values_list(*columns))
        if fetched and fetched[0][-1] != self.stamp:
            raise Moved
        return fetched
