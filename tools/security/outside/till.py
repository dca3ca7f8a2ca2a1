"""A running shop with a fake ePayco, a buyer and a product."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import requests

from integrations.epayco.tests import epayco_server as server
from tools.security.live import PASSWORD, Live

BUYER = "buyer@example.com"
PRICE = "1000.00"
references = itertools.count(700_000_001)


@dataclass
class Result:
    figures: str = ""
    faults: list[str] = field(default_factory=list)

    def expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


class ShopWithEpayco:
    """A running shop with a fake ePayco, a buyer and a product."""

    def __init__(self, **environment: str):
        self.epayco = server.EpaycoServer()
        bases = {"EPAYCO_API_URL": self.epayco.url, "EPAYCO_VALIDATION_URL": self.epayco.url}
        self.live = Live(EPAYCO_VERIFY="true", **bases, **environment)

    def __enter__(self) -> ShopWithEpayco:
        self.live.__enter__()
        self.root = self.live.tokens()["access"]
        person = {"email": BUYER, "username": "buyer", "password": PASSWORD, "groups": ["Checkout"]}
        self.live.call("POST", "/users/", person, self.root).raise_for_status()
        self.buyer = self.live.tokens(BUYER)["access"]
        product = {"name": "Café", "price": PRICE, "stock_quantity": 100_000}
        self.product = self.live.call("POST", "/products/", product, self.root).json()["id"]
        return self

    def __exit__(self, *error: object) -> None:
        self.live.__exit__(*error)
        self.epayco.shutdown()
        self.epayco.server_close()

    def begin(self, quantity: int = 1) -> dict[str, Any]:
        cart = [{"product_id": self.product, "quantity": quantity, "price": PRICE}]
        answer = self.live.call("POST", "/epayco/checkout/", {"items": cart}, self.buyer)
        answer.raise_for_status()
        return answer.json()

    def notice(self, checkout: dict[str, Any], state: str = "1") -> dict[str, str]:
        """Return a genuine notification; ePayco's record of it says the same."""
        reference = str(next(references))
        amount, secrets = checkout["amount"], self.live.secrets
        signed = ["900003", secrets["P_KEY"], reference, reference, amount, "COP"]
        about = {"invoice": checkout["invoice"], "amount": int(amount)}
        self.epayco.knows(reference, **about, codTransactionState=int(state))
        return {
            "x_ref_payco": reference,
            "x_transaction_id": reference,
            "x_amount": amount,
            "x_currency_code": "COP",
            "x_id_invoice": checkout["invoice"],
            "x_cod_transaction_state": state,
            "x_test_request": "FALSE",
            "x_signature": hashlib.sha256("^".join(signed).encode()).hexdigest(),
        }

    def confirm(self, notice: dict[str, str]) -> requests.Response:
        return requests.post(f"{self.live.url}/checkoutconfirmation/", data=notice, timeout=60)

    def paid(self, notice: dict[str, str]) -> str:
        """Return the payment status of the invoice's order, or "" if there is none."""
        answer = self.live.call("GET", f"/orders/{notice['x_id_invoice']}/", token=self.root)
        return answer.json()["payment_status"] if answer.ok else ""

    def one(self, sql: str, *values: Any) -> int:
        """Return a number from the shop's database."""
        with closing(sqlite3.connect(self.live.home / "shop.sqlite3", timeout=20)) as database:
            return database.execute(sql, values).fetchone()[0] or 0
