"""Orders from before there were tax classes."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from orders.models import Order
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db
migration = import_module("orders.migrations.0004_old_rows_taxed")


@pytest.mark.parametrize(
    ("tax", "rate"), [("1900", "0.19"), ("1600", "0.16"), ("0", "0"), ("1901", "0.1901")]
)
def test_old_orders_were_all_standard_at_the_rate_of_then(tax, rate):
    order = make_order(subtotal=Decimal(10000), tax=Decimal(tax), total=Decimal(10000) + int(tax))
    order.items.update(quantity=4, price="2500", total="10000", tax_rate=0, tax=0)

    migration.tax_old_rows(apps, None)

    assert Order.objects.get().taxes == [
        {"tax_class": "standard", "rate": rate, "base": "10000.00", "amount": f"{tax}.00"}
    ]
    item = order.items.get()
    assert (item.tax_class, item.tax_rate, item.tax) == ("standard", Decimal(rate), Decimal(tax))
    assert item.price_with_tax == round(Decimal(2500) * (1 + Decimal(rate)))


def test_parts_of_old_lines_add_up():
    assert migration.shares(Decimal(10), [Decimal(1)] * 3, Decimal(1)) == [4, 3, 3]
