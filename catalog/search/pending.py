"""Products whose last write is not yet in the index. Searches read them as they are.

So a write costs one row, and is found by the very next search."""

import logging
from collections.abc import Iterable

from django.db import transaction

from catalog.search import index
from catalog.search.models import SearchPending
from common.db import GaveUp

logger = logging.getLogger(__name__)
# Searches read so many products beside the index; then they are put into it.
MANY = 200
FIELDS = frozenset({"name", "sku", "barcode", "description", "category_id", "is_active"})


def mark(ids: Iterable[int]) -> None:
    """Note, in the transaction that writes them, that these products changed."""
    rows = [SearchPending(product_id=pk) for pk in ids]
    if rows:
        SearchPending.objects.bulk_create(rows, batch_size=2000)
        transaction.on_commit(index_when_many, robust=True)


def switched(ids: list[int], *, active: bool) -> None:
    """The same where nothing but is_active changed. Of many products, the index is told at once."""
    if len(ids) <= MANY or not index.switch(ids, active=active):
        mark(ids)


def index_when_many() -> None:
    if SearchPending.objects.count() < MANY:
        return
    try:
        index.index_pending()
    except GaveUp:
        logger.info("The search index is busy; the next write brings it up to date.")
