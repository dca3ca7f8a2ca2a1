from datetime import date
from decimal import Decimal

import pytest

from common.money import taxes


def test_each_class_has_its_rate():
    assert taxes.rates() == {
        "standard": Decimal("0.19"),
        "reduced": Decimal("0.05"),
        "exempt": 0,
        "excluded": 0,
        "consumption": Decimal("0.08"),
    }


@pytest.mark.parametrize(
    ("day", "rate"),
    [("2026-12-31", "0.05"), ("2027-01-01", "0.08"), ("2027-06-30", "0.08"), ("2027-07-01", "0")],
)
def test_a_rate_changes_on_its_day(settings, day, rate):
    settings.TAX_RATE_CHANGES = [
        (date(2027, 1, 1), "reduced", Decimal("0.08")),
        (date(2027, 7, 1), "reduced", Decimal(0)),
    ]

    assert taxes.rates(date.fromisoformat(day))["reduced"] == Decimal(rate)


@pytest.mark.parametrize(
    ("rate", "text"), [("0.19", "0.19"), ("0.0500", "0.05"), ("0", "0"), ("0.10", "0.1")]
)
def test_a_rate_is_shown_as_text(rate, text):
    assert taxes.rate_text(Decimal(rate)) == text


@pytest.mark.parametrize(
    ("currency", "includes", "expected"),
    [("COP", False, "12.00"), ("USD", False, "11.90"), ("COP", True, "10.00")],
)
def test_what_a_piece_costs_with_its_tax(settings, currency, includes, expected):
    settings.EPAYCO_CURRENCY, settings.PRICES_INCLUDE_TAX = currency, includes

    assert taxes.price_with_tax(Decimal("10.00"), Decimal("0.19")) == Decimal(expected)


def test_the_state_names_whatever_changes_a_price_with_tax(settings):
    before = taxes.state()
    settings.TAX_RATE_REDUCED = Decimal("0.08")

    assert taxes.state() != before
