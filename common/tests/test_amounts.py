from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from common.money.amounts import AmountField, decimal_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("25000", "25000"), ("25.000", "25000"), ("25,000", "25000"), ("25.000,50", "25000.50")),
        *(("25,000.50", "25000.50"), ("25000,5", "25000.5"), ("25000.50", "25000.50")),
        *((" $ 1.234.567 ", "1234567"), ("1\xa0000", "1000"), ("-3,5", "-3.5"), ("0", "0")),
        *(
            ("0,50", "0.50"),
            ("25.0000", "25"),
            ("25000.500", "25000.5"),
            ("1'250.000,5", "1250000.5"),
        ),
        *(("27500.000000000004", "27500"), ("27.500,0000000000036", "27500"), ("- $ 3,5", "-3.5")),
        *(("$25.000,00", "25000"), ("COP 25,000", "25000"), ("25 000 COP", "25000")),
        *(("COL$ 1.000", "1000"), ("1\u202f000,50", "1000.5"), ("0001", "1"), ("25’000", "25000")),
    ],
)
def test_spanish_and_english_numbers_are_read(text, number):
    assert decimal_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "1.2.3", "1.23.456", "0.500", "1,2,3", "1.234.56", "1.234,567"),
        *("1e3", "NaN", "Infinity", "١", "--1", "1-", "1.234,5.6", "9" * 13),
        *("27500.005", "27.500,001", "25000.0001", "1 2", "US$ 25", "$", "- - 3", "1.000 000,1 2"),
        *("1'25", "25.000.50", "$ -", "3 %", "(3)", "1.000.000.000.000.000"),
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
