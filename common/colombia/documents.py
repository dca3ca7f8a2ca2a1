"""Identity document numbers: normalize and check them."""

import re

from stdnum.co import nit

SHAPES = {
    "CC": re.compile(r"[0-9]{3,10}"),
    "CE": re.compile(r"[A-Za-z0-9]{3,12}"),
    "PP": re.compile(r"[A-Za-z0-9]{5,20}"),
    "NIT": re.compile(r"([0-9]{9})(?:-?([0-9]))?"),
}
# Dots and spaces only group digits.
GROUPING = re.compile(r"[\s.]+")


class WrongCheckDigit(ValueError):
    """The check digit of a NIT is wrong, so it contains a typo."""


def clean(kind: str, text: str) -> str:
    """Return the number without dots and spaces; a NIT with its check digit: 900123456-8.

    Raises ValueError if it is malformed, WrongCheckDigit for a NIT with a typo."""
    found = SHAPES[kind].fullmatch(GROUPING.sub("", text))
    if not found:
        raise ValueError(text)
    return with_check_digit(*found.groups()) if kind == "NIT" else found[0]


def with_check_digit(number: str, given: str | None) -> str:
    digit = nit.calc_check_digit(number)
    if given not in (None, digit):
        raise WrongCheckDigit(f"{number}-{given}")
    return f"{number}-{digit}"


def split_check_digit(buyer) -> tuple[str, str]:
    """Split a NIT into number and check digit, computing the digit for old rows that lack it."""
    number, _dash, digit = buyer.document_number.partition("-")
    if buyer.document_type == "NIT" and not digit and re.fullmatch("[0-9]{9}", number):
        digit = nit.calc_check_digit(number)
    return number, digit
