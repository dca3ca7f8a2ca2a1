"""The words that a process keeps in memory."""

import tracemalloc

import pytest
from django.db.models import F

from catalog.search import vocabulary
from catalog.search.models import SearchState, SearchVocabulary


@pytest.fixture(autouse=True)
def nothing_kept(db, monkeypatch):
    monkeypatch.setattr(vocabulary, "_kept", None)


def add(words: list[str]) -> None:
    vocabulary.append(words)
    SearchState.objects.filter(pk=1).update(revision=F("revision") + 1)


def known(part: str) -> set[str] | None:
    return vocabulary.current(SearchState.objects.get(pk=1)).containing(part, 1000)


def test_words_added_later_are_read_in_slices_and_each_once(monkeypatch):
    monkeypatch.setattr(vocabulary, "ROW_BYTES", 10)
    monkeypatch.setattr(vocabulary, "ROWS_AT_ONCE", 2)
    assert known("x") == set()
    everything: set[str] = set()
    for step in range(9):
        words = [f"x{step}{number}" for number in range(step)]
        add(words)
        everything |= set(words)
        assert known("x") == everything
    assert SearchVocabulary.objects.count() > 6
    kept = vocabulary.current(SearchState.objects.get(pk=1))
    assert kept.text.count(b"\n") == len(everything) + 1


def test_the_words_are_in_memory_once():
    row = b"".join(b"%09d\n" % number for number in range(3200))
    SearchVocabulary.objects.bulk_create(SearchVocabulary(words=row) for _ in range(100))
    size = 100 * len(row)
    tracemalloc.start()
    kept = vocabulary.current(SearchState.objects.get(pk=1))
    now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept.text) == size + 1
    assert now < 1.3 * size
    assert peak < 2.5 * size
