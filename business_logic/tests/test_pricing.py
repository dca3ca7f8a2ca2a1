from decimal import Decimal

import pytest

from business_logic.entities import PricedLine
from business_logic.pricing import price_lines, tax_on

RATE = Decimal("0.19")


def line(price: str, quantity: int = 1) -> PricedLine:
    return PricedLine(1, "Café", "cafe", quantity, Decimal(price))


@pytest.mark.parametrize(
    ("subtotal", "currency", "tax"),
    [
        ("68000.00", "COP", "12920.00"),
        ("50.00", "COP", "10.00"),  # 9.5 goes up
        ("50.01", "COP", "10.00"),
        ("47.36", "COP", "9.00"),
        ("0.00", "COP", "0.00"),
        ("29.99", "USD", "5.70"),  # 5.6981
        ("0.50", "USD", "0.10"),  # 0.095 goes up
    ],
)
def test_tax_is_rounded_half_up_to_the_customary_unit(subtotal, currency, tax):
    assert tax_on(Decimal(subtotal), tax_rate=RATE, currency=currency) == Decimal(tax)


def test_tax_is_rounded_once_on_the_subtotal():
    totals = price_lines(
        [line("0.50"), line("0.50"), line("24.00", 2)], tax_rate=RATE, currency="COP"
    )

    assert (totals.subtotal, totals.tax, totals.total) == (
        Decimal("49.00"),
        Decimal("9.00"),
        Decimal("58.00"),
    )


def test_a_free_cart_costs_nothing():
    totals = price_lines([line("0.00", 3)], tax_rate=RATE, currency="COP")

    assert totals.total == Decimal("0.00")
