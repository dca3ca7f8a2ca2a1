"""The number of queries of the most frequent calls. One more needs a reason, and a new number.

What a cache in a table asks is left out: in production the cache is Redis."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.services import categories as category_services
from catalog.services import products as services
from catalog.tests.factories import make_category, make_product
from integrations.epayco.tests.factories import begin, cart, confirm, notice

LINES = (1, 3, 20)


class Queries(CaptureQueriesContext):
    """Counts what is asked of the tables of the shop."""

    @property
    def count(self) -> int:
        return len([query for query in self.captured_queries if is_counted(query["sql"])])


def is_counted(sql: str) -> bool:
    if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")):
        return False
    return not any(f"{quote}cache{quote}" in sql for quote in '`"')


def queries(work) -> int:
    with Queries(connection) as asked:
        assert work().status_code in (200, 201)
    return asked.count


@pytest.fixture
def products(db) -> list:
    category = make_category("Dulces")
    return [make_product(f"Panela {number}", category=category) for number in range(max(LINES))]


def test_the_catalogue(api, products):
    api.get("/products/")  # the tree, and how long the list is
    for address in ("/products/?fresh=1", "/products/panela-7/?fresh=1"):
        assert queries(lambda address=address: api.get(address)) == 2
        assert queries(lambda address=address: api.get(address)) == 1
    services.update_product(products[0].pk, stock_quantity=1)
    assert queries(lambda: api.get("/products/")) == 2
    services.update_product(products[0].pk, price="1.00")
    assert queries(lambda: api.get("/products/")) == 3  # and how long the list is
    category_services.update_category(products[0].category_id, name="Confites")
    assert queries(lambda: api.get("/products/")) == 4  # and the tree


def test_authentication_adds_one_and_roles_one_more(api, client_of, staff, shopper, products):
    api.get("/products/")
    anonymous = queries(lambda: api.get("/products/?fresh=1"))
    for user in (staff, shopper):
        client = client_of(user)
        # The version, the page; who it is, and what its groups may do, all at once.
        assert queries(lambda client=client: client.get("/products/?fresh=2")) <= anonymous + 2 + 1


@pytest.mark.parametrize("lines", LINES)
def test_a_checkout(client_of, shopper, products, lines, settings):
    buyer = client_of(shopper)
    bought = [(product, 1) for product in products[:lines]]
    begin(buyer, *bought)  # the tree is read once in each process
    assert queries(lambda: buyer.post("/epayco/checkout/", cart(*bought))) <= 7


@pytest.mark.parametrize("lines", LINES)
def test_a_confirmation(api, client_of, shopper, products, lines):
    checkout = begin(client_of(shopper), *[(product, 1) for product in products[:lines]])
    # One of them locks what was recorded of this payment, one looks for webhook endpoints.
    assert queries(lambda: confirm(api, notice(checkout))) <= 14
