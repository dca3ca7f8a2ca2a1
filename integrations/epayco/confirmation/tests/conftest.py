"""A product, and a checkout of two units of it."""

import pytest

from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import begin


@pytest.fixture
def product():
    return make_product(name="Café", price="34000.00", stock_quantity=5)


@pytest.fixture
def checkout(buyer, product):
    return begin(buyer, (product, 2))
