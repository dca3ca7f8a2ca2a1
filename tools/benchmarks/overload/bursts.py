"""Measure /health/ and the catalog's list beside each kind of burst, on a server with limits.

Every burst runs without a pause over as many connections as its line says. It uses many IP
addresses if a single one would only reach its limit."""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlencode

from integrations.epayco.tests import epayco_server
from tools.benchmarks import client, servers
from tools.benchmarks.purchase import shopping
from tools.benchmarks.report import Row

LIMIT_SECONDS = 1.0
VISITORS, VISIT_PAUSE = 2, 0.02
# The waiting time that an error counts as.
UNANSWERED_SECONDS = 60.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Flood:
    """A burst: request(n) makes the nth request; epayco is what ePayco does in the meantime."""

    name: str
    request: client.Request
    connections: int
    epayco: epayco_server.Answer | None = None


def kinds(token: str, prices: dict[int, str]) -> list[Flood]:
    body = shopping.basket(prices, 1)
    checkout = client.post("/epayco/checkout/", body, Authorization=f"Bearer {token}")
    schema = client.get("/schema/")
    return [
        Flood("flood of checkouts", lambda number: checkout, 16),
        Flood("flood of logins", login_or_registration, 60),
        Flood("flood of /schema/", lambda number: schema, 16),
        Flood("slow response page", response_page, 32, epayco_server.hang),
        Flood("dripping lookups", notice, 32, epayco_server.drip_headers),
    ]


def login_or_registration(number: int) -> bytes:
    """Alternate logins and sign-ups, each from another IP address: each costs a password hash."""
    address = ".".join(str(random.randint(1, 250)) for _ in range(4))
    email = f"nobody{number}@example.com"
    if number % 2:
        path, body = "/login/", f'{{"email": "{email}", "password": "wrong"}}'
    else:
        names = f'"email": "{email}", "username": "nobody{number}"'
        path, body = "/register/", f'{{{names}, "password": "A-good-Secret-7"}}'
    return client.post(path, body.encode(), X_Forwarded_For=address)


def response_page(number: int) -> bytes:
    return client.get(f"/epayco/response/?ref_payco={uuid.uuid4().hex[:24]}")


def notice(number: int) -> bytes:
    """Sign another payment genuinely each time; each has to be verified."""
    reference = str(random.randrange(10**8, 10**9))
    fields = shopping.notice(f"INV-{uuid.uuid4()}", "1000", reference)
    return client.post("/checkoutconfirmation/", urlencode(fields).encode(), FORM)


def rows(
    environment: dict[str, str], token: str, prices: dict[int, str], seconds: float
) -> list[Row]:
    with shop_and_epayco(environment) as (shop, epayco):
        beside(shop, None, 0.5)
        found = measured("no flood", beside(shop, None, seconds))
        for flood in kinds(token, prices):
            epayco.misbehave = flood.epayco
            waits = beside(shop, flood, seconds)
            found += measured(flood.name, waits)
            epayco.misbehave = None
            settle(shop)
    return found


@contextmanager
def shop_and_epayco(
    environment: dict[str, str],
) -> Iterator[tuple[servers.Server, epayco_server.EpaycoServer]]:
    epayco = epayco_server.EpaycoServer()
    asked = {"EPAYCO_API_URL": epayco.url, "EPAYCO_VALIDATION_URL": epayco.url}
    limits = {"THROTTLING": "true", "TRUSTED_PROXIES": "1", "EPAYCO_VERIFY": "true"}
    shop = servers.shop(environment | asked | limits)
    try:
        yield shop, epayco
    finally:
        shop.stop()
        epayco.shutdown()


def beside(shop: servers.Server, flood: Flood | None, seconds: float) -> dict[str, list[float]]:
    """Return how long visitors waited, for each URL, from the start of the burst."""
    waits: dict[str, list[float]] = {"/products/": [], "/health/": []}
    visits = [threading.Thread(target=visit, args=(shop, seconds, *pair)) for pair in waits.items()]
    floods = [threading.Thread(target=run, args=(shop, flood, seconds))] if flood else []
    for thread in (*floods, *visits):
        thread.start()
    for thread in (*visits, *floods):
        thread.join()
    return waits


def run(shop: servers.Server, flood: Flood, seconds: float) -> None:
    client.run(shop.port, flood.request, seconds, flood.connections)


def visit(shop: servers.Server, seconds: float, path: str, waits: list[float]) -> None:
    wanted = client.get(path)
    found = client.run(shop.port, lambda number: wanted, seconds, VISITORS, VISIT_PAUSE)
    waits += [*found.times, *[UNANSWERED_SECONDS] * found.errors]


def settle(shop: servers.Server) -> None:
    """Let the server finish what the burst left, so that the next one starts on an idle server."""
    for _ in range(30):
        time.sleep(1)
        begun = time.monotonic()
        client.Connection(shop.port).ask(client.get("/products/"))
        if time.monotonic() - begun < 0.1:
            return


def measured(name: str, waits: dict[str, list[float]]) -> list[Row]:
    found = []
    for path, times in waits.items():
        p95 = quantiles(times, n=20)[-1]
        what = "list" if path == "/products/" else "health"
        found.append(Row(f"{name}, {what}", [1 / p95], p95, "", None, LIMIT_SECONDS))
    return found
