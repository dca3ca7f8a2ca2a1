"""Search terms: the given words, each with the matching words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search import vocabulary
from catalog.search.vocabulary import Vocabulary
from catalog.search.words import (
    can_slip,
    forms,
    is_short,
    keys,
    readings,
    slips_allowed,
    typos,
)

# A part of more words than this is searched by scanning rows instead.
MANY_WORDS = 5000
# At most this many similar words are considered for a typo, nearest first.
MANY_LIKE = 50


@dataclass(frozen=True)
class Term:
    """words: all words that contain the term; whole and begins are those that equal it or start
    with it."""

    text: str
    words: frozenset[str]
    whole: frozenset[str]
    begins: frozenset[str]

    @classmethod
    def exact(cls, text: str, words: Iterable[str]) -> Term:
        words = frozenset(words)
        begins = frozenset(word for word in words if word.startswith(text))
        return cls(text, words, words & {text}, begins)

    @classmethod
    def like(cls, text: str, words: Iterable[str]) -> Term:
        words = frozenset(words)
        return cls(text, words, words, words)


class TooMany(Exception):
    """The term is part of too many words."""


def exact(text: str, known: Vocabulary, others: Iterable[str]) -> Term:
    """Return all words that contain the term. others: words not in the index. Raises TooMany."""
    found = known.containing(text, MANY_WORDS)
    if found is None:
        raise TooMany
    return Term.exact(text, found | {word for word in others if text in word})


def near(text: str, others: Iterable[str]) -> dict[str, int]:
    """Return words that sound alike or are one or two typos away, with their distance."""
    if not can_slip(text):
        return {}
    most, own = slips_allowed(text), readings(text)
    candidates = vocabulary.like(set().union(*(forms(key, most) for key in keys(text))))
    candidates |= {word for word in others if can_slip(word) or is_short(word)}
    found = {word: typos(own, word, most) for word in candidates}
    nearest = sorted((away, word) for word, away in found.items() if away <= most)
    return {word: away for away, word in nearest[:MANY_LIKE]}
