"""A checkout, and one whose payment only ePayco knows."""

import pytest

from catalog.tests.factories import make_product
from integrations.epayco.reconciliation.tests.runs import REFERENCE
from integrations.epayco.tests.factories import begin


@pytest.fixture
def product():
    return make_product(price="34000.00", stock_quantity=5)


@pytest.fixture
def checkout(epayco, client_of, shopper, product):
    return begin(client_of(shopper), (product, 2))


@pytest.fixture
def approved(epayco, checkout):
    """ePayco has an approved payment of the checkout; the shop does not know."""
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=80920, transactionId="839275361")
    return checkout
