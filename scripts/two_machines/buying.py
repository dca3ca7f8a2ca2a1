"""Buy at both servers while one of them is killed and started again."""

import hashlib
import itertools
import secrets
import threading
import time
import uuid

from two_machines.machine import Machine, anywhere

SECONDS_OF_BUYING, PRICE = 6.0, "25000.00"
MERCHANT, P_KEY = "900002", secrets.token_hex(20)


def notice(data: dict, reference: str) -> dict[str, str]:
    """Return the signed approval of a payment, as ePayco sends it."""
    amount, currency = data["amount"], data["currency"].upper()
    text = "^".join([MERCHANT, P_KEY, reference, reference, amount, currency])
    return {
        "x_cust_id_cliente": MERCHANT,
        "x_ref_payco": reference,
        "x_id_invoice": data["invoice"],
        "x_transaction_id": reference,
        "x_amount": amount,
        "x_currency_code": currency,
        "x_cod_transaction_state": "1",
        "x_transaction_state": "Aceptada",
        "x_test_request": "FALSE",
        "x_signature": hashlib.sha256(text.encode()).hexdigest(),
    }


class Buying:
    """Shoppers who buy one product repeatedly, on whichever server responds."""

    def __init__(self, machines: list[Machine], tokens: list[str], product_id: int):
        self.machines, self.tokens, self.product_id = machines, tokens, product_id
        self.paid: dict[str, str] = {}
        self.failures: list[str] = []
        self.references = itertools.count(100_000_000)
        self.is_over = threading.Event()

    def shop(self, token: str) -> None:
        try:
            while not self.is_over.is_set():
                self.buy(token)
        except Exception as error:  # noqa: BLE001 it is reported by the main thread
            self.failures.append(repr(error))

    def buy(self, token: str) -> None:
        line = {"product_id": self.product_id, "quantity": 1, "price": PRICE}
        begun = anywhere(
            self.machines,
            "POST",
            "/epayco/checkout/",
            token=token,
            json={"items": [line]},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        assert begun.status_code == 201, begun.text
        reference = str(next(self.references))
        fields = notice(begun.json(), reference)
        # ePayco sends twice, at once, to both servers; each delivery repeats until a response
        # arrives.
        deliveries = [threading.Thread(target=self.confirm, args=(fields,)) for _ in range(2)]
        for each in deliveries:
            each.start()
        for each in deliveries:
            each.join()
        self.paid[begun.json()["invoice"]] = token

    def confirm(self, fields: dict[str, str]) -> None:
        answer = anywhere(self.machines, "POST", "/checkoutconfirmation/", data=fields)
        if answer.status_code != 200:
            self.failures.append(answer.text)


def buy_while_one_dies(machines: list[Machine], tokens: list[str], product_id: int) -> Buying:
    buying = Buying(machines, tokens, product_id)
    threads = [threading.Thread(target=buying.shop, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS_OF_BUYING / 3)
    machines[0].kill()
    before = len(buying.paid)
    time.sleep(SECONDS_OF_BUYING / 3)
    during = len(buying.paid) - before
    machines[0].start()
    machines[0].wait_until_ready()
    time.sleep(SECONDS_OF_BUYING / 3)
    buying.is_over.set()
    for thread in threads:
        thread.join()
    assert not buying.failures, buying.failures[:3]
    assert during > 0, "Nobody could buy while one server was away."
    print(f"{len(buying.paid)} purchases, {during} of them while one server was down.")
    return buying
