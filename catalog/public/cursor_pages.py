"""Pages of a product list by cursor (?cursor=)."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from catalog.public import sorting, tree
from catalog.public.columns import COLUMNS, packed_images, version_column
from catalog.public.listing import SHORT, Listing
from catalog.search.rowwise import matching
from catalog.search.words import terms_of
from common.http.cursors import Page, Walk, read


def cursor_page(listing: Listing, text: str, size: int) -> Page:
    """Return the cursor's page, with rows like those of a slice of the listing."""
    order = sorting.signed_columns(listing.wanted.ordering)
    names = [*sorting.columns(listing.wanted.ordering), "moved_at"]
    places = {"id": 0} | {name: len(COLUMNS) + 1 + at for at, name in enumerate(names)}

    def fetch(rows: QuerySet) -> list[tuple]:
        extra = (*map(F, names), version_column(listing.stamp_column))
        return listing.checked(list(rows.values_list(*COLUMNS, packed_images(), *extra)))

    walk = Walk(
        found_rows(listing) if listing.wanted.search else listing.rows,
        moved_column=moved_column_of(order),
        fetch=fetch,
        value_of=lambda row, name: row[places[name]],
    )
    return walk.page(read(text, order), size)


def moved_column_of(order: Iterable[str]) -> str | None:
    """Return the column with the time of the last move in this order, or None if not needed."""
    if "-updated_at" in order:
        return "updated_at"
    placed = {"sort_name", "price"} & {name.removeprefix("-") for name in order}
    return "moved_at" if placed else None


def found_rows(listing: Listing) -> QuerySet:
    """Return the search results as a queryset."""
    known = listing.known
    if known.ids is not None and known.count <= SHORT:
        return listing.rows.filter(pk__in=list(known.ids))
    words = terms_of(known.corrected or listing.wanted.search)
    return listing.rows.filter(matching(words, tree.at(listing.version.tree)))
