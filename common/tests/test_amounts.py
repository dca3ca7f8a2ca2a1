from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from common.amounts import AmountField, decimal_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("25000", "25000"), ("25.000", "25000"), ("25,000", "25000"), ("25.000,50", "25000.50")),
        *(("25,000.50", "25000.50"), ("25000,5", "25000.5"), ("25000.50", "25000.50")),
        *((" $ 1.234.567 ", "1234567"), ("1\xa0000", "1000"), ("-3,5", "-3.5"), ("0", "0")),
        ("0,50", "0.50"),
    ],
)
def test_spanish_and_english_numbers_are_read(text, number):
    assert decimal_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "1.2.3", "1.23.456", "0.500", "25.0000", "1,2,3", "1.234.56", "1.234,567"),
        *("1e3", "NaN", "Infinity", "١", "--1", "1-", "1.234,5.6", "9" * 13),
    ],
)
def test_what_could_mean_anything_is_refused(text):
    with pytest.raises(ValueError):
        decimal_of(text)


@pytest.mark.parametrize(("language", "shown"), [("es", "25.000,50"), ("en", "25,000.50")])
def test_what_a_form_shows_is_what_it_reads(language, shown):
    field = AmountField()
    with translation.override(language):
        assert field.prepare_value(Decimal("25000.50")) == shown
        assert field.clean(field.prepare_value(Decimal("25000.50"))) == Decimal("25000.50")


def test_bounds_are_of_the_number():
    field = AmountField(least=Decimal(0), most=Decimal(10))
    for text in ("-1", "11"):
        with pytest.raises(ValidationError):
            field.clean(text)
