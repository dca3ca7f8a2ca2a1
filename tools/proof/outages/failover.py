"""Fail over the database and cache servers under the shop while payments arrive and people buy."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.test import override_settings

from common.db import cluster
from integrations.checks import check_one_server_writes
from orders.models import Order
from tools.proof.outages.faults import confirm_until_200, deliver_while
from tools.proof.rows import Customer, make_products, notice
from tools.proof.servers import killing
from tools.proof.servers.sentinel import CacheWatch
from tools.proof.shop import Shop
from tools.proof.wire import Tally
from users.tests.factories import PASSWORD

SHOPPERS = 2
# The shop must write again within this many seconds, of which the servers' own change of roles
# takes most; and this soon once the new one accepts writes.
LONGEST_PAUSE = 10.0
LONGEST_RECOVERY = 5.0
# The short form runs on any machine. On a slow or busy one the servers notice late, and a Sentinel
# that was starved itself does nothing for 30 seconds.
LONGEST_PAUSE_IN_SHORT = 60.0
FULL_SIZE = 2000


def longest_pause(size: int) -> float:
    return LONGEST_PAUSE if size >= FULL_SIZE else LONGEST_PAUSE_IN_SHORT


def longest_recovery(size: int) -> float:
    return LONGEST_RECOVERY if size >= FULL_SIZE else LONGEST_PAUSE_IN_SHORT


def switched_over(shop: Shop, size: int) -> dict[str, Any]:
    """Switch the two servers over as planned. The old primary keeps its connections."""
    found = survive(shop, size, killing.pair.switch_over)
    # Connections to the old primary are given up at once: nearly every request is served.
    has_waited = found["busy"] > found["requests"] // 20
    return found | {"broken": found["broken"] + int(has_waited)}


def failed_over(shop: Shop, size: int) -> dict[str, Any]:
    """Kill the primary and promote its replica."""
    return survive(shop, size, killing.pair.fail_over)


def cluster_failed_over(shop: Shop, size: int) -> dict[str, Any]:
    """Kill the cluster's writing node; HAProxy finds the next. The lost node comes back."""
    found = survive(shop, size, killing.cluster.fail_over)
    killing.cluster.bring_back()
    killing.cluster.wait()
    came_back_as_writer = killing.cluster.writer() is killing.cluster.lost
    return found | {
        # With the documented setup, the doctor finds nothing. Without the setting, migrate stops.
        "guards_missed": int(not several_writers_are_refused()) + len(cluster.findings()),
        "broken": found["broken"] + int(came_back_as_writer),
    }


def several_writers_are_refused() -> bool:
    with override_settings(DATABASE_SINGLE_WRITER=False):
        return bool(check_one_server_writes(None, databases=["default"]))


def cache_failed_over(shop: Shop, size: int) -> dict[str, Any]:
    """Kill the Redis primary while visitors sign up; Sentinels promote its replica."""
    with CacheWatch(killing.redis.url) as cache, Visitors(shop) as visitors:
        found = survive(shop, size, killing.redis.fail_over)
        was_served = visitors.wait_for_one_more(longest_pause(size))
    strays = killing.redis.bring_back()
    return found | {
        "sign_ups": visitors.tally.statuses[202],
        "cache_pause_seconds": round(cache.longest, 1),
        "busy": found["busy"] + visitors.tally.figures()["busy"],
        "requests": found["requests"] + visitors.tally.figures()["requests"],
        "faults": found["faults"] + visitors.tally.faults,
        "broken": found["broken"]
        + int(strays > 0)
        + int(cache.longest > longest_pause(size))
        + int(not was_served),
    }


def survive(shop: Shop, size: int, way: Callable[[], None]) -> dict[str, Any]:
    """Deliver size paid confirmations until 200; a quarter has arrived when the servers change."""
    done, watch, shoppers = threading.Event(), Watch(), Shoppers(shop)

    def change() -> bool:
        if done.is_set() or watch.orders < size // 4:
            return False
        way()
        watch.changed_at = time.monotonic()
        done.set()
        return True

    with watch, shoppers:
        found = deliver_while(shop, size, [(0.05, change)])
    missing = shoppers.missing()
    return found | {
        "lost": found["lost"] + missing,
        "purchases": len(shoppers.paid),
        "requests": found["requests"] + shoppers.tally.figures()["requests"],
        "faults": found["faults"] + shoppers.tally.faults,
        "kills": 0,
        "pause_seconds": round(watch.longest, 1),
        "recovery_seconds": round(watch.recovery, 1),
        # Not in time, or not during the confirmations.
        "broken": int(watch.longest > longest_pause(size))
        + int(watch.recovery > longest_recovery(size))
        + int(not done.is_set()),
    }


class Shoppers:
    """Shoppers who buy and pay, one purchase after the other, until the block ends."""

    def __init__(self, shop: Shop):
        self.shop, self.tally, self.paid = shop, Tally(), []
        self.over = threading.Event()
        products = make_products(SHOPPERS, stock=10_000)
        self.threads = [
            threading.Thread(target=self.buy, args=(Customer(), product.pk)) for product in products
        ]

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def buy(self, buyer: Customer, product: int) -> None:
        wire = self.shop.wire()
        while not self.over.wait(0.05):
            begun = wire.check_out(buyer.token, (product, 1))
            self.tally.add(begun)
            if begun.status == 201:
                fields = notice(begun.json()["invoice"], begun.json()["amount"])
                self.pay(wire, fields)

    def pay(self, wire, fields: dict[str, str]) -> None:
        confirm_until_200(wire, fields, self.tally)
        self.paid.append(fields["x_id_invoice"])

    def missing(self) -> int:
        return len(self.paid) - Order.objects.filter(invoice_id__in=self.paid).count()


class Visitors:
    """Visitors who sign up: only the cache holds their sign-ups until they open their link."""

    def __init__(self, shop: Shop):
        self.shop, self.tally = shop, Tally()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.come)

    def __enter__(self) -> "Visitors":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def come(self) -> None:
        wire = self.shop.wire()
        while not self.over.wait(0.5):
            name = f"visitor-{uuid.uuid4().hex[:20]}"
            person = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
            answer = wire.post("/register/", person)
            self.tally.add(answer)

    def wait_for_one_more(self, seconds: float) -> bool:
        """Return True if another sign-up is accepted in time."""
        before, deadline = self.tally.statuses[202], time.monotonic() + seconds
        while self.tally.statuses[202] == before and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.tally.statuses[202] > before


class Watch:
    """Record the number of orders, the longest time without a new one, and the time from the end
    of the servers' change to the next one."""

    def __init__(self) -> None:
        self.first = self.count(0)
        self.orders, self.longest = 0, 0.0
        self.changed_at, self.recovery = float("inf"), 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def count(self, before: int) -> int:
        try:
            return Order.objects.count()
        except DatabaseError:
            connection.close()
            return before

    def look(self) -> None:
        since = time.monotonic()
        while not self.over.wait(0.1):
            orders = self.count(self.first + self.orders) - self.first
            if self.changed_at < time.monotonic() and not self.recovery and orders > self.orders:
                self.recovery = time.monotonic() - self.changed_at
            # Also if there is a new one by now: the count itself waits for the servers.
            self.longest = max(self.longest, time.monotonic() - since)
            if self.orders < orders or not orders:
                self.orders, since = orders, time.monotonic()
        connection.close()
