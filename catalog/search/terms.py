"""The words that were asked for, each with the words of the shop that count for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search import vocabulary
from catalog.search.vocabulary import Vocabulary
from catalog.search.words import can_slip, distance, forms, is_short, slips_allowed, sound

# A part of more words than this is sought row by row instead.
MANY_WORDS = 5000
# So many words like it are taken for a typo, the nearest ones.
MANY_LIKE = 50


@dataclass(frozen=True)
class Term:
    """words: all that it may be found in; those in whole and begins count as the word itself, or
    as its beginning."""

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
    """A term is part of too many words."""


def exact(text: str, known: Vocabulary, others: Iterable[str]) -> Term:
    """Every word that this is a part of. others: words beside the index. Raises TooMany."""
    found = known.containing(text, MANY_WORDS)
    if found is None:
        raise TooMany
    return Term.exact(text, found | {word for word in others if text in word})


def near(text: str, others: Iterable[str]) -> dict[str, int]:
    """Words that sound like this one or are a slip or two away, with their distance."""
    if not can_slip(text):
        return {}
    most, sounding = slips_allowed(text), sound(text)
    candidates = vocabulary.like(forms(sounding, most))
    candidates |= {word for word in others if can_slip(word) or is_short(word)}
    found = {word: distance(sounding, sound(word), most) for word in candidates}
    nearest = sorted(
        (away, word) for word, away in found.items() if away <= (0 if is_short(word) else most)
    )
    return {word: away for away, word in nearest[:MANY_LIKE]}
