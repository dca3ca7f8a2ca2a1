"""Fail receivers and kill workers: all webhooks arrive, in order, with stable ids."""

import itertools
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connection

from common.models import WebhookDelivery, WebhookEndpoint
from tools.proof.rows import Customer, make_checkouts, make_products, notice
from tools.proof.shop import Shop
from tools.proof.webhooks.receivers import EVENTS, Arrival, Failing, Key, Receiver, Slow
from tools.proof.wire import Answer, Tally, Wire
from users.tests.factories import make_user
from users.tokens import issuing as tokens

CLIENTS = 8
PRODUCTS = 20
KILL_EVERY_SECONDS = 6.0
# Used once all is written: a killed worker's claim lasts longer than the pause above.
KILL_EVERY_SECONDS_LATER = 12.0
# Time without a delivery after the last event. Here a pause is a second, a claim seven.
PATIENCE_SECONDS = 60
# When an event was requested and when it was confirmed.
Times = dict[Key, tuple[float, float]]


def told(shop: Shop, size: int) -> dict[str, Any]:
    """Send size events, two of each order, to three endpoints while workers are killed.

    One endpoint is healthy, one is slow and hangs sometimes, and one refuses connections until
    half of the events are written and then fails sometimes."""
    well, slow, failing = Receiver(size), Slow(max(100, size // 4)), Failing(max(40, size // 10))
    receivers = (well, slow, failing)
    well.open()
    slow.open()
    try:
        with Killer(shop) as killer:
            tally, times = happen(shop, size // len(EVENTS), failing)
            killer.pause = KILL_EVERY_SECONDS_LATER
            waited = wait_for_deliveries()
    finally:
        for receiver in receivers:
            receiver.close()
        WebhookEndpoint.objects.all().delete()
    found = [judge(receiver.arrivals, times) for receiver in receivers]
    return {
        "events": len(times),
        "kills": killer.kills,
        "deliveries": sum(len(receiver.arrivals) for receiver in receivers),
        **{name: sum(figures[name] for figures in found) for name in found[0]},
        "unstable": unstable([each for receiver in receivers for each in receiver.arrivals]),
        "forged": sum(receiver.unsigned for receiver in receivers),
        "broken": int(len(times) < size),
        "waited_seconds": round(waited, 1),
        **tally.figures(),
    }


class Killer:
    """Kill a worker at intervals, without warning."""

    def __init__(self, shop: Shop):
        self.shop, self.kills, self.pause = shop, 0, KILL_EVERY_SECONDS
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.kill)

    def kill(self) -> None:
        while not self.over.wait(self.pause):
            self.kills += self.shop.kill_worker()

    def __enter__(self) -> "Killer":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()


# --- What happens in the shop ---------------------------------------------------------------
def happen(shop: Shop, orders: int, late: Receiver) -> tuple[Tally, Times]:
    """Pay each order and take its first step, until the shop confirms it."""
    buyers = [Customer() for _ in range(PRODUCTS)]
    products = make_products(PRODUCTS, stock=orders)
    pairs = ((buyers[n % PRODUCTS], products[n % PRODUCTS]) for n in range(orders))
    waiting: queue.Queue = queue.Queue()
    for checkout in make_checkouts(pairs):
        waiting.put((checkout.invoice, checkout.total))
    staff = tokens.issue(make_user(is_staff=True, groups=("Staff",)))["access"]
    connection.close()
    tally, times, numbers = Tally(), {}, itertools.count(1)

    def live() -> None:
        wire = shop.wire()
        while True:
            try:
                invoice, total = waiting.get_nowait()
            except queue.Empty:
                return
            fields = notice(invoice, total)
            times[(invoice, EVENTS[0])] = until_done(tally, wire.confirm, fields)
            times[(invoice, EVENTS[1])] = until_done(tally, prepare, wire, invoice, staff)
            if next(numbers) == orders // 2:
                late.open()

    clients = [threading.Thread(target=live) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return tally, times


def prepare(wire: Wire, invoice: str, token: str) -> Answer:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return wire.send("PATCH", f"/orders/{invoice}/", '{"status": "preparing"}', **headers)


def until_done(tally: Tally, ask: Callable[..., Answer], *words: Any) -> tuple[float, float]:
    """Repeat the request until it is done. After a lost response, a repeat returns 400."""
    began = time.monotonic()
    while True:
        answer = ask(*words)
        tally.add(answer)
        if answer.status in (200, 400):
            return began, time.monotonic()
        time.sleep(0.1)


def wait_for_deliveries() -> float:
    """Wait until nothing is pending, or nothing moves for this long. Return the seconds."""
    began = moved = time.monotonic()
    before = None
    while left := WebhookDelivery.objects.filter(delivered_at=None).count():
        if left != before:
            before, moved = left, time.monotonic()
        if time.monotonic() > moved + PATIENCE_SECONDS:
            break
        time.sleep(0.2)
    return time.monotonic() - began


# --- What arrived ---------------------------------------------------------------------------
def judge(arrivals: list[Arrival], times: Times) -> dict[str, int]:
    """Count one endpoint's missing, unexpected, repeated and early events."""
    first = list(dict.fromkeys(each.key for each in arrivals))
    return {
        "lost": len(times.keys() - set(first)),
        "invented": len(set(first) - times.keys()),
        "repeats": len(arrivals) - len(first),
        "unordered": overtaken([times[key] for key in first if key in times]),
    }


def overtaken(arrived: list[tuple[float, float]]) -> int:
    """Count events that arrived before another one confirmed before they were requested.

    Events that happen at the same time have no order."""
    count, earliest_end = 0, float("inf")
    for began, ended in reversed(arrived):
        count += earliest_end < began
        earliest_end = min(earliest_end, ended)
    return count


def unstable(arrivals: list[Arrival]) -> int:
    """Count events with several ids or versions, and ids with several events."""
    versions, events = defaultdict(set), defaultdict(set)
    for each in arrivals:
        versions[each.key].add((each.message, each.body))
        events[each.message].add(each.key)
    return sum(len(found) > 1 for found in (*versions.values(), *events.values()))
