"""Write to the search index. One writer at a time, by a lock on the state row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import F

from catalog.search import bitmaps, documents, inserts, vocabulary
from catalog.search.bitmaps import SEGMENT
from catalog.search.documents import ALL, LIVE, ProductDocument
from catalog.search.models import SearchDocument, SearchPending, SearchPosting, SearchState
from catalog.search.words import digest
from common.db.transactions import in_transaction

# Products indexed per transaction.
BATCH = 400
# Postings read or written per statement.
ROWS = 500
POSTING = ("word", "field", "segment", "ids")
# (word, field, segment): the key of a posting.
Key = tuple[int, int, int]


class Changes:
    """Ids to add to and remove from postings."""

    def __init__(self) -> None:
        self.added: dict[Key, set[int]] = defaultdict(set)
        self.removed: dict[Key, set[int]] = defaultdict(set)
        self.words: dict[int, str] = {}

    def set(self, field: int, word: str, pk: int, *, present: bool) -> None:
        segment, offset = divmod(pk, SEGMENT)
        number = digest(word)
        (self.added if present else self.removed)[number, field, segment].add(offset)
        if present and field < documents.CATEGORY:
            self.words[number] = word

    def of(self, key: Key) -> tuple:
        """Return the ids to add to and to remove from a posting."""
        return self.added.get(key, ()), self.removed.get(key, ())

    @property
    def keys(self) -> list[Key]:
        return sorted({*self.added, *self.removed})


def lock_state() -> SearchState:
    state = SearchState.objects.select_for_update().filter(pk=1).first()
    if state is None:
        SearchState.objects.bulk_create([SearchState(id=1)], ignore_conflicts=True)
        state = SearchState.objects.select_for_update().get(pk=1)
    return state


def index_pending(most: int = BATCH) -> int:
    """Index pending products, up to this many notes; return how many were indexed."""
    return in_transaction(lambda: index_some(most))


def index_some(most: int) -> int:
    state = lock_state()
    if not state.is_ready:
        return 0
    # Read the notes first: if a product is written in the meantime, its later note remains.
    notes = dict(SearchPending.objects.order_by("pk").values_list("pk", "product_id")[:most])
    ids = sorted(set(notes.values()))
    changes = Changes()
    compare(ids, changes)
    write(changes, state)
    for part in parts(list(notes)):
        SearchPending.objects.filter(pk__in=part).delete()
    return len(notes)


def compare(ids: list[int], changes: Changes) -> None:
    """Compare the index with the products, and write the documents."""
    now = {document.id: document for document in documents.read(ids)}
    before = {}
    for part in parts(ids):
        rows = SearchDocument.objects.filter(pk__in=part).values_list("pk", "content")
        before |= {pk: documents.unpack(bytes(content)) for pk, content in rows}
    for pk in ids:
        old, new = before.get(pk, set()), set(now[pk].fields()) if pk in now else set()
        for field, word in new - old:
            changes.set(field, word, pk, present=True)
        for field, word in old - new:
            changes.set(field, word, pk, present=False)
        changes.set(ALL, "", pk, present=pk in now)
        changes.set(LIVE, "", pk, present=pk in now and now[pk].is_active)
    save_documents(now.values())
    for part in parts([pk for pk in ids if pk not in now]):
        SearchDocument.objects.filter(pk__in=part).delete()


def save_documents(found: Iterable[ProductDocument]) -> None:
    rows = [(each.id, documents.pack(set(each.fields()))) for each in found]
    inserts.upsert(SearchDocument, ("product_id", "content"), rows)


def write(changes: Changes, state: SearchState) -> None:
    """Update the postings, and add new words to the vocabulary."""
    new: dict[int, str] = {}
    for keys in by_word(changes.keys):
        stored = stored_postings(keys)
        known = {word for word, field, _ in stored if field < documents.CATEGORY}
        others = {key[0] for key in keys} - known
        new |= unknown({word: changes.words[word] for word in others if word in changes.words})
        rows = [
            (*key, bitmaps.changed(stored.get(key, bitmaps.LIST), *changes.of(key))) for key in keys
        ]
        inserts.upsert(SearchPosting, POSTING, rows)
    if new:
        vocabulary.append(sorted(new.values()))
        SearchState.objects.filter(pk=state.pk).update(revision=F("revision") + 1)


def by_word(keys: list[Key]) -> Iterator[list[Key]]:
    """Split the keys into parts of about ROWS, those of a word together: its first posting makes a
    word known."""
    part: list[Key] = []
    for _, some in groupby(keys, itemgetter(0)):
        part += some
        if len(part) >= ROWS:
            yield part
            part = []
    yield part


def unknown(words: dict[int, str]) -> dict[int, str]:
    """Return the words without postings."""
    found = dict(words)
    for part in parts(list(words)):
        rows = SearchPosting.objects.filter(word__in=part, field__lt=documents.CATEGORY)
        for number in rows.values_list("word", flat=True).distinct():
            found.pop(number, None)
    return found


def stored_postings(keys: list[Key]) -> dict[Key, bytes]:
    wanted = {key[0] for key in keys}
    segments = {key[2] for key in keys}
    rows = SearchPosting.objects.filter(word__in=wanted, segment__in=segments)
    found = rows.values_list(*POSTING)
    return {(word, field, segment): bytes(ids) for word, field, segment, ids in found}


def switch(ids: Iterable[int], *, active: bool) -> bool:
    """Index activations or deactivations in the caller's transaction; return False if the index is
    incomplete."""
    state, changes = lock_state(), Changes()
    if not state.is_ready:
        return False
    for pk in ids:
        changes.set(LIVE, "", pk, present=active)
    write(changes, state)
    return True


def parts(rows: list, size: int = ROWS) -> Iterator[list]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
