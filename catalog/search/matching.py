"""Match products by word and field, from the index and from pending products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from catalog.public.tree import Tree
from catalog.search.bitmaps import Builder, of_ids
from catalog.search.documents import (
    ALL,
    CATEGORY,
    CODE,
    DESCRIPTION,
    FIRST,
    LIVE,
    NAME,
    ProductDocument,
)
from catalog.search.models import SearchPosting
from catalog.search.terms import Term
from catalog.search.words import digest, split

# The ways in which a product can have a term.
BEGINS, WHOLE, PART, WHOLE_CODE, IN_CATEGORY, IN_DESCRIPTION = range(6)
# (term, way) -> ids
Sets = dict[tuple[Term, int], int]
ROWS = 2000


class Matcher:
    """Looks up terms in one state of index and products."""

    def __init__(
        self, tree: Tree, waiting: Sequence[ProductDocument], touched: set[int], *, all: bool
    ):
        self.tree, self.waiting, self.sees_all = tree, waiting, all
        self.stale = of_ids(touched)
        # A search looks at the same terms several times, and their postings are long.
        self.known: Sets = defaultdict(int)
        self.looked_up: set[Term] = set()
        self.words_of_categories = {
            node.id: split(node.search_text) for node in tree.nodes.values()
        }

    def visible(self) -> int:
        """Return the ids visible to the caller."""
        field = ALL if self.sees_all else LIVE
        builders: dict[int, Builder] = defaultdict(Builder)
        hidden = set() if self.sees_all else {str(pk) for pk in self.tree.hidden}
        wanted = {digest(""): [(field, field)]}
        for pk in hidden:
            wanted[digest(pk)] = [(CATEGORY, CATEGORY)]
        self.collect(wanted, builders)
        shown = builders[field].bits() & ~builders[CATEGORY].bits() & ~self.stale
        return shown | of_ids(each.id for each in self.waiting if self.shows(each))

    def shows(self, document: ProductDocument) -> bool:
        if self.sees_all:
            return True
        node = self.tree.nodes.get(document.category_id)
        return document.is_active and (node is None or node.visible)

    def of_categories(self, pks: Iterable[int]) -> int:
        """Return the products in these categories."""
        pks, builders = set(pks), defaultdict(Builder)
        self.collect({digest(str(pk)): [(CATEGORY, CATEGORY)] for pk in pks}, builders)
        new = of_ids(each.id for each in self.waiting if each.category_id in pks)
        return builders[CATEGORY].bits() & ~self.stale | new

    def sets(self, terms: Sequence[Term]) -> Sets:
        """Return the products that have each term, by the way in which they have it."""
        new = [term for term in terms if term not in self.looked_up]
        self.looked_up.update(new)
        if new:
            self.look_up(new)
        return self.known

    def look_up(self, terms: Sequence[Term]) -> None:
        wanted: dict[int, list] = defaultdict(list)
        for term in terms:
            for word in term.words:
                wanted[digest(word)] += [(field, (term, way)) for field, way in ways(term, word)]
        builders: dict = defaultdict(Builder)
        self.collect(wanted, builders)
        for key, builder in builders.items():
            self.known[key] = builder.bits() & ~self.stale
        for key, ids in self.in_waiting(terms).items():
            self.known[key] |= of_ids(ids)
        for term in terms:
            self.known[term, IN_CATEGORY] = self.of_categories(self.categories(term))

    def categories(self, term: Term) -> list[int]:
        found = self.words_of_categories.items()
        return [pk for pk, words in found if not term.words.isdisjoint(words)]

    def in_waiting(self, terms: Sequence[Term]) -> dict[tuple[Term, int], list[int]]:
        found = defaultdict(list)
        for document in self.waiting:
            for field, word in document.fields():
                for term in terms:
                    if field < CATEGORY and word in term.words:
                        for at, way in ways(term, word):
                            if at == field:
                                found[term, way].append(document.id)
        return found

    def collect(self, wanted: dict[int, list], builders: dict) -> None:
        """Read the postings of these words. wanted: word -> [(field, key of the builder)]"""
        numbers = list(wanted)
        for start in range(0, len(numbers), ROWS):
            rows = SearchPosting.objects.filter(word__in=numbers[start : start + ROWS])
            for word, field, segment, ids in rows.values_list("word", "field", "segment", "ids"):
                for at, key in wanted[word]:
                    if at == field:
                        builders[key].add_segment(segment, bytes(ids))


def ways(term: Term, word: str) -> list[tuple[int, int]]:
    """Yield (field, way): where and how this word counts for the term."""
    found = [(NAME, PART), (CODE, PART), (DESCRIPTION, IN_DESCRIPTION)]
    if word in term.whole:
        found += [(NAME, WHOLE), (CODE, WHOLE_CODE)]
    if word in term.begins:
        found.append((FIRST, BEGINS))
    return found
