"""Rebuild the search index. Until it is complete, searches scan the rows."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable
from itertools import islice

from django.db.models import F, Max

from catalog.models import Product
from catalog.search import bitmaps, documents, index, inserts, vocabulary
from catalog.search.bitmaps import SEGMENT
from catalog.search.documents import ALL, CATEGORY, LIVE, ProductDocument
from catalog.search.models import (
    SearchDocument,
    SearchPosting,
    SearchSlip,
    SearchState,
    SearchVocabulary,
)
from catalog.search.words import digest
from common.db.transactions import in_transaction

BATCH = 2000
Progress = Callable[[int, int], None]


def rebuild(progress: Progress = lambda done, total: None) -> int:
    """Rebuild the index and return the number of products, calling progress(done, total)."""
    in_transaction(clear)
    total = Product.objects.filter(deleted_at=None, variant_of=None).count()
    last = Product.objects.aggregate(last=Max("pk"))["last"] or 0
    done = 0
    for number in range(last // SEGMENT + 1):
        done += build(number, last)
        progress(done, total)
    in_transaction(finish)
    while index.index_pending():
        pass
    return done


def clear() -> None:
    index.lock_state()
    SearchState.objects.filter(pk=1).update(is_ready=False, generation=F("generation") + 1)
    for model in (SearchPosting, SearchDocument, SearchSlip, SearchVocabulary):
        model.objects.all().delete()


def build(number: int, last: int) -> int:
    """Write the postings of one segment; return its number of products. last: the last product."""
    segment, first, done = Segment(number), number * SEGMENT, 0
    end = min(first + SEGMENT, last + 1)
    for start in range(first, end, BATCH):
        found = documents.read(range(start, min(start + BATCH, end)))
        for document in found:
            segment.add(document)
        in_transaction(lambda found=found: index.save_documents(found))
        done += len(found)
    if done:
        in_transaction(segment.write)
    return done


def finish() -> None:
    index.lock_state()
    SearchState.objects.filter(pk=1).update(
        is_ready=True, generation=F("generation") + 1, revision=F("revision") + 1
    )


class Segment:
    """The postings of one segment, while it is built."""

    def __init__(self, number: int):
        self.number = number
        self.offsets: dict[tuple[int, int], array] = defaultdict(lambda: array("H"))
        self.words: dict[int, str] = {}

    def add(self, document: ProductDocument) -> None:
        marks = [(ALL, ""), (LIVE, "")] if document.is_active else [(ALL, "")]
        for field, word in {*document.fields(), *marks}:
            number = digest(word)
            self.offsets[number, field].append(document.id % SEGMENT)
            if field < CATEGORY:
                self.words[number] = word

    def write(self) -> None:
        vocabulary.append(sorted(index.unknown(self.words).values()))
        rows = (
            (word, field, self.number, bitmaps.store(self.offsets[word, field]))
            for word, field in sorted(self.offsets)
        )
        for part in iter(lambda: list(islice(rows, index.ROWS)), []):
            inserts.insert(SearchPosting, index.POSTING, part)
