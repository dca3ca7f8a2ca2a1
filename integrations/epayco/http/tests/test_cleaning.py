"""ePayco's responses are cleaned on arrival: none blocks its own payment or others."""

import json
import time

import pytest

from catalog.tests.factories import make_product
from integrations.epayco import client
from integrations.epayco.exceptions import InvalidResponse, NoResponse
from integrations.epayco.http import cleaning, exchange
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

REFERENCE = "310000321"
pytestmark = pytest.mark.django_db


@pytest.fixture
def checkout(client_of, shopper, epayco):
    found = begin(client_of(shopper), (make_product(price="34000.00"), 2))
    epayco.knows(REFERENCE, invoice=found.invoice, amount=80920)
    return found


def send(api, checkout):
    return confirm(api, notice(checkout, x_ref_payco=REFERENCE))


def nested(levels: int) -> object:
    found: object = "end"
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize(
    ("odd", "stored"),
    [
        ("Ana \ud83d", "Ana \ufffd"),
        ("Ana\x00", "Ana\ufffd"),
        (float("nan"), "NaN"),
        ("a" * 250_000, "a" * 2000),
        (nested(40), [[[[[[["…"]]]]]]]),
        (10**500, "1" + "0" * 500),
    ],
    ids=["surrogate", "NUL", "NaN", "long", "deep", "number"],
)
def test_odd_values_are_cleaned_and_stop_no_payment(api, checkout, epayco, odd, stored):
    epayco.transactions[REFERENCE] |= {"name": odd}

    assert send(api, checkout).status_code == 200
    assert Order.objects.get().payment_status == "paid"
    assert LedgerEntry.objects.get().answer["name"] == stored


def test_an_answer_that_is_large_in_breadth_is_cut(api, checkout, epayco):
    epayco.transactions[REFERENCE] |= {f"name{n}": ["x" * 1000] * 20 for n in range(12)}

    assert send(api, checkout).status_code == 200
    assert Order.objects.get().payment_status == "paid"
    answer = LedgerEntry.objects.get().answer
    assert len(json.dumps(answer)) < cleaning.MAX_KEPT
    assert answer["refPayco"] == REFERENCE


def raw(epayco, content: bytes, status: int = 200) -> None:
    def answer(handler):
        if handler.path == "/login":
            return handler.send({"token": "token-1"})
        return handler.send_raw(content, status, **{"Content-Type": "application/json"})

    epayco.misbehave = answer


def body(epayco) -> bytes:
    return json.dumps({"success": True, "data": epayco.transactions[REFERENCE]}).encode()


def test_a_mark_before_the_json_and_broken_letters_are_no_fault(api, checkout, epayco):
    epayco.transactions[REFERENCE]["name"] = "Jos#"
    raw(epayco, b"\xef\xbb\xbf" + body(epayco).replace(b"#", b"\xe9"))

    assert send(api, checkout).status_code == 200
    assert LedgerEntry.objects.get().answer["name"] == "Jos\ufffd"


@pytest.mark.parametrize("status", [201, 204, 302, 400, 402, 404, 409])
def test_only_status_200_counts(api, checkout, epayco, status):
    raw(epayco, body(epayco), status)

    assert send(api, checkout).status_code == 503
    assert not Order.objects.exists()


def test_a_name_that_is_there_twice_makes_no_sense(api, checkout, epayco):
    raw(epayco, body(epayco).replace(b'"testMode"', b'"amount": 80920, "testMode"'))

    assert send(api, checkout).status_code == 503
    with pytest.raises(InvalidResponse):
        client.transaction(REFERENCE)
    assert not Order.objects.exists()


def test_a_bottomless_answer_makes_no_sense(api, checkout, epayco):
    raw(epayco, b'{"a":' + b"[" * 200_000)

    assert send(api, checkout).status_code == 503


def test_an_answer_longer_than_any_is_not_read(api, checkout, epayco):
    epayco.transactions[REFERENCE]["name"] = "x" * cleaning.LARGEST

    assert send(api, checkout).status_code == 503


def test_headers_that_drip_hold_no_thread(epayco, monkeypatch):
    """Whoever waits hangs up, and the look-up's thread is free again at once."""
    monkeypatch.setattr(exchange, "DEADLINE_SECONDS", 0.3)
    done: list[bool] = []

    def drip(handler):
        try:
            while not done:
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(0.01)
        except OSError:
            done.append(True)

    epayco.misbehave = drip

    with pytest.raises(NoResponse):
        client.validation("a" * 24)

    free = [exchange.workers.submit(int) for _ in range(exchange.workers._max_workers)]
    assert [job.result(timeout=60) for job in free] == [0] * len(free)
    # Every worker has to come back to say so.
    for _ in range(6000):
        if done:
            break
        time.sleep(0.01)
    assert done
