from decimal import Decimal

import pytest

from business_logic.entities import PricedLine, TaxRow
from business_logic.pricing.amounts import price_lines, shares, spread

RATES = {
    "standard": Decimal("0.19"),
    "reduced": Decimal("0.05"),
    "exempt": Decimal(0),
    "excluded": Decimal(0),
    "consumption": Decimal("0.08"),
}


def line(price: str, quantity: int = 1, tax_class: str = "standard", **fields) -> PricedLine:
    return PricedLine(
        product_id=1,
        name="Café",
        slug="cafe",
        quantity=quantity,
        price=Decimal(price),
        tax_class=tax_class,
        tax_rate=RATES[tax_class],
        **fields,
    )


def row(tax_class: str, base: str, amount: str) -> TaxRow:
    return TaxRow(tax_class, RATES[tax_class], Decimal(base), Decimal(amount))


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
    assert price_lines([line(subtotal)], currency=currency).totals.tax == Decimal(tax)


def test_tax_is_rounded_once_on_the_subtotal():
    lines = [line("0.50"), line("0.50"), line("24.00", 2)]
    totals = price_lines(lines, currency="COP").totals

    assert (totals.subtotal, totals.tax, totals.total) == (
        Decimal("49.00"),
        Decimal("9.00"),
        Decimal("58.00"),
    )


def test_a_free_cart_costs_nothing():
    assert price_lines([line("0.00", 3)], currency="COP").totals.total == Decimal("0.00")


def test_each_class_is_taxed_on_its_own_sum_with_its_part_of_the_delivery():
    """12,000 of delivery over 30,000, 15,000 and 5,000: 7,200, 3,600 and 1,200."""
    lines = [
        line("5000", tax_class="excluded"),
        line("15000", 2),
        line("15000", tax_class="reduced"),
    ]

    priced = price_lines(lines, currency="COP", delivery_price=Decimal(12000))

    assert priced.totals.taxes == (
        row("standard", "37200.00", "7068.00"),
        row("reduced", "18600.00", "930.00"),
        row("excluded", "6200.00", "0.00"),
    )
    assert [found.tax for found in priced.lines] == [Decimal(0), Decimal(7068), Decimal(930)]
    assert (priced.totals.subtotal, priced.totals.tax, priced.totals.total) == (
        Decimal(62000),
        Decimal(7998),
        Decimal(69998),
    )


def test_consumption_tax_stands_beside_the_iva():
    priced = price_lines([line("20000", tax_class="consumption"), line("1000")], currency="COP")

    assert (priced.totals.tax, priced.totals.consumption_tax) == (Decimal(190), Decimal(1600))
    assert priced.totals.total == Decimal(22790)


def test_prices_with_tax_add_up_to_the_total():
    """59,500 / 1.19 = 50,000; 10,000 / 1.05 = 9,523.8."""
    lines = [line("59500"), line("10000", tax_class="reduced"), line("3000", tax_class="exempt")]

    totals = price_lines(lines, currency="COP", includes_tax=True).totals

    assert totals.taxes == (
        row("standard", "50000.00", "9500.00"),
        row("reduced", "9524.00", "476.00"),
        row("exempt", "3000.00", "0.00"),
    )
    assert totals.total == Decimal(72500)


def test_a_base_is_never_more_than_the_sum():
    totals = price_lines([line("0.60")], currency="COP", includes_tax=True).totals

    assert totals.taxes == (row("standard", "0.60", "0.00"),)


def test_a_discount_lowers_the_taxed_base():
    lines = [line("10000", 2, discount=Decimal(5000)), line("5000", tax_class="reduced")]

    totals = price_lines(lines, currency="COP").totals

    assert totals.taxes == (
        row("standard", "15000.00", "2850.00"),
        row("reduced", "5000.00", "250.00"),
    )
    assert (totals.subtotal, totals.discount) == (Decimal(20000), Decimal(5000))


@pytest.mark.parametrize(
    ("price", "sums", "expected"),
    [
        # 3,333.33 each: the first of equals takes the peso that is left.
        ("10000", {"standard": 1, "reduced": 1, "exempt": 1}, [3334, 3333, 3333]),
        ("10000", {"standard": 1, "excluded": 2}, [3333, 6667]),
        ("5000", {"standard": 0, "excluded": 7}, [0, 5000]),
        ("5000", {"reduced": 0, "excluded": 0}, [5000, 0]),
        ("99.50", {"standard": 1, "reduced": 1}, ["50.50", 49]),
        ("0", {"standard": 1, "reduced": 1}, [0, 0]),
    ],
)
def test_delivery_follows_the_goods(price, sums, expected):
    found = spread(
        Decimal(price), {name: Decimal(each) for name, each in sums.items()}, unit=Decimal(1)
    )

    assert list(found.values()) == [Decimal(each) for each in expected]


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("10", [1, 1, 1], [4, 3, 3]),
        ("10", [1, 2, 3], [2, 3, 5]),  # 1.67, 3.33, 5
        ("5", [0, 0], [3, 2]),
        ("5", [0, 4], [0, 5]),
        ("0.50", [1, 1, 2], ["0.13", "0.12", "0.25"]),
    ],
)
def test_the_largest_remainders_come_first(amount, weights, expected):
    found = shares(Decimal(amount), [Decimal(each) for each in weights], unit=Decimal(1))

    assert found == [Decimal(each) for each in expected]
