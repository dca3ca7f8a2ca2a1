"""Count the statements of the most frequent calls on this database.

The short form of the benchmark fails if there is one too many, however fast the machine is."""

import json
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from tools.benchmarks.purchase import shopping
from users.tests.factories import make_user
from users.tokens.issuing import issue

# Includes BEGIN and COMMIT; excludes a cache in a table, since production uses Redis.
READS = {"list, fresh": 2, "list, unchanged": 1, "detail, fresh": 2}
MOST = READS | {"checkout": 9, "confirmation": 16}


def check() -> int:
    found = count()
    too_many = {name: number for name, number in found.items() if number > MOST[name]}
    print(f"statements: {found}" + (f"; too many: {too_many}" if too_many else ""))
    return int(bool(too_many))


def count() -> dict[str, int]:
    client, buyer = Client(HTTP_HOST="127.0.0.1"), make_user(groups=("User", "Checkout"))
    token = issue(buyer)["access"]
    rows = Product.objects.filter(pk__lte=shopping.PRODUCTS).values_list("pk", "price")
    prices = {pk: str(price) for pk, price in rows}
    client.get("/products/")
    found = {
        "list, fresh": statements(lambda: client.get("/products/?nr=1"))[0],
        "list, unchanged": statements(lambda: client.get("/products/?nr=1"))[0],
        "detail, fresh": statements(lambda: client.get("/products/producto-7/?nr=1"))[0],
    }
    for _ in range(2):  # the first request also opens connections
        found["checkout"], answer = statements(lambda: buy(client, token, prices))
        reference = str(next(shopping.references))
        fields = shopping.notice(answer["invoice"], answer["amount"], reference)
        found["confirmation"], _ = statements(lambda fields=fields: confirm(client, fields))
    return found


def buy(client: Client, token: str, prices: dict[int, str]) -> HttpResponse:
    body = shopping.basket(prices, 1)
    kind, bearer = "application/json", f"Bearer {token}"
    return client.post("/epayco/checkout/", body, kind, headers={"Authorization": bearer})


def confirm(client: Client, fields: dict[str, str]) -> HttpResponse:
    form = "application/x-www-form-urlencoded"
    return client.post("/checkoutconfirmation/", urlencode(fields), form)


def statements(ask: Callable[[], HttpResponse]) -> tuple[int, dict]:
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    if answer.status_code >= 300:
        raise RuntimeError(answer.content.decode())
    table = getattr(cache, "_table", None)
    queries = [each["sql"] for each in asked.captured_queries]
    counted = [sql for sql in queries if not table or table not in sql]
    return len(counted) - 2 * empty_transactions(counted), json.loads(answer.content)


def empty_transactions(queries: list[str]) -> int:
    """Return the number of transactions left empty: those of a cache in a table."""
    pairs = pairwise(queries)
    return sum(first.startswith("BEGIN") and second == "COMMIT" for first, second in pairs)
