"""Measure searches made for the first time, one after another: how long a visitor waits.

Each word of the benchmark's catalog is in nearly a third of its products."""

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tools.benchmarks import client
from tools.benchmarks.catalogue import WORDS
from tools.benchmarks.report import Row, row
from tools.benchmarks.servers import Server

LIMIT_SECONDS = 0.06
# Signs have no effect on the result, but the search is a new one.
SIGNS = ",;:!?¡¿|"


def rows(shop: Server, products: int, rounds: int) -> Iterator[Row]:
    for name, words in kinds(products).items():
        client.run(shop.port, first_look(words), 0.5, 1)
        slices = [client.run(shop.port, first_look(words), 1.0, 1) for _ in range(rounds)]
        found = row(name, slices)
        found.limit = LIMIT_SECONDS
        yield found


def kinds(products: int) -> dict[str, Callable[[], str]]:
    return {
        "common word": word,
        "two common words": lambda: f"{word()} {word()}",
        "common word, typo": lambda: misspelled(word()),
        "two common words, one typo": lambda: f"{word()} {misspelled(word())}",
        "number in one name": lambda: str(random.randint(1, products)),
        "part of a word": lambda: word()[:-1],
    }


def word() -> str:
    return random.choice([each for each in WORDS if len(each) > 4])


def misspelled(text: str) -> str:
    """Swap the last two letters."""
    return f"{text[:-2]}{text[-1]}{text[-2]}"


def first_look(words: Callable[[], str]) -> client.Request:
    def wanted(number: int) -> bytes:
        signs = "".join(SIGNS[int(digit)] for digit in f"{number:o}")
        return client.get(f"/products/?search={quote(words() + signs)}")

    return wanted
