import itertools
import random
from string import ascii_lowercase

import pytest

from catalog.search.words import (
    can_slip,
    digest,
    distance,
    forms,
    indexed_forms,
    keys,
    readings,
    slips_allowed,
    sound,
    terms_of,
    typos,
    words_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vaca", "baca"),
        ("zapato", "sapato"),
        ("cielo", "sielo"),
        ("lluvia", "yuvia"),
        ("hamaca", "amaca"),
        ("queso", "keso"),
        ("gitano", "jitano"),
        ("mesas", "mesa"),
        ("camiones", "camion"),
        ("lapices", "lapiz"),
        ("clases", "clase"),
        ("tomates", "tomate"),
        ("intereses", "interes"),
    ],
)
def test_what_sounds_alike_in_spanish_is_the_same(one, other):
    assert sound(one) == sound(other)


def test_other_words_stay_apart():
    sounds = [sound(word) for word in ("casa", "chasa", "gata", "jata", "guerra", "jerra", "pan")]
    assert len(set(sounds)) == 7


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("panela", "panela", 0),
        ("panela", "panea", 1),
        ("panela", "panelas", 1),
        ("panela", "ponela", 1),
        ("panela", "paneal", 1),
        ("chocolate", "chocoalet", 2),
        ("panela", "mesa", 3),
    ],
)
def test_distance_counts_slips(one, other, away):
    assert distance(one, other, 2) == away
    if 0 < away < 3:
        assert forms(one, away) & forms(other, away)


def one_typo_away(word: str) -> set[str]:
    places = range(len(word) + 1)
    pairs = [(word[:at], word[at:]) for at in places]
    found = {start + letter + rest for start, rest in pairs for letter in ascii_lowercase}
    found |= {start + letter + rest[1:] for start, rest in pairs for letter in ascii_lowercase}
    found |= {start + rest[1:] for start, rest in pairs}
    return found | {start + rest[1::-1] + rest[2:] for start, rest in pairs}


@pytest.mark.parametrize(
    "word",
    [
        *("leche", "queso", "cocina", "cerveza", "silla", "caballo", "guitarra", "juguete"),
        *("cigueña", "flores", "luces", "huevos", "zanahoria", "gelatina", "excelso", "yuca"),
    ],
)
def test_a_typo_anywhere_in_a_word_is_one_typo(word):
    for typed in filter(can_slip, one_typo_away(word)):
        most = slips_allowed(typed)
        asked = {digest(form) for key in keys(typed) for form in forms(key, most)}
        assert typos(readings(typed), word, most) <= 1, typed
        assert asked & set(indexed_forms(word)), typed


def test_short_words_and_numbers_have_no_slips():
    assert [slips_allowed(word) for word in ("pan", "mesa", "hamacas", "chocolat", "a1234567")] == [
        *(0, 1, 1, 2, 0)
    ]


def test_words_are_plain_and_signs_around_them_do_not_count():
    assert words_of("Café, ¿MOLIDO? (500 g) A-12") == ["cafe", "molido", "500", "g", "a-12"]
    assert terms_of("«Café» café. 50%") == ["cafe", "50"]
    assert terms_of("%") == ["%"]
    assert words_of("Notas a 'panela' y mandarina. Té… – C++ 1.5 l.") == [
        *("notas", "a", "panela", "y", "mandarina", "te", "–", "c++", "1.5", "l")
    ]
    assert terms_of("café - molido") == ["cafe", "molido"]


def test_characters_that_show_nothing_are_not_searched_for():
    assert terms_of("que\u200bso \u2060") == ["queso"]


def test_distances_are_those_of_the_whole_table():
    chosen = random.Random(7)
    for _ in range(3000):
        one, other = ("".join(chosen.choices("abcde", k=chosen.randint(0, 6))) for _ in range(2))
        for most in (0, 1, 2):
            assert distance(one, other, most) == min(by_table(one, other), most + 1)


def by_table(one: str, other: str) -> int:
    """Return the distance without any short cut."""
    rows = [[at + to for to in range(len(other) + 1)] for at in range(len(one) + 1)]
    for at, to in itertools.product(range(1, len(one) + 1), range(1, len(other) + 1)):
        changed = rows[at - 1][to - 1] + (one[at - 1] != other[to - 1])
        rows[at][to] = min(rows[at - 1][to] + 1, rows[at][to - 1] + 1, changed)
        if at > 1 < to and one[at - 1] == other[to - 2] and one[at - 2] == other[to - 1]:
            rows[at][to] = min(rows[at][to], rows[at - 2][to - 2] + 1)
    return rows[len(one)][len(other)]
