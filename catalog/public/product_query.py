"""The parameters of a product list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from catalog.models import Product


@dataclass(frozen=True)
class ProductQuery:
    """A list's parameters; branch is the set of category ids, None for all products."""

    sees_all: bool = False
    search: str = ""
    branch: frozenset[int] | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    in_stock: bool | None = None
    is_active: bool | None = None
    updated_after: datetime | None = None
    ids: frozenset[int] | None = None
    include_deleted: bool = False
    ordering: tuple[str, ...] = ("-created_at",)
    # Best match first, then the newest; only for searches.
    ranked: bool = False

    @property
    def is_narrowed(self) -> bool:
        narrowing = (self.branch, self.ids, self.min_price, self.max_price, self.in_stock)
        return bool(self.search) or any(
            value is not None for value in (*narrowing, self.is_active, self.updated_after)
        )

    @property
    def follows_stock(self) -> bool:
        """True if a sale can change which products are in this list."""
        by_change = any(name.endswith("updated_at") for name in self.ordering)
        return by_change or self.in_stock is not None or self.updated_after is not None

    @property
    def is_searched_only(self) -> bool:
        """True if only the search decides which products are in the list."""
        return not replace(self, search="").is_narrowed and not self.include_deleted

    def conditions(self, hidden: list[int]) -> QuerySet:
        """Return the filtered queryset, without the search."""
        # Variants are represented by their main product. Written so that MySQL doesn't choose the
        # foreign key's index, where nearly all rows are equal, and sort the whole catalog.
        rows = Product.objects.alias(main=Coalesce("variant_of_id", 0)).filter(main=0)
        rows = rows if self.include_deleted else rows.filter(deleted_at=None)
        if not self.sees_all:
            rows = rows.filter(is_active=True)
            # Most shops hide nothing; without a condition the sort index can be used.
            rows = rows.exclude(category_id__in=hidden) if hidden else rows
        if self.branch is not None:
            rows = rows.filter(category_id__in=sorted(self.branch))
        if self.ids is not None:
            rows = rows.filter(pk__in=sorted(self.ids))
        return rows.filter(**dict(self.comparisons()))

    def comparisons(self) -> Iterator[tuple[str, object]]:
        for lookup, value in (
            ("price__gte", self.min_price),
            ("price__lte", self.max_price),
            ("is_active", self.is_active),
            ("updated_at__gt", self.updated_after),
        ):
            if value is not None:
                yield lookup, value
        if self.in_stock is not None:
            yield ("stock_quantity__gt", 0) if self.in_stock else ("stock_quantity", 0)
