"""Whole purchases: a checkout and its confirmation, each by one of many buyers."""

import json
import threading
import time
from collections.abc import Callable
from itertools import count
from urllib.parse import urlencode

from integrations.epayco.signature import sign
from tools.benchmarks.client import Connection, Slice, post

LINES = 3
PRODUCTS = 1_000
Buy = Callable[[Connection, str, int], bool]
Tell = Callable[[dict[str, str]], None]
references = count(time.time_ns())


def run(port: int, buyers: list[str], buy: Buy, seconds: float) -> Slice:
    """Run one thread per buyer (a token, a session) for some seconds. buy returns True on
    success."""
    found, lock = Slice(), threading.Lock()
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        connection, good, bad, times = Connection(port), 0, 0, []
        step = number
        while (started := time.monotonic()) < end:
            step += len(buyers)
            done = buy(connection, buyers[number], step)
            good, bad = (good + 1, bad) if done else (good, bad + 1)
            times.append(time.monotonic() - started)
        with lock:
            found.answers += good
            found.errors += bad
            found.times += times

    started = time.monotonic()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(buyers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.monotonic() - started
    return found


def ours(prices: dict[int, str], tell: Tell = lambda notice: None) -> Buy:
    """Make a purchase in this shop: a checkout, and its confirmation by ePayco.

    tell is called with the notification before it is sent."""

    def buy(connection: Connection, token: str, step: int) -> bool:
        return purchase(connection, token, basket(prices, step), tell)

    return buy


def chosen(step: int) -> list[int]:
    """Return the products of the step-th basket."""
    return [(step * 7 + offset * 13) % PRODUCTS + 1 for offset in range(LINES)]


def basket(prices: dict[int, str], step: int) -> bytes:
    lines = [{"product_id": pk, "quantity": 1, "price": prices[pk]} for pk in chosen(step)]
    return json.dumps({"items": lines}).encode()


def purchase(connection: Connection, token: str, body: bytes, tell: Tell) -> bool:
    wanted = post("/epayco/checkout/", body, Authorization=f"Bearer {token}")
    status, _, answer = connection.ask(wanted)
    if status != 201:
        return False
    data = json.loads(answer)
    fields = notice(data["invoice"], data["amount"], str(next(references)))
    tell(fields)
    form = "application/x-www-form-urlencoded"
    status, _, answer = connection.ask(
        post("/checkoutconfirmation/", urlencode(fields).encode(), form)
    )
    return status == 200 and b"order_made" in answer


def notice(invoice: str, amount: str, reference: str) -> dict[str, str]:
    return {
        "x_ref_payco": reference,
        "x_transaction_id": reference,
        "x_amount": amount,
        "x_currency_code": "COP",
        "x_id_invoice": invoice,
        "x_id_factura": invoice,
        "x_cod_transaction_state": "1",
        "x_test_request": "FALSE",
        "x_signature": sign(reference, reference, amount, "COP"),
    }
