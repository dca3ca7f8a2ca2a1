"""Write thousands of products in short transactions, so that other writers don't wait long.

Rows that have changed in the meantime are skipped and reported; the others are written."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from rest_framework.exceptions import ValidationError

from catalog.services.bulk import placement
from catalog.services.bulk import products as bulk
from catalog.services.bulk.writes import BATCH, RowChange, Writes
from catalog.services.names import name_key

# Target duration of a transaction. On SQLite all other writers wait for it; a login waits three
# times.
SECONDS = 0.15
FIRST = 25
# SQLite doesn't queue writers: each polls every tenth of a second, later on a busy machine.
PAUSE = 0.15


@dataclass
class BulkOutcome:
    """The result so far. left_out: the names of skipped products, with reasons."""

    written: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.written + len(self.left_out)


def write_in_pieces(
    writes: Writes, outcome: BulkOutcome, *, also: Callable[[Writes], None]
) -> Iterator[int]:
    """Write in batches, and yield the number of rows done after each.

    also: further work in each batch's transaction. Raises Busy if the database
    stays locked; the pieces before it are written."""
    early, late = placement.in_time(writes.changes)
    units = [*in_order(early), *writes.creations, *([change] for change in late)]
    size = FIRST
    while units:
        piece, units = units[: min(size, BATCH)], units[min(size, BATCH) :]
        began = time.monotonic()
        write_piece(piece, writes, outcome, also)
        size = next_size(size, time.monotonic() - began)
        yield outcome.done
        if units and connection.vendor == "sqlite":
            time.sleep(PAUSE)


def next_size(size: int, seconds: float) -> int:
    return max(5, min(2 * size, BATCH, int(size * SECONDS / max(seconds, 0.001))))


def in_order(changes: Sequence[RowChange]) -> Iterator[list[RowChange]]:
    """Yield the changes in an order that frees each name before another product takes it.

    Products that swap names in a circle come together, all others separately."""
    renamed = [change for change in changes if "name" in change.after]
    holders = {name_key(change.before["name"]): change for change in renamed}
    handed = sku_handovers(changes)
    placed = {change.pk for change in handed}
    if handed:
        yield handed
    for change in changes:
        chain, following = [], change
        while following is not None and following.pk not in placed:
            placed.add(following.pk)
            chain.append(following)
            name = following.after.get("name")
            following = holders.get(name_key(name)) if name is not None else None
        if len(chain) > 1 and following is chain[0]:
            yield chain
        else:
            yield from ([each] for each in reversed(chain))


def sku_handovers(changes: Sequence[RowChange]) -> list[RowChange]:
    """Return the products that swap SKUs; they are few, and written together."""
    moved = [change for change in changes if "sku" in change.after]
    both = {c.before["sku"] for c in moved} & {c.after["sku"] for c in moved} - {""}
    return [c for c in moved if c.before["sku"] in both or c.after["sku"] in both]


def write_piece(
    units: list, writes: Writes, outcome: BulkOutcome, also: Callable[[Writes], None]
) -> None:
    """Write the units in one transaction; if one is rejected, write the others without it."""
    changes = [change for unit in units if isinstance(unit, list) for change in unit]
    creations = [unit for unit in units if not isinstance(unit, list)]
    piece = replace(writes, changes=changes, creations=creations, made=[])
    try:
        bulk.write_all(piece, also=lambda: also(piece))
    except ValidationError as error:
        if len(units) > 1:
            middle = len(units) // 2
            write_piece(units[:middle], writes, outcome, also)
            write_piece(units[middle:], writes, outcome, also)
        else:
            outcome.left_out += [(name, first_text(error)) for name in names_in(piece)]
    else:
        outcome.written += len(piece)


def names_in(piece: Writes) -> list[str]:
    pks = [change.pk for change in piece.changes]
    known = dict(bulk.Product.objects.filter(pk__in=pks).values_list("pk", "name"))
    return [known.get(pk, str(pk)) for pk in pks] + [row["name"] for row in piece.creations]


def first_text(error: ValidationError) -> str:
    detail = error.detail
    while isinstance(detail, dict | list):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return str(detail)
