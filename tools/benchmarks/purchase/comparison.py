"""Purchases side by side: ours, ours verified with ePayco, and Oscar API's."""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from integrations.epayco.tests.epayco_server import EpaycoServer
from orders.models import Order
from tools.benchmarks import servers
from tools.benchmarks.client import Slice
from tools.benchmarks.purchase import oscar, shopping
from tools.benchmarks.report import Row, row

OURS, VERIFIED, OSCAR = "whole purchase", "purchase, verified", "Oscar API purchase"
TARGET = 6.0
Run = Callable[[float], Slice]


def rows(
    shop: servers.Server,
    environment: dict[str, str],
    tokens: list[str],
    prices: dict[int, str],
    options: argparse.Namespace,
) -> list[Row]:
    """Measure slice by slice in turn. The short form measures only our purchase."""
    with ExitStack() as stack:
        runs: dict[str, Run] = {
            OURS: lambda seconds: shopping.run(shop.port, tokens, shopping.ours(prices), seconds)
        }
        if not options.check:
            runs[VERIFIED] = stack.enter_context(asked_back(environment, tokens, prices))
            if oscar.install():
                runs[OSCAR] = stack.enter_context(oscars(environment, len(prices), len(tokens)))
        return [row(name, found, *against(name, runs)) for name, found in slices(runs, options)]


def against(name: str, runs: dict[str, Run]) -> tuple[str, float | None]:
    if name == OSCAR or OSCAR not in runs:
        return "", None
    return OSCAR, TARGET if name == OURS else None


def slices(runs: dict[str, Run], options: argparse.Namespace) -> Iterator[tuple[str, list[Slice]]]:
    before, found = Order.objects.count(), {name: [run(0.5)] for name, run in runs.items()}
    for _ in range(options.rounds):
        for name, run in runs.items():
            found[name].append(run(options.seconds * 2))
    made = sum(each.answers for name in runs if name != OSCAR for each in found[name])
    if Order.objects.count() - before < made:
        raise RuntimeError("Fewer orders than paid purchases.")
    return ((name, each[1:]) for name, each in found.items())


@contextmanager
def asked_back(
    environment: dict[str, str], tokens: list[str], prices: dict[int, str]
) -> Iterator[Run]:
    """Run a shop that verifies every payment with ePayco, simulated by a server of this process."""
    epayco = EpaycoServer()
    urls = {"EPAYCO_API_URL": epayco.url, "EPAYCO_VALIDATION_URL": epayco.url}
    shop = servers.shop({**environment, "EPAYCO_VERIFY": "true", **urls})

    def know(notice: dict[str, str]) -> None:
        fields = {"invoice": notice["x_id_invoice"], "amount": notice["x_amount"]}
        epayco.knows(notice["x_ref_payco"], **fields)

    buy = shopping.ours(prices, know)
    try:
        yield lambda seconds: shopping.run(shop.port, tokens, buy, seconds)
    finally:
        shop.stop()
        epayco.shutdown()


@contextmanager
def oscars(environment: dict[str, str], products: int, buyers: int) -> Iterator[Run]:
    url = os.environ["OSCAR_DATABASE_URL"]
    with oscar.started(environment, url, products, buyers) as (server, sessions):
        yield lambda seconds: shopping.run(server.port, sessions, oscar.purchase, seconds)
