"""Measure what the search index adds to an import of new products.

The pieces of an import are written with and without notes for the index, in turn. Each product
has fifteen words of a vocabulary whose words are as unevenly frequent as those of a language, and
a number of its own."""

import random
import time
from decimal import Decimal
from unittest import mock

from catalog.search import pending
from catalog.services.bulk.piecewise import BulkOutcome, write_in_pieces
from catalog.services.bulk.writes import Writes
from tools.benchmarks.report import Row

PRODUCTS, WORDS_OF_EACH, VOCABULARY = 500, 15, 2_500
SYLLABLES = [first + vowel for first in "bcdfglmnprstv" for vowel in "aeiou"]
WITH, WITHOUT = "import with the index", "import without the index"
# At most half as much time again.
TARGET = round(1 / 1.5, 2)


def rows(rounds: int) -> list[Row]:
    random.seed(1)
    words = [word_of(number + 50_000) for number in range(VOCABULARY)]
    write(new_products(words, 1))
    rates: dict[str, list[float]] = {WITH: [], WITHOUT: []}
    costs: dict[str, list[float]] = {WITH: [], WITHOUT: []}
    for _ in range(rounds):
        for name in rates:
            seconds, cpu = written(new_products(words, PRODUCTS), indexed=name == WITH)
            rates[name].append(PRODUCTS / seconds)
            costs[name].append(PRODUCTS / cpu)
    return [
        Row(WITH, rates[WITH], 0.0, WITHOUT, TARGET),
        Row(WITHOUT, rates[WITHOUT], 0.0, "", None),
        Row(f"{WITH}, CPU", costs[WITH], 0.0, f"{WITHOUT}, CPU", TARGET),
        Row(f"{WITHOUT}, CPU", costs[WITHOUT], 0.0, "", None),
    ]


def word_of(number: int) -> str:
    """Return a word that looks like one, always the same for the same number."""
    found = ""
    while number:
        number, place = divmod(number, len(SYLLABLES))
        found += SYLLABLES[place]
    return found


_numbers = iter(range(1_000_000_000, 2_000_000_000))


def new_products(words: list[str], count: int) -> list[dict]:
    weights = [1 / place for place in range(1, len(words) + 1)]
    found = []
    for _ in range(count):
        own, *some = f"{next(_numbers)}", *random.choices(words, weights, k=WORDS_OF_EACH)
        text = {"name": f"{' '.join(some[:3])} {own}", "description": " ".join(some[3:])}
        found.append(text | {"price": Decimal(10_000), "stock_quantity": 5, "category_id": 1})
    return found


def written(products: list[dict], *, indexed: bool) -> tuple[float, float]:
    """Return how many seconds the import took, and how many of them this process computed."""
    begun, cpu = time.monotonic(), time.process_time()
    if indexed:
        write(products)
    else:
        with mock.patch.object(pending, "mark"):
            write(products)
    return time.monotonic() - begun, time.process_time() - cpu


def write(products: list[dict]) -> None:
    outcome = BulkOutcome()
    for _ in write_in_pieces(Writes(creations=products), outcome, also=lambda piece: None):
        pass
    if outcome.left_out:
        raise RuntimeError(f"not written: {outcome.left_out[0]}")
