"""Which state of the catalogue is this? A number that every committed write raises.

Readers ask for it first and read the data afterwards: what they keep under a number is never
older than that number says."""

import random
import time
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, connections, router

from catalog.models import CatalogVersion

ROWS = 16
RAISE = "UPDATE catalog_version SET {changes} WHERE id = %s"


class Version(NamedTuple):
    """writes counts every write; shape only those that can change what a list holds; tree only
    those of categories, which are of the latter."""

    writes: int
    shape: int
    tree: int


def current() -> Version:
    """The state as of the last commit: one query."""
    # Plain SQL, for this is the one query of an unchanged answer: the ORM would double its cost.
    with connections[router.db_for_read(CatalogVersion)].cursor() as cursor:
        cursor.execute(
            "SELECT SUM(writes), SUM(shape_writes), SUM(tree_writes) FROM catalog_version"
        )
        sums = cursor.fetchone()
    if not sums[0]:
        seed()
        return current()
    return Version(*map(int, sums))


def bump(*, shape: bool, tree: bool = False) -> None:
    """Tell every reader that the catalogue changed.

    Call it as the last statement of the transaction that writes, so that the row is locked for
    a moment only. shape: can the write change which products a list holds, or their order? A
    change of stock or of pictures cannot. tree: can it change the category tree? Then shape, too.
    """
    raised = ["writes"] + ["shape_writes"] * shape + ["tree_writes"] * tree
    if not raise_row(raised):
        seed()
        raise_row(raised)


def raise_row(columns: Sequence[str]) -> bool:
    """Raise one row of all. Not below the clock: after a restored backup no number comes twice."""
    most = "MAX" if connection.vendor == "sqlite" else "GREATEST"
    changes = ", ".join(f"{name} = {most}({name} + 1, %s)" for name in columns)
    now = [int(time.time() * 1000)] * len(columns)
    with connection.cursor() as cursor:
        cursor.execute(RAISE.format(changes=changes), [*now, random.randint(1, ROWS)])
        return bool(cursor.rowcount)


def seed() -> None:
    """Put the rows where there are none, as in a database that was emptied."""
    now = int(time.time() * 1000)
    first = {"writes": now, "shape_writes": now, "tree_writes": now}
    rows = [CatalogVersion(id=number, **first) for number in range(ROWS + 1)]
    CatalogVersion.objects.bulk_create(rows, ignore_conflicts=True)


def lock_tree() -> None:
    """Wait until nobody else moves, switches or deletes branches; held until the commit."""
    if not CatalogVersion.objects.select_for_update().filter(pk=0).first():
        seed()
        CatalogVersion.objects.select_for_update().filter(pk=0).first()
