"""What a bulk write changes and creates, and its batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from catalog.models import Product, StockMovement
from catalog.pictures import lists

BATCH = 200
SHAPELESS = frozenset({"stock_quantity", lists.COLUMN})


@dataclass(frozen=True)
class RowChange:
    """New values of a product's fields, with the values seen before."""

    pk: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class Writes:
    """A set of writes. creations: the fields of new products."""

    changes: Sequence[RowChange] = ()
    creations: Sequence[dict[str, Any]] = ()
    user_id: int | None = None
    reason: str = StockMovement.Reason.EDIT
    made: list[Product] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.changes) + len(self.creations)

    @property
    def shapes(self) -> bool:
        """True if it can change the contents or order of lists."""
        return bool(self.creations) or any(not SHAPELESS.issuperset(c.after) for c in self.changes)


def batches(rows: Sequence) -> Iterator[list]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
