"""Catalog version: a counter that each committed write increments.

Readers read it before the data, so that data cached under a version is never older than it."""

import random
import time
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, connections, router

from catalog.models import CatalogVersion

ROWS = 16
RAISE = "UPDATE catalog_version SET {changes} WHERE id = %s"


class Version(NamedTuple):
    """writes counts all writes; shape those that can change a list; tree those of categories, which
    count for shape too."""

    writes: int
    shape: int
    tree: int


def current() -> Version:
    """Return the version of the last commit, with one query."""
    # Plain SQL: this is the only query of an unchanged response, and the ORM would double its cost.
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
    """Increment the catalog version.

    Call it as the last statement of the writing transaction, so that the row is locked briefly.
    shape: the write can change the contents or order of lists; changes of stock and images
    can't. tree: it can change the category tree, and so shape too.
    """
    raised = ["writes"] + ["shape_writes"] * shape + ["tree_writes"] * tree
    if not raise_row(raised):
        seed()
        raise_row(raised)


def raise_row(columns: Sequence[str]) -> bool:
    """Increment a random row. Never below the clock: no version repeats after a restored backup."""
    most = "MAX" if connection.vendor == "sqlite" else "GREATEST"
    changes = ", ".join(f"{name} = {most}({name} + 1, %s)" for name in columns)
    now = [int(time.time() * 1000)] * len(columns)
    with connection.cursor() as cursor:
        cursor.execute(RAISE.format(changes=changes), [*now, random.randint(1, ROWS)])
        return bool(cursor.rowcount)


def seed() -> None:
    """Insert the rows if missing, as in an emptied database."""
    now = int(time.time() * 1000)
    first = {"writes": now, "shape_writes": now, "tree_writes": now}
    rows = [CatalogVersion(id=number, **first) for number in range(ROWS + 1)]
    CatalogVersion.objects.bulk_create(rows, ignore_conflicts=True)


def lock_tree() -> None:
    """Lock the tree against other changes of branches, until the commit."""
    if not CatalogVersion.objects.select_for_update().filter(pk=0).first():
        seed()
        CatalogVersion.objects.select_for_update().filter(pk=0).first()
