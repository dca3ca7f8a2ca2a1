"""All words of the index, in process memory: 8 MB for a million words.

Words are only added, so a process reads only the new ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from catalog.search import inserts
from catalog.search.models import SearchSlip, SearchState, SearchVocabulary
from catalog.search.words import digest, indexed_forms

ROW_BYTES = 32_000
ROWS_AT_ONCE = 50


@dataclass(frozen=True)
class Vocabulary:
    """text: the words, separated by newlines; those of the last row begin at last_at."""

    generation: int
    revision: int
    last_row: int = 0
    last_at: int = 1
    text: bytes | bytearray = b"\n"

    def containing(self, term: str, most: int) -> set[str] | None:
        """Return the words that contain this part, or None if there are more than `most`."""
        wanted, text, found, at = term.encode(), self.text, set(), 0
        while (at := text.find(wanted, at)) >= 0:
            start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
            found.add(text[start:end].decode())
            if len(found) > most:
                return None
            at = end
        return found


_kept: Vocabulary | None = None


def current(state: SearchState) -> Vocabulary:
    """Return the vocabulary of this state or a later one."""
    global _kept
    kept = _kept
    if kept is None or kept.generation != state.generation:
        kept = Vocabulary(state.generation, -1)
    if kept.revision != state.revision:
        kept = _kept = updated(kept, state)
    return kept


def updated(old: Vocabulary, state: SearchState) -> Vocabulary:
    text, last_row, last_at = bytearray(old.text), old.last_row, old.last_at
    is_all = False
    while not is_all:
        # In slices, to need little memory at once. The last known row may have grown, so it is
        # read again by each of them.
        rows = SearchVocabulary.objects.filter(pk__gte=last_row).order_by("pk")
        found = list(rows.values_list("pk", "words")[:ROWS_AT_ONCE])
        del text[last_at:]
        for pk, words in found:
            last_row, last_at = pk, len(text)
            text += words
        is_all = len(found) < ROWS_AT_ONCE
    return Vocabulary(state.generation, state.revision, last_row, last_at, text)


def append(words: list[str]) -> None:
    """Add new words; the caller has locked the state and increments its revision."""
    if not words:
        return
    row = SearchVocabulary.objects.order_by("-pk").first() or SearchVocabulary(words=b"")
    for word in words:
        if len(row.words) > ROW_BYTES:
            row.save()
            row = SearchVocabulary(words=b"")
        row.words = bytes(row.words) + word.encode() + b"\n"
    row.save()
    slips = ((form, word) for word in words for form in indexed_forms(word))
    for batch in iter(lambda: list(islice(slips, 9600)), []):
        inserts.insert(SearchSlip, ("form", "word"), batch)


def like(forms: set[str]) -> set[str]:
    """Return the words of the index that have one of these forms."""
    keys = [digest(form) for form in forms]
    return set(SearchSlip.objects.filter(form__in=keys).values_list("word", flat=True))
