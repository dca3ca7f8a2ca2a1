"""Simulated shoppers for locust: most browse, a few buy.

Of a hundred page views some forty are lists, thirty products and ten searches. Three visitors in
a hundred start to buy. Pages seen before are requested with their ETag, as browsers do."""

import hashlib
import itertools
import os
import random
import uuid
from pathlib import Path

from locust import HttpUser, between, task

WORDS = ("cafe", "azul", "taza", "mesa", "negro", "grande")
SIMULATOR = "/epayco-simulator/payments/"


def accounts() -> list[list[str]]:
    file = os.environ.get("LOAD_BUYERS")
    lines = Path(file).read_text().splitlines() if file else []
    return [line.split(",", 1) for line in lines if "," in line]


ACCOUNTS = accounts()
turns = itertools.cycle(ACCOUNTS)


class Visitor(HttpUser):
    """A visitor who reads the catalog, with a few seconds between page views."""

    weight = 97
    wait_time = between(1, 5)

    def on_start(self) -> None:
        self.etags: dict[str, str] = {}
        self.products: list[dict] = []
        self.categories: list[str] = []
        self.read_list()
        answer = self.look("/categories/?page_size=100", "/categories/")
        self.categories = [each["slug"] for each in answer.get("results", [])]

    def look(self, path: str, name: str) -> dict:
        """Read a page. Unchanged pages return no body."""
        headers = {"If-None-Match": self.etags[path]} if path in self.etags else {}
        answer = self.client.get(path, headers=headers, name=name)
        if answer.status_code == 200 and "ETag" in answer.headers:
            self.etags[path] = answer.headers["ETag"]
        return answer.json() if answer.status_code == 200 else {}

    def remember(self, found: dict) -> None:
        self.products = (found.get("results") or self.products)[:100]

    @task(25)
    def read_list(self) -> None:
        page = random.choice((1, 1, 1, 1, 2, 2, 3))
        self.remember(self.look(f"/products/?page={page}" if page > 1 else "/products/", "list"))

    @task(15)
    def read_category(self) -> None:
        if self.categories:
            slug = random.choice(self.categories)
            self.remember(self.look(f"/products/category/{slug}/", "category"))

    @task(30)
    def read_product(self) -> None:
        if self.products:
            self.look(f"/products/{random.choice(self.products)['slug']}/", "product")

    @task(10)
    def search(self) -> None:
        order = random.choice(("", "&ordering=price"))
        self.look(f"/products/?search={random.choice(WORDS)}{order}", "search")

    @task(5)
    def ask_for_a_price(self) -> None:
        if cart := self.cart():
            items = [{key: line[key] for key in ("product_id", "quantity")} for line in cart]
            self.client.post("/epayco/quote/", json={"items": items}, name="quote")

    def cart(self) -> list[dict]:
        """Return one to three available products that can be bought without choosing a variant."""
        there = [each for each in self.products if each["stock_quantity"] > 3]
        there = [each for each in there if not each["has_variants"]]
        chosen = random.sample(there, min(len(there), random.randint(1, 3)))
        return [
            {"product_id": each["id"], "quantity": 1, "price": each["price"]} for each in chosen
        ]


class LoadBuyer(Visitor):
    """A buyer who logs in, browses, checks out and pays.

    Payment goes to the simulator of a shop with DEBUG, or is signed with LOAD_P_CUST_ID_CLIENTE
    and LOAD_P_KEY if EPAYCO_VERIFY is false. Otherwise the cart is abandoned."""

    weight = 3 if ACCOUNTS else 0
    abstract = not ACCOUNTS

    def on_start(self) -> None:
        super().on_start()
        email, password = next(turns)
        answer = self.client.post("/login/", json={"email": email, "password": password})
        self.token = answer.json().get("access", "") if answer.status_code == 200 else ""

    @task(20)
    def buy(self) -> None:
        cart = self.cart()
        if not (cart and self.token):
            return
        headers = {"Authorization": f"Bearer {self.token}"}
        begun = self.client.post(
            "/epayco/checkout/", json={"items": cart}, headers=headers, name="checkout"
        )
        if begun.status_code == 201 and (notice := self.paid(begun.json())):
            self.client.post("/checkoutconfirmation/", data=notice, name="confirmation")
            self.client.get("/orders/", headers=headers, name="own orders")

    def paid(self, checkout: dict) -> dict | None:
        if os.environ.get("LOAD_P_KEY"):
            return signed(checkout)
        body = {"invoice": checkout["invoice"], "state": "approved"}
        with self.client.post(SIMULATOR, json=body, catch_response=True, name="pay") as answer:
            answer.success()  # a shop without the simulator is not an error
            return answer.json()["notice"] if answer.status_code == 201 else None


def signed(checkout: dict) -> dict[str, str]:
    merchant, key = os.environ["LOAD_P_CUST_ID_CLIENTE"], os.environ["LOAD_P_KEY"]
    reference, amount = str(uuid.uuid4().int % 10**15), str(checkout["amount"])
    words = (merchant, key, reference, reference, amount, checkout["currency"])
    return {
        "x_cust_id_cliente": merchant,
        "x_ref_payco": reference,
        "x_transaction_id": reference,
        "x_amount": amount,
        "x_currency_code": checkout["currency"],
        "x_id_invoice": checkout["invoice"],
        "x_id_factura": checkout["invoice"],
        "x_cod_transaction_state": "1",
        "x_test_request": "FALSE",
        "x_signature": hashlib.sha256("^".join(words).encode()).hexdigest(),
    }
