"""Visit a running shop while strangers log in, sign up and load the response page, many at once."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests

from integrations.epayco.tests import epayco_server as server
from tools.security.live import PASSWORD
from tools.security.outside.till import Result, ShopWithEpayco

AT_ONCE = 30
SLOWEST = 1.0
Request = Callable[[ShopWithEpayco, int], int]


def run(*, short: bool) -> Result:
    """Ask /health/ and the catalog while strangers log in, sign up, or load the response page."""
    found, slowest, statuses = Result(), {}, set()
    with ShopWithEpayco(TRUSTED_PROXIES="1") as shop:
        kinds = {"log-ins and sign-ups": log_in_or_sign_up, "response page": response_page}
        for name, request in kinds.items():
            shop.epayco.misbehave = server.hang if request is response_page else None
            waits, got = beside(shop, request, 60 if short else 300)
            slowest[name] = sorted(waits)[int(len(waits) * 0.95)]
            statuses |= got
            found.expect(slowest[name] < SLOWEST, f"{name}: p95 of others {slowest[name]:.2f} s")
    found.expect(statuses <= {200, 202, 401, 429, 503}, f"statuses {sorted(statuses)}")
    times = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in slowest.items())
    found.figures = f"p95 of the other visitors beside {AT_ONCE} at once: {times}"
    return found


def beside(shop: ShopWithEpayco, request: Request, count: int) -> tuple[list[float], set[int]]:
    """Send the burst; return how long other visitors waited, and the statuses of the burst."""
    waits: list[float] = []
    over = threading.Event()

    def visit() -> None:
        with requests.Session() as visitor:
            for path in itertools.cycle(("/health/", "/products/")):
                begun = time.monotonic()
                visitor.get(shop.live.url + path, timeout=60)
                waits.append(time.monotonic() - begun)
                if over.wait(0.05):
                    return

    visitor = threading.Thread(target=visit)
    visitor.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = set(pool.map(lambda number: request(shop, number), range(count)))
    over.set()
    visitor.join()
    return waits, statuses


def log_in_or_sign_up(shop: ShopWithEpayco, number: int) -> int:
    person = {"email": f"n{uuid.uuid4().hex}@example.com", "password": PASSWORD}
    path = "/login/" if number % 2 else "/register/"
    body = person if number % 2 else person | {"username": uuid.uuid4().hex}
    headers = {"X-Forwarded-For": f"203.0.{number // 250}.{number % 250}"}
    return requests.post(shop.live.url + path, json=body, headers=headers, timeout=60).status_code


def response_page(shop: ShopWithEpayco, number: int) -> int:
    url = f"{shop.live.url}/epayco/response/?ref_payco={uuid.uuid4().hex[:24]}"
    return requests.get(url, timeout=60).status_code
