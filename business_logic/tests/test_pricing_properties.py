"""Compare prices of carts with a second, slower and simpler calculation.

PRICING_CARTS=10000 looks at ten thousand, in both currencies and both price modes; the suite at a
few of them, among which Hypothesis puts the odd ones first."""

import os
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from business_logic.entities import PricedLine
from business_logic.pricing.amounts import price_lines
from common.money.taxes import CUSTOMARY_UNIT

CARTS = int(os.environ.get("PRICING_CARTS", "160"))
ORDER = ["standard", "reduced", "exempt", "excluded", "consumption"]
RATES = dict(zip(ORDER, map(Decimal, ("0.19", "0.05", "0", "0", "0.08")), strict=True))
BOTH = pytest.mark.parametrize("currency", ["COP", "USD"])
EITHER = pytest.mark.parametrize("includes_tax", [False, True])


def cents(most: int) -> st.SearchStrategy[Decimal]:
    """Whole pesos more often than not, as shops have them."""
    wide = st.integers(0, most).map(lambda n: Decimal(n) / 100)
    return st.one_of(st.integers(0, most // 100).map(Decimal), wide)


@st.composite
def lines(draw, classes=ORDER) -> PricedLine:
    tax_class = draw(st.sampled_from(classes))
    price, quantity = draw(cents(50_000_000)), draw(st.integers(1, 50))
    discount = draw(st.one_of(st.just(Decimal(0)), cents(int(price * quantity * 100))))
    return line_of(tax_class, price, quantity, discount)


def line_of(tax_class: str, price: Decimal, quantity: int, discount: Decimal) -> PricedLine:
    return PricedLine(
        product_id=1,
        name="x",
        slug="x",
        quantity=quantity,
        price=price,
        tax_class=tax_class,
        tax_rate=RATES[tax_class],
        discount=discount,
    )


def half_up(number: Fraction, unit: Fraction) -> Fraction:
    return floor(number / unit + Fraction(1, 2)) * unit


def delivered(sums: dict[str, Fraction], price: Fraction, unit: Fraction) -> dict[str, Fraction]:
    """Shares rounded down, and the rest to the largest; of equals to the first."""
    whole, parts = sum(sums.values()), dict.fromkeys(sums, Fraction(0))
    if whole == 0:
        parts[min(sums, key=ORDER.index)] = price
        return parts
    for name in sums:
        parts[name] = floor(price * sums[name] / whole / unit) * unit
    most = max(sums.values())
    first = next(name for name in ORDER if sums.get(name) == most)
    parts[first] += price - sum(parts.values())
    return parts


def slow_rows(cart, delivery, currency, includes_tax) -> list[tuple]:
    """(class, base, tax) of each class, in fractions."""
    unit = Fraction(CUSTOMARY_UNIT[currency])
    sums = {
        name: sum(Fraction(each.reduced) for each in cart if each.tax_class == name)
        for name in ORDER
        if any(each.tax_class == name for each in cart)
    }
    parts = delivered(sums, Fraction(delivery), unit)
    rows = []
    for name in sums:
        amount, rate = sums[name] + parts[name], Fraction(RATES[name])
        base = amount
        if includes_tax and rate:
            base = min(half_up(amount / (1 + rate), unit), amount)
        tax = amount - base if includes_tax else half_up(amount * rate, unit)
        rows.append((name, base, tax))
    return rows


@BOTH
@EITHER
@settings(max_examples=CARTS // 4, deadline=None)
@given(cart=st.lists(lines(), min_size=1, max_size=8), delivery=cents(3_000_000))
def test_a_slower_calculation_agrees(currency, includes_tax, cart, delivery):
    assert_agrees(cart, delivery, currency, includes_tax)


@BOTH
@EITHER
def test_a_slower_calculation_agrees_about_ordinary_carts(currency, includes_tax):
    """Hypothesis looks for odd carts; these are many ordinary ones."""
    chance = Random(f"{currency} {includes_tax}")
    for _ in range(CARTS):
        cart = [ordinary_line(chance) for _ in range(chance.randint(1, 6))]
        assert_agrees(cart, Decimal(chance.choice([0, 8500, 12000])), currency, includes_tax)


def ordinary_line(chance: Random) -> PricedLine:
    price = Decimal(chance.choice([chance.randrange(0, 300_000, 50), chance.randrange(9_999)]))
    return line_of(
        chance.choice(ORDER),
        price if chance.random() < 0.8 else price / 100,
        quantity := chance.randint(1, 12),
        discount=price * quantity // 1000 if chance.random() < 0.3 else Decimal(0),
    )


def assert_agrees(cart, delivery, currency, includes_tax) -> None:
    priced = price_lines(
        cart, currency=currency, delivery_price=delivery, includes_tax=includes_tax
    )
    totals, rows = priced.totals, slow_rows(cart, delivery, currency, includes_tax)
    assert [(row.tax_class, row.base, row.amount) for row in totals.taxes] == rows
    assert totals.subtotal == sum(base for _, base, _ in rows)
    assert totals.total == totals.subtotal + totals.tax + totals.consumption_tax
    assert totals.consumption_tax == sum(tax for name, _, tax in rows if name == "consumption")
    goods = sum(line.reduced for line in cart)
    assert (totals.total if includes_tax else totals.subtotal) == goods + delivery
    assert_lines_add_up(priced, Fraction(CUSTOMARY_UNIT[currency]))


def assert_lines_add_up(priced, unit: Fraction) -> None:
    """No peso made or lost, and no line further than a unit from its exact share."""
    for row in priced.totals.taxes:
        group = [line for line in priced.lines if line.tax_class == row.tax_class]
        assert sum(line.tax for line in group) == row.amount
        weight = sum(line.reduced for line in group)
        for line in group:
            if weight:
                exact = Fraction(row.amount) * Fraction(line.reduced) / Fraction(weight)
                assert abs(Fraction(line.tax) - exact) < unit
            assert line.tax >= 0


@BOTH
@settings(max_examples=CARTS // 8, deadline=None)
@given(
    cart=st.lists(lines(classes=["standard"]), min_size=1, max_size=8), delivery=cents(3_000_000)
)
def test_an_all_standard_cart_costs_what_it_always_did(currency, cart, delivery):
    subtotal = Fraction(sum(line.reduced for line in cart) + delivery)
    tax = half_up(subtotal * Fraction(19, 100), Fraction(CUSTOMARY_UNIT[currency]))

    totals = price_lines(cart, currency=currency, delivery_price=delivery).totals

    assert (totals.subtotal, totals.tax, totals.total) == (subtotal, tax, subtotal + tax)


@BOTH
@settings(max_examples=CARTS // 16, deadline=None)
@given(cart=st.lists(lines(), min_size=2, max_size=8), delivery=cents(3_000_000))
def test_the_order_of_the_lines_changes_no_sum(currency, cart, delivery):
    one, other = (
        price_lines(each, currency=currency, delivery_price=delivery).totals
        for each in (cart, cart[::-1])
    )

    assert one == other
