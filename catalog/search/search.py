"""Find products that contain all words, best match first, tolerating typos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_

from catalog.public.tree import Tree
from catalog.search import documents, names, rowwise, terms, vocabulary
from catalog.search.bitmaps import of_ids
from catalog.search.found import Found
from catalog.search.matching import (
    BEGINS,
    IN_CATEGORY,
    IN_DESCRIPTION,
    PART,
    WHOLE,
    WHOLE_CODE,
    Matcher,
    Sets,
)
from catalog.search.models import SearchPending, SearchState
from catalog.search.terms import Term, TooMany
from catalog.search.words import split, terms_of

ANYWHERE = (PART, IN_CATEGORY, IN_DESCRIPTION)
# Searched word -> similar words -> their distance.
Likely = dict[str, dict[str, int]]


class Rebuilt(Exception):
    """The index was rebuilt while it was read."""


def find(text: str, tree: Tree, *, sees_all: bool) -> Found:
    """Search for this text, in the current state or a later one. Raises Rebuilt."""
    # In this order: what is indexed after the first step shows up in the second or third.
    asked = terms_of(text)
    touched = set(SearchPending.objects.values_list("product_id", flat=True))
    state = SearchState.objects.filter(pk=1).first()
    if state is None or not state.is_ready:
        return Found(rowwise.tiers(asked, tree, sees_all=sees_all))
    try:
        search = Search(asked, state, touched, tree, sees_all=sees_all)
        found = search.exact()
        if not any(found.tiers):
            found = search.forgiving()
    except TooMany:
        found = Found(rowwise.tiers(asked, tree, sees_all=sees_all))
    if not SearchState.objects.filter(pk=1, generation=state.generation).exists():
        raise Rebuilt
    return found


class Search:
    def __init__(
        self,
        asked: Sequence[str],
        state: SearchState,
        touched: set[int],
        tree: Tree,
        *,
        sees_all: bool,
    ):
        self.asked = asked
        waiting = documents.read(touched)
        self.known = vocabulary.current(state)
        self.matcher = Matcher(tree, waiting, touched, all=sees_all)
        self.visible = self.matcher.visible()
        shown = [node.search_text for node in tree.nodes.values() if sees_all or node.visible]
        self.others = set(split(" ".join(shown))).union(*(each.words for each in waiting))

    def exact(self) -> Found:
        self.terms = [terms.exact(text, self.known, self.others) for text in self.asked]
        return Found(self.rank(self.terms, " ".join(self.asked)))

    def rank(self, wanted: Sequence[Term], phrase: str) -> tuple[int, ...]:
        """Rank by whole name, whole code, beginning of the name, words of the name, parts of name
        and code, category, description; each tier excludes the ones before it."""
        sets = self.matcher.sets(wanted)
        every = of_all(wanted, sets, *ANYWHERE) & self.visible
        if not every:
            return ()
        parts = of_all(wanted, sets, PART) & every
        tiers = (
            of_ids(names.same(phrase)),
            sets[wanted[0], WHOLE_CODE] if len(wanted) == 1 else 0,
            self.beginning(wanted, sets, parts, phrase),
            of_all(wanted, sets, WHOLE),
            parts,
            of_all(wanted, sets, PART, IN_CATEGORY),
            every,
        )
        return apart(tiers, every)

    def beginning(self, wanted: Sequence[Term], sets: Sets, parts: int, phrase: str) -> int:
        if len(wanted) == 1:
            return sets[wanted[0], BEGINS]
        return of_ids(names.beginning(phrase)) if parts else 0

    def forgiving(self) -> Found:
        """Replace words that aren't found by similar ones; if nothing is found, replace all."""
        likely = {text: terms.near(text, self.others) for text in self.asked}
        if not any(likely.values()):
            return Found(())
        sets = self.matcher.sets(self.terms)
        lost = {
            term.text for term in self.terms if not of_all([term], sets, *ANYWHERE) & self.visible
        }
        for replaced in (lost, set(self.asked)):
            found = self.with_words_like(replaced, likely) if replaced else Found(())
            if any(found.tiers):
                return found
        return Found(())

    def with_words_like(self, replaced: set[str], likely: Likely) -> Found:
        wanted = []
        for term in self.terms:
            if term.text in replaced:
                words = [*likely[term.text], *term.words]
                term = Term.like(term.text, words)
            wanted.append(term)
        hits = Found(self.rank(wanted, ""))
        if not any(hits.tiers):
            return hits
        phrase = " ".join(self.best_of(wanted, likely, hits.ids))
        return Found(self.rank(wanted, phrase), phrase)

    def best_of(self, wanted: Sequence[Term], likely: Likely, hits: int) -> Iterator[str]:
        """Return the word used for each term: the nearest, then the most frequent one."""
        near = {word for term in wanted for word in likely[term.text]}
        alone = {word: Term.like(word, [word]) for word in near}
        sets = self.matcher.sets(list(alone.values()))
        counts = {
            word: (of_all([one], sets, *ANYWHERE) & hits).bit_count() for word, one in alone.items()
        }
        for term in wanted:
            away = likely[term.text]
            present = [word for word in away if word in term.words and counts[word]]
            yield min(
                present, key=lambda word: (away[word], -counts[word], word), default=term.text
            )


def of_all(wanted: Sequence[Term], sets: Sets, *allowed: int) -> int:
    """Return the products that have all terms in one of these ways."""
    found = [reduce(lambda one, way: one | sets[term, way], allowed, 0) for term in wanted]
    return reduce(and_, found) if found else 0


def apart(tiers: Sequence[int], every: int) -> tuple[int, ...]:
    """Remove from each tier the products of the tiers before it."""
    left, found = every, []
    for tier in tiers:
        found.append(tier & left)
        left &= ~tier
    return tuple(found)
