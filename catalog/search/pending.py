"""Products whose last write isn't in the index yet; searches read their rows.

So a write costs one row, and the next search finds it."""

import logging
from collections.abc import Iterable

from django.db import transaction

from catalog.search import index
from catalog.search.models import SearchPending
from common.db.transactions import RetriesExhausted

logger = logging.getLogger(__name__)
# Searches read up to this many products besides the index; then they are indexed.
MANY = 400
FIELDS = frozenset({"name", "sku", "barcode", "description", "category_id", "is_active"})


def mark(ids: Iterable[int]) -> None:
    """Note that these products changed, in the transaction that writes them."""
    rows = [SearchPending(product_id=pk) for pk in ids]
    if rows:
        SearchPending.objects.bulk_create(rows, batch_size=2000)
        transaction.on_commit(index_when_many, robust=True)


def switched(ids: list[int], *, active: bool) -> None:
    """Like mark(), if only is_active changed; many products update the index directly."""
    if len(ids) <= MANY or not index.switch(ids, active=active):
        mark(ids)


def index_when_many() -> None:
    if SearchPending.objects.count() < MANY:
        return
    try:
        index.index_pending()
    except RetriesExhausted:
        logger.info("The search index is busy; the next write brings it up to date.")
