"""Converting prices, and the worked examples of docs/how-to/prices-and-tax.md."""

import re
from decimal import Decimal

import pytest
from django.conf import settings as shop_settings
from django.core.management import CommandError, call_command

from business_logic.entities import PricedLine
from business_logic.pricing.amounts import price_lines
from catalog.models import Product
from catalog.tests.factories import make_product
from common.money import taxes

PAGE = shop_settings.BASE_DIR / "docs" / "how-to" / "prices-and-tax.md"
EXAMPLE = re.compile(r"### ([^\n]+)\n(.*?)(?=\n##|\Z)", re.DOTALL)
GOODS = re.compile(r"^\| (\d+) \| [^|]+ \| (\w+) \| ([\d,]+) \|", re.MULTILINE)
RESULT = re.compile(r"\*\*(\w[\w ]*): ([\d,]+)\*\*")
EXAMPLES = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def test_there_is_an_example_for_each_kind_of_shop():
    names = [name.split(",")[0] for name, _ in EXAMPLES]
    assert names == ["A grocer", "A bookseller", "A restaurant", "A mixed shop"]


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_worked_examples_are_right(name, text):
    rates = taxes.rates()
    lines = [
        PricedLine(1, "x", "x", int(quantity), number(price), tax_class, rates[tax_class])
        for quantity, tax_class, price in GOODS.findall(text)
    ]
    told = {key: number(value) for key, value in RESULT.findall(text)}
    totals = price_lines(
        lines,
        currency="COP",
        delivery_price=told["Delivery"],
        includes_tax="prices with tax" in name,
    ).totals

    assert told == {
        "Delivery": told["Delivery"],
        "Subtotal": totals.subtotal,
        "IVA": totals.tax,
        "Consumption tax": totals.consumption_tax,
        "Total": totals.total,
    }


@pytest.mark.django_db
def test_prices_are_converted_after_a_dry_run(settings):
    coffee = make_product(price="32900", tax_class="reduced")
    rice = make_product(price="21900", tax_class="excluded")

    call_command("convert_prices", "--to", "with-tax")
    coffee.refresh_from_db()
    assert coffee.price == Decimal(32900)

    call_command("convert_prices", "--to", "with-tax", "--write")
    assert [p.price for p in Product.objects.order_by("pk")] == [Decimal(34545), rice.price]

    settings.PRICES_INCLUDE_TAX = True
    with pytest.raises(CommandError):
        call_command("convert_prices", "--to", "with-tax", "--write")
    call_command("convert_prices", "--to", "without-tax", "--write")
    coffee.refresh_from_db()
    assert coffee.price == Decimal("32900.00")
