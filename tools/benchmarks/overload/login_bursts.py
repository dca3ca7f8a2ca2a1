"""Measure the catalog during a burst of logins, on a server with rate limits.

Rates here are 1 / p95, so their ratio shows by how much the slow responses slowed down."""

import argparse
import random
import threading
from collections.abc import Callable
from statistics import quantiles

from tools.benchmarks import client, servers
from tools.benchmarks.report import Row

FLOODERS, VISITORS = 8, 2
# One IP address sends 100 logins a second, nearly all of which are rejected. Without a pause, both
# sides would use all the CPU there is, and the result would depend on their numbers of connections.
# With many IP addresses the password hash is pause enough.
FLOOD_PAUSE, VISIT_PAUSE = 0.08, 0.02
IDLE = "1/p95 of the list, idle"
FLOODS = {"1/p95, flood of one": FLOOD_PAUSE, "1/p95, flood of many": 0.0}
Wrong = Callable[[int], bytes]


def rows(environment: dict[str, str], options: argparse.Namespace) -> list[Row]:
    # Behind a proxy, so that each login can come from its own IP address.
    shop = servers.shop({**environment, "THROTTLING": "true", "TRUSTED_PROXIES": "1"})
    p95s: dict[str, list[float]] = {name: [] for name in (IDLE, *FLOODS)}
    try:
        visit(shop, 0.3)
        wait_for_limit(shop)
        for _ in range(options.rounds):
            p95s[IDLE].append(visit(shop, options.seconds))
            for (name, pause), wrong in zip(FLOODS.items(), (of_one, of_many), strict=True):
                p95s[name].append(flooded(shop, options.seconds, wrong, pause))
    finally:
        shop.stop()
    return [*[row(name, p95s[name], IDLE, 0.5) for name in FLOODS], row(IDLE, p95s[IDLE])]


def wait_for_limit(shop: servers.Server) -> None:
    """Wait until the limit of one IP address rejects its logins; the first ones pass."""
    for _ in range(40):
        if client.Connection(shop.port).ask(of_one(0))[0] == 429:
            return
        attack(shop, 1.0, of_one, FLOOD_PAUSE)
    raise RuntimeError("The login has no rate limit.")


def of_one(number: int) -> bytes:
    return login("buyer0@example.com", "203.0.113.7")


def of_many(number: int) -> bytes:
    """Log in to a different account each time: no limit is reached; every password is hashed."""
    address = ".".join(str(random.randint(1, 250)) for _ in range(4))
    return login(f"nobody{number}@example.com", address)


def login(email: str, address: str) -> bytes:
    body = f'{{"email": "{email}", "password": "wrong"}}'
    return client.post("/login/", body.encode(), **{"X-Forwarded-For": address})


def flooded(shop: servers.Server, seconds: float, wrong: Wrong, pause: float) -> float:
    flooder = threading.Thread(target=attack, args=(shop, seconds + 0.4, wrong, pause))
    flooder.start()
    try:
        return visit(shop, seconds)
    finally:
        flooder.join()


def attack(shop: servers.Server, seconds: float, wrong: Wrong, pause: float) -> None:
    client.run(shop.port, wrong, seconds, FLOODERS, pause)


def visit(shop: servers.Server, seconds: float) -> float:
    """Return the p95 of the unchanged list, in seconds."""
    wanted = client.get("/products/")
    found = client.run(shop.port, lambda number: wanted, seconds, VISITORS, VISIT_PAUSE)
    return quantiles(found.times, n=20)[-1]


def row(name: str, p95s: list[float], against: str = "", target: float | None = None) -> Row:
    return Row(name, [1 / each for each in p95s], max(p95s), against, target)
