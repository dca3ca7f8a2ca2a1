"""What a flood of log-ins leaves of the catalogue, on a server with its limits switched on.

Rates here are 1 / p95, so that their ratio says by how much the slow answers got slower."""

import argparse
import threading
from statistics import quantiles

from benchmarks import client, servers
from benchmarks.report import Row

FLOODERS, VISITORS = 8, 2
# 100 log-ins a second. Without a pause either side would take all of the processor there is, and
# the figure would say how many connections each of them has.
FLOOD_PAUSE, VISIT_PAUSE = 0.08, 0.02
IDLE, FLOODED = "1/p95 of the list, idle", "1/p95 of the list, flooded"


def rows(environment: dict[str, str], options: argparse.Namespace) -> list[Row]:
    shop = servers.shop({**environment, "THROTTLING": "true"})
    try:
        visit(shop, 0.3)
        # The first of a flood are let through, as anybody's would be: their end is waited for.
        attack(shop, 1.0)
        wait_for_limit(shop)
        idle, flooded = [], []
        for _ in range(options.rounds):
            idle.append(visit(shop, options.seconds))
            flooder = threading.Thread(target=attack, args=(shop, options.seconds + 0.4))
            flooder.start()
            flooded.append(visit(shop, options.seconds))
            flooder.join()
    finally:
        shop.stop()
    return [row(FLOODED, flooded, IDLE, 0.5), row(IDLE, idle)]


def wait_for_limit(shop: servers.Server) -> None:
    for _ in range(40):
        if client.Connection(shop.port).ask(wrong_login(0))[0] == 429:
            return
        attack(shop, 1.0)
    raise RuntimeError("The log-in has no limit.")


def wrong_login(number: int) -> bytes:
    return client.post("/login/", b'{"email": "buyer0@example.com", "password": "wrong"}')


def attack(shop: servers.Server, seconds: float) -> None:
    client.run(shop.port, wrong_login, seconds, FLOODERS, FLOOD_PAUSE)


def visit(shop: servers.Server, seconds: float) -> float:
    """The p95 of the unchanged list, in seconds."""
    wanted = client.get("/products/")
    found = client.run(shop.port, lambda number: wanted, seconds, VISITORS, VISIT_PAUSE)
    return quantiles(found.times, n=20)[-1]


def row(name: str, p95s: list[float], against: str = "", target: float | None = None) -> Row:
    return Row(name, [1 / each for each in p95s], max(p95s), against, target)
