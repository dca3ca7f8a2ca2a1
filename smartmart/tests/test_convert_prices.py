"""manage.py convert_prices: all stored prices, once, and back."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from business_logic.pricing import conversion
from business_logic.pricing.conversion import AlreadyConverted
from catalog.models import PriceConversion, Product
from catalog.services.products import create_product
from catalog.tests.factories import make_category, make_product
from common.text import key_of
from orders.models import DeliveryRate, Voucher

pytestmark = pytest.mark.django_db


def run(to: str, *more: str) -> str:
    out = StringIO()
    call_command("convert_prices", "--to", to, *more, stdout=out)
    return out.getvalue()


def prices() -> list[tuple]:
    rows = Product.objects.order_by("pk").values_list("price", "compare_at_price")
    return list(rows)


def make_voucher(code: str, **fields) -> Voucher:
    values = {"kind": "amount", "value": Decimal(10000), "minimum": Decimal(50000)}
    return Voucher.objects.create(code=code, code_key=key_of(code), **values | fields)


@pytest.fixture
def coffee():
    return make_product(price="32900", compare_at_price="40000", tax_class="reduced")


def test_a_dry_run_shows_and_writes_nothing(coffee):
    DeliveryRate.objects.create(place_code="05001", price=8000)

    out = run("with-tax")

    assert f"product {coffee.pk} {coffee.name}: price 32900.00 -> 34545.00" in out
    assert "compare_at_price 40000.00 -> 42000.00" in out
    assert "2 rows to write (dry run)." in out
    assert "DELIVERY_FLAT_RATE=12600" in out
    assert prices() == [(32900, 40000)]
    assert not PriceConversion.objects.exists()


def test_everything_is_converted_once_and_leads_back(coffee, settings):
    rice = make_product(price="21900", tax_class="excluded")
    tea = make_product(price="1000", tax_class="reduced", deleted_at=timezone.now())
    rate = DeliveryRate.objects.create(place_code="05001", price=8000, free_from=100000)
    amount = make_voucher("CAFE", value=1000)
    amount.products.add(coffee)
    percent = make_voucher("DIEZ", kind="percent", value=10)
    percent.products.add(coffee)
    rows = (coffee, rice, tea, rate, amount, percent)

    out = run("with-tax", "--write", "--rate", "0.19")

    for row in rows:
        row.refresh_from_db()
    assert prices() == [(34545, 42000), (21900, None), (1050, None)]
    assert (rate.price, rate.free_from) == (9520, 119000)
    assert (amount.value, amount.minimum) == (1050, 52500)
    assert (percent.value, percent.minimum) == (10, 52500)
    assert "PRICES_INCLUDE_TAX=true" in out
    assert "DELIVERY_FREE_FROM=238000" in out

    # The setting was not changed yet: a second run is refused, in both forms.
    for more in ((), ("--write",)):
        with pytest.raises(CommandError, match="were converted on"):
            run("with-tax", *more)
    settings.PRICES_INCLUDE_TAX = True
    with pytest.raises(CommandError, match="so already"):
        run("with-tax", "--write")
    run("without-tax", "--write", "--rate", "0.19")

    for row in rows:
        row.refresh_from_db()
    assert prices() == [(32900, 40000), (21900, None), (1000, None)]
    assert (rate.price, amount.value, percent.minimum) == (8000, 1000, 50000)


def test_a_voucher_for_goods_of_several_rates_goes_by_the_most_and_says_so(coffee):
    top = make_category()
    below = make_category(parent=top)
    for _ in range(2):
        make_product(price="1000", tax_class="standard", category=below)
    coffee.category = top
    coffee.save()
    voucher = make_voucher("TODO")
    voucher.categories.add(top)

    out = run("with-tax", "--write")

    voucher.refresh_from_db()
    assert voucher.value == 11900
    assert "voucher TODO" in out
    assert "goods of several tax rates: look at it" in out


def test_a_main_product_follows_its_variants(settings):
    main = make_product(price="40000", tax_class="standard")
    shirt = create_product(price=Decimal(10000), variant_of=main.pk, options={"Talla": "M"})

    run("with-tax", "--write")

    assert [Product.objects.get(pk=each.pk).price for each in (main, shirt)] == [11900, 11900]


def test_what_fails_leaves_everything_as_it_was(coffee, monkeypatch):
    make_product(price="1000", tax_class="standard")

    def fail(*args, **kwargs):
        raise KeyError

    monkeypatch.setattr(conversion, "vouchers", fail)
    with pytest.raises(KeyError):
        run("with-tax", "--write")

    assert [price for price, _ in prices()] == [32900, 1000]
    assert not PriceConversion.objects.exists()


def test_of_two_that_write_at_once_one_is_undone(coffee, monkeypatch):
    monkeypatch.setattr(conversion, "check_not_converted", lambda **_: None)
    PriceConversion.objects.create(number=2, with_tax=True)

    with pytest.raises(AlreadyConverted):
        conversion.convert(with_tax=True, write=True)

    assert prices() == [(32900, 40000)]


@pytest.mark.parametrize("rate", ["19", "-0.1", "x", "NaN"])
def test_a_rate_is_a_fraction(rate):
    with pytest.raises(CommandError, match=r"--rate: a fraction such as 0\.19"):
        run("with-tax", "--rate", rate)
