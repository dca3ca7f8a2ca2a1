import pytest

from catalog.search.words import distance, forms, slips_allowed, sound, terms_of, words_of


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


def test_short_words_and_numbers_have_no_slips():
    assert [slips_allowed(word) for word in ("pan", "mesa", "hamacas", "chocolat", "a1234567")] == [
        *(0, 1, 1, 2, 0)
    ]


def test_words_are_plain_and_signs_around_them_do_not_count():
    assert words_of("Café, ¿MOLIDO? (500 g) A-12") == ["cafe", "molido", "500", "g", "a-12"]
    assert terms_of("«Café» café. 50%") == ["cafe", "50"]
    assert terms_of("%") == ["%"]
