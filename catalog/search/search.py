"""Find products: every word somewhere, the best match first, and typos forgiven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import and_

from catalog.models import Product
from catalog.public.tree import Tree
from catalog.search import documents, rowwise, terms, vocabulary
from catalog.search.bitmaps import descending, of_ids
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
from catalog.search.words import terms_of, words_of
from catalog.services.slugs import sort_name

# Names are looked at one by one for how they begin among so many products at most.
FEW = 2000


class Rebuilt(Exception):
    """The index was made anew while it was read."""


def find(text: str, tree: Tree, *, sees_all: bool) -> Found:
    """What is found for this text, as of now or later. Raises Rebuilt."""
    # In this order: what is indexed after the first step is seen in the second or the third.
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
        names = [node.name for node in tree.nodes.values() if sees_all or node.visible]
        self.others = set(words_of(" ".join(names))).union(*(each.words for each in waiting))

    def exact(self) -> Found:
        self.terms = [terms.exact(text, self.known, self.others) for text in self.asked]
        return Found(self.rank(self.terms, " ".join(self.asked)))

    def rank(self, wanted: Sequence[Term], phrase: str) -> tuple[int, ...]:
        """Whole name, whole code, beginning of the name, words of it, parts of name and code,
        category, description: each tier without those before it."""
        sets = self.matcher.sets(wanted)
        every = of_all(wanted, sets, PART, IN_CATEGORY, IN_DESCRIPTION) & self.visible
        if not every:
            return ()
        parts = of_all(wanted, sets, PART) & every
        tiers = (
            of_ids(named(phrase)),
            sets[wanted[0].text, WHOLE_CODE] if len(wanted) == 1 else 0,
            self.beginning(wanted, sets, parts, phrase),
            of_all(wanted, sets, WHOLE),
            parts,
            of_all(wanted, sets, PART, IN_CATEGORY),
            every,
        )
        return apart(tiers, every)

    def beginning(self, wanted: Sequence[Term], sets: Sets, parts: int, phrase: str) -> int:
        if len(wanted) == 1:
            return sets[wanted[0].text, BEGINS]
        if parts.bit_count() > FEW:
            return 0
        start = sort_name(phrase)
        rows = Product.objects.filter(pk__in=list(descending(parts)))
        names = rows.values_list("pk", "sort_name")
        return of_ids(pk for pk, name in names if name.startswith(start))

    def forgiving(self) -> Found:
        """Words that are found nowhere as others like them; if that is not enough, all of them."""
        likely = {text: terms.near(text, self.others) for text in self.asked}
        if not any(likely.values()):
            return Found(())
        sets = self.matcher.sets(self.terms)
        lost = {
            term.text
            for term in self.terms
            if not of_all([term], sets, PART, IN_CATEGORY, IN_DESCRIPTION) & self.visible
        }
        for replaced in (lost, set(self.asked)):
            found = self.with_words_like(replaced, likely) if replaced else Found(())
            if any(found.tiers):
                return found
        return Found(())

    def with_words_like(self, replaced: set[str], likely: dict[str, dict[str, int]]) -> Found:
        wanted = []
        for term in self.terms:
            if term.text in replaced:
                words = [*likely[term.text], *term.words]
                term = Term.like(term.text, words)
            wanted.append(term)
        hits = Found(self.rank(wanted, ""))
        if not any(hits.tiers):
            return hits
        best = [self.best_of(term, likely, hits.ids) for term in wanted]
        phrase = " ".join(best)
        return Found(self.rank(wanted, phrase), phrase)

    def best_of(self, term: Term, likely: dict[str, dict[str, int]], hits: int) -> str:
        """The word that was looked for instead: the nearest one, then the one found most."""
        near = likely[term.text]
        if term.words.isdisjoint(near) or not near:
            return term.text
        counts = Counter()
        for word in near:
            one = Term.like(word, [word])
            sets = self.matcher.sets([one])
            counts[word] = (
                of_all([one], sets, PART, IN_CATEGORY, IN_DESCRIPTION) & hits
            ).bit_count()
        present = [word for word in near if counts[word]]
        if not present:
            return term.text
        return min(present, key=lambda word: (near[word], -counts[word], word))


def of_all(wanted: Sequence[Term], sets: Sets, *allowed: int) -> int:
    """The products that have every term in one of these ways."""
    found = [reduce(lambda one, way: one | sets[term.text, way], allowed, 0) for term in wanted]
    return reduce(and_, found) if found else 0


def apart(tiers: Sequence[int], every: int) -> tuple[int, ...]:
    """Each tier without the products of those before it."""
    left, found = every, []
    for tier in tiers:
        found.append(tier & left)
        left &= ~tier
    return tuple(found)


def named(phrase: str) -> list[int]:
    """The products with this name, whatever signs and accents are in it."""
    wanted = sort_name(phrase)
    if not wanted:
        return []
    rows = Product.objects.filter(sort_name=wanted, deleted_at=None)
    return list(rows.values_list("pk", flat=True))
