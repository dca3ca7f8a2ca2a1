"""Catalog version: a counter that each committed write increments.

Readers read it before the data, so that data cached under a version is never older than it."""

import random
import time
from typing import NamedTuple

from django.db import connections, router
from django.db.models import F, Value
from django.db.models.functions import Greatest

from catalog.models import CatalogVersion

ROWS = 16


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
    row = CatalogVersion.objects.filter(pk=random.randint(1, ROWS))
    # Never below the clock, so that no version repeats after a backup is restored.
    now = Value(int(time.time() * 1000))
    raised = {"writes": Greatest(F("writes") + 1, now)}
    for column, is_raised in (("shape_writes", shape), ("tree_writes", tree)):
        if is_raised:
            raised[column] = Greatest(F(column) + 1, now)
    if not row.update(**raised):
        seed()
        row.update(**raised)


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
