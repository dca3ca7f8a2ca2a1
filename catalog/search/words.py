"""Split texts into words, and derive their digests, sounds and typo forms."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

from catalog.services.names import clean_name
from common.text import plain

LONGEST = 200
# Separators besides spaces; other signs belong to the word, as in A-12 or 3/4.
BETWEEN = str.maketrans(dict.fromkeys(',;:!?()[]{}<>"“”«»¿¡|…', " "))
# Signs that end a sentence or quote a word: not part of a word that begins or ends with them.
AROUND = ".'’‘*_-–—/·"
# Letters after which Spanish forms the plural with -es.
BEFORE_ES = "nrldjscz"
SOUNDS = (
    (re.compile("ch"), "\0"),
    (re.compile("h"), ""),
    (re.compile("qu(?=[ei])|q"), "k"),
    (re.compile("c(?=[ei])|z"), "s"),
    (re.compile("c"), "k"),
    (re.compile("gu(?=[ei])"), "\1"),
    (re.compile("g(?=[ei])"), "j"),
    (re.compile("\1"), "g"),
    (re.compile("ll"), "y"),
    (re.compile("v"), "b"),
    (re.compile("\0"), "ch"),
)
# Letter by letter, so that a typo in the letters is at most one here. Sounds depend on the letters
# beside them: without its i, cocina sounds quite different.
LETTERS = str.maketrans({"v": "b", "z": "s", "q": "k", "h": None})
# Letters that can sound alike are one: for words that are close in letters or in sound.
COARSE = str.maketrans({"v": "b", **dict.fromkeys("ckqz", "s"), "g": "j", "h": None})


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case without accents."""
    return split(plain(text))


def split(text: str) -> list[str]:
    """Split a plain text into words."""
    words = text.translate(BETWEEN).split()
    return [(word.strip(AROUND) or word)[:LONGEST] for word in words]


def terms_of(search: str) -> list[str]:
    """Return the search words without duplicates and surrounding punctuation."""
    words = words_of(clean_name(search))
    # A dash between words is not a word to look for.
    found = dict.fromkeys(trimmed(word) for word in words if word.strip(AROUND))
    return list(found or dict.fromkeys(words))


def trimmed(word: str) -> str:
    kept = [at for at, char in enumerate(word) if char.isalnum()]
    return word[kept[0] : kept[-1] + 1] if kept else word


def digest(word: str) -> int:
    """Return a 63-bit digest of the word, the same on every platform."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def sound(word: str) -> str:
    """Return a key of how the word's singular sounds in Spanish."""
    word = singular(word)
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(4096)
def readings(word: str) -> tuple[str, str, str]:
    """Return the sound and the letters of a word, which typos are counted in."""
    return sound(word), word.translate(LETTERS), singular(word).translate(LETTERS)


def keys(word: str) -> set[str]:
    """Return what forms() are made of: no further apart than the readings of two words."""
    return {reading.translate(COARSE) for reading in readings(word)}


def singular(word: str) -> str:
    """Return the same form for singular and plural; not always a real word."""
    before = ""
    while len(word) > 3 and word != before:
        before = word
        if word.endswith("es") and word[-3] in BEFORE_ES:
            word = word[:-2]
        elif word.endswith("s") or (word.endswith("e") and word[-2] in BEFORE_ES):
            word = word[:-1]
    # One lápiz, many lápices.
    return word[:-1] + "z" if word.endswith("c") else word


def can_slip(word: str) -> bool:
    return 4 <= len(word) <= 24 and word.isalpha()


def is_short(word: str) -> bool:
    """Return True if the word is too short to match with typos, except as a singular."""
    return 2 <= len(word) < 4 and word.isalpha()


def slips_allowed(word: str) -> int:
    return 0 if not can_slip(word) else 1 if len(word) < 8 else 2


def forms(sounding: str, slips: int) -> set[str]:
    """Return the forms left after deleting up to this many letters; two words that many typos
    apart share one of them."""
    found = last = {sounding}
    for _ in range(slips):
        last = {word[:at] + word[at + 1 :] for word in last for at in range(len(word))}
        found = found | last
    return found


def indexed_forms(word: str) -> Iterator[int]:
    """Return the digests that a word is looked up by.

    Shorter words never match with two typos, and the shortest only by sound: luces, luz."""
    if is_short(word):
        yield digest(sound(word).translate(COARSE))
    elif can_slip(word):
        slips = 2 if len(word) >= 6 else 1
        yield from {digest(form) for key in keys(word) for form in forms(key, slips)}


def typos(one: Sequence[str], word: str, most: int) -> int:
    """Return the number of typos between the readings of one word and another word; a short word
    only sounds alike."""
    if is_short(word):
        return 0 if one[0] == sound(word) else most + 1
    # In order of the readings, without comparing equal pairs again.
    pairs = dict.fromkeys(zip(one, readings(word), strict=True))
    return min(distance(*pair, most) for pair in pairs)


def distance(one: str, other: str, most: int) -> int:
    """Return the number of typos between two words (insertion, deletion, substitution,
    transposition); most + 1 if there are more."""
    # Each typo changes the length, or the letters that only one of them has, by one at most.
    if abs(len(one) - len(other)) > most or len(set(one) - set(other)) > most:
        return most + 1
    above: list[int] = []
    last = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        row = [at]
        for to, against in enumerate(other, 1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (char != against))
            if at > 1 < to and char == other[to - 2] and one[at - 2] == against:
                cost = min(cost, above[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        above, last = last, row
    return min(last[-1], most + 1)
