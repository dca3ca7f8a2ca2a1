"""Lock a category or a product that may be written."""

from collections.abc import Callable
from typing import TypeVar

from rest_framework.exceptions import NotFound

from catalog.models import Category, Product

Row = TypeVar("Row", Category, Product)
# Called with the row's id under its lock; raises if the write is not allowed.
Check = Callable[[int], None]


def lock_row(model: type[Row], pk: int, slug: str | None = None, check: Check | None = None) -> Row:
    """Lock a row that isn't deleted. Raises NotFound if pk and slug don't match."""
    row = model.objects.select_for_update().filter(pk=pk, deleted_at=None).first()
    # Compared here, because MySQL ignores case.
    if row is None or (slug is not None and row.slug != slug):
        raise NotFound()
    if check is not None:
        check(pk)
    return row


def lock_deleted(model: type[Row], pk: int) -> Row:
    """Lock a deleted row. Raises NotFound if there is none."""
    row = model.objects.select_for_update().filter(pk=pk).exclude(deleted_at=None).first()
    if row is None:
        raise NotFound()
    return row
