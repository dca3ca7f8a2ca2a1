"""A checkout of a shop whose own server plays ePayco."""

import pytest

from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import begin


@pytest.fixture
def checkout(stand_in, client_of, shopper):
    return begin(client_of(shopper), (make_product(stock_quantity=5, price="34000.00"), 2))
