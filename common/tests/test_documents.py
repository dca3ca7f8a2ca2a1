import pytest

from common.colombia.documents import WrongCheckDigit, clean


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("CC", "1.032.456.789", "1032456789"),
        ("CC", "123", "123"),
        ("CE", "E 123456", "E123456"),
        ("PP", "AB123456", "AB123456"),
        ("NIT", "900.123.456-8", "900123456-8"),
        ("NIT", "9001234568", "900123456-8"),
        ("NIT", "900 123 456", "900123456-8"),
        ("NIT", "860002964", "860002964-4"),
    ],
)
def test_dots_and_blanks_are_dropped_and_a_check_digit_is_added(kind, text, kept):
    assert clean(kind, text) == kept


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("CC", "12"), ("CC", "12345678901"), ("CC", "12A4"), ("CC", "١٢٣٤")),
        *(("CE", "12"), ("CE", "A" * 13), ("CE", "A-123"), ("PP", "1234"), ("PP", "A" * 21)),
        *(("NIT", "12345678"), ("NIT", "90012345678"), ("NIT", "900123456-"), ("NIT", "")),
    ],
)
def test_what_is_no_number_of_its_kind(kind, text):
    with pytest.raises(ValueError, match=r"^" + text.replace("-", r"\-")):
        clean(kind, text)


def test_a_wrong_check_digit_is_a_typo():
    with pytest.raises(WrongCheckDigit):
        clean("NIT", "900123456-7")
