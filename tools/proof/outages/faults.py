"""Break what the shop depends on: its processes, its database, its cache."""

import queue
import random
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection

from orders.models import Order
from tools.proof.rows import Customer, make_checkouts, make_products, notice
from tools.proof.servers import killing
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, Wire
from users.tests.factories import PASSWORD, make_user

CLIENTS = 16
PRODUCTS = 20
SLOWEST_MS = 10_000
# A confirmation without a 200 by then counts as a fault, so that the proof ends.
PATIENCE_SECONDS = 300
Figures = dict[str, Any]


def workers_killed(shop: Shop, size: int) -> Figures:
    """Deliver paid confirmations until 200 while a worker is killed every two seconds."""
    return deliver_while(shop, size, [(2.0, shop.kill_worker)])


def database_killed(shop: Shop, size: int) -> Figures:
    """Like workers_killed, and kill the database every eight seconds as well."""

    return deliver_while(shop, size, [(2.0, shop.kill_worker), (8.0, kill_database)])


def kill_database() -> bool:
    """Kill the database as a power cut would, and start it again."""
    killing.own_server.kill()
    time.sleep(0.3)
    killing.own_server.start()
    return True


def deliver_while(shop: Shop, size: int, killers: list[tuple[float, Callable]]) -> Figures:
    buyers = [Customer() for _ in range(20)]
    products = make_products(PRODUCTS, stock=size // PRODUCTS)
    size = size // PRODUCTS * PRODUCTS
    pairs = ((buyers[n % 20], products[n % PRODUCTS]) for n in range(size))
    checkouts = make_checkouts(pairs)
    connection.close()
    waiting: queue.Queue = queue.Queue()
    for checkout in checkouts:
        paid = notice(checkout.invoice, checkout.total)
        for _ in range(2 if random.random() < 0.1 else 1):
            waiting.put(paid)
    tally, over, kills = Tally(), threading.Event(), [0] * len(killers)
    threads = [
        threading.Thread(target=kill_now_and_then, args=(over, kills, n, *killer))
        for n, killer in enumerate(killers)
    ]
    for thread in threads:
        thread.start()
    clients = [
        threading.Thread(target=deliver, args=(shop, waiting, tally)) for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    over.set()
    for thread in threads:
        thread.join()
    if killing.own_server:
        killing.own_server.wait()
    shop.wait()
    orders = Order.objects.filter(checkout__in=[checkout.pk for checkout in checkouts])
    return {
        "confirmations": size,
        "lost": size - orders.values("checkout").distinct().count(),
        "short": orders.exclude(payment_status="paid").count(),
        "kills": kills[0],
        "database_kills": sum(kills[1:]),
        **tally.figures(),
    }


def kill_now_and_then(
    over: threading.Event, kills: list[int], n: int, pause: float, kill: Callable[[], bool]
) -> None:
    while not over.wait(pause):
        kills[n] += kill()


def deliver(shop: Shop, waiting: queue.Queue, tally: Tally) -> None:
    """Deliver as ePayco does: repeat until the response is 200."""
    wire = shop.wire()
    while True:
        try:
            paid = waiting.get_nowait()
        except queue.Empty:
            return
        confirm_until_200(wire, paid, tally)


def confirm_until_200(wire: Wire, paid: dict[str, str], tally: Tally) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = wire.confirm(paid)
        tally.add(answer)
        if answer.status == 200:
            return
        time.sleep(0.1)
    tally.faults += 1


# --- The cache ------------------------------------------------------------------------------
def purchases(shop: Shop, size: int) -> tuple[Figures, list[Answer]]:
    """Log in, check out and pay: size times, with eight people at once."""
    people = [make_user(groups=("User", "Checkout")) for _ in range(4)]
    products = make_products(4, stock=size)
    tally, answers, paid = Tally(), [], []

    def live(n: int) -> None:
        wire = shop.wire()
        for _ in range(size // 4):
            login = log_in(wire, people[n].email)
            answers.append(login)
            token = login.json().get("access", "") if login.status == 200 else ""
            begun = wire.check_out(token, (products[n].pk, 1))
            answers.append(begun)
            if begun.status == 201:
                fields = notice(begun.json()["invoice"], begun.json()["amount"])
                answers.append(wire.confirm(fields))
                paid.append(begun.json()["invoice"])

    threads = [threading.Thread(target=live, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.add(*answers)
    size = size // 4 * 4
    figures = {
        "purchases": size,
        "lost": size - Order.objects.filter(invoice_id__in=paid).count(),
        "broken": sum(answer.status >= 400 or answer.status == 0 for answer in answers),
        "slowest_ms": round(1000 * tally.slowest),
        **tally.figures(),
    }
    return figures, answers


def log_in(wire: Wire, email: str) -> Answer:
    """Log in, and retry as long as too many others wait for a password hash (503)."""
    until = time.monotonic() + SLOWEST_MS / 1000
    while True:
        answer = wire.post("/login/", {"email": email, "password": PASSWORD})
        if answer.status != 503 or time.monotonic() > until:
            return answer
        time.sleep(0.1)


def bounded(figures: Figures) -> Figures:
    """Check that a cache outage costs only a moment. On a busy machine a login takes seconds."""
    figures["broken"] += figures["slowest_ms"] > SLOWEST_MS
    return figures


def cache_refused(shop: Shop, size: int) -> Figures:
    return bounded(purchases(shop, size)[0])


def cache_silent(shop: Shop, size: int) -> Figures:
    return bounded(purchases(shop, size)[0])


def cache_flushed(shop: Shop, size: int) -> Figures:
    over = threading.Event()

    def flush() -> None:
        while not over.wait(1.0):
            try:
                cache.clear()
            except DatabaseError:
                continue
        connection.close()

    thread = threading.Thread(target=flush)
    thread.start()
    try:
        figures, _ = purchases(shop, size)
    finally:
        over.set()
        thread.join()
    return bounded(figures)
