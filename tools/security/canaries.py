"""Plant secrets: walk every flow with them, and check that no log contains any.

Logs at LOG_LEVEL=DEBUG, with the access log. The database must not contain passwords or keys
either."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import requests

from tools.security.live import ADMIN, PASSWORD, Live

PERSON = {
    "email": "canary.k3w9@example.com",
    "username": "canaryuser",
    "password": PASSWORD,
    "first_name": "Canarita",
    "last_name": "Canarelli",
    "phone": "+57 3017777319",
    "date_of_birth": "1987-03-19",
}
OTHER = {
    "new password": "Canary-Next-8420",
    "wrong password": "Canary-Wrong-1",
    "new e-mail": "canary.moved@example.com",
    "card": "4575623182290326",
    "document": "1019283746",
    "address": "Calle Canario 77",
    "payer": "canary.payer@example.com",
    "search": "canarysearch",
}


@dataclass
class Canaries:
    planted: dict[str, str]
    flows: int = 0
    found: list[str] = field(default_factory=list)
    # Values that no file of the database may contain in plain text.
    in_database: list[str] = field(default_factory=list)


class ShopperVisit:
    """One visit to the shop that does everything a shopper can do."""

    def __init__(self, shop: Live):
        self.shop = shop
        self.planted = {**PERSON, **OTHER, **shop.secrets}
        self.flows = 0

    def call(self, *args, expect: int, **more) -> requests.Response:
        answer = self.shop.call(*args, **more)
        if answer.status_code != expect:
            raise RuntimeError(f"{args[:2]}: {answer.status_code} {answer.text[:300]}")
        self.flows += 1
        return answer

    def plant(self, name: str, tokens: dict[str, str]) -> str:
        for kind in ("access", "refresh"):
            self.planted[f"{kind} token, {name}"] = tokens[kind]
        return tokens["access"]

    def mailed(self, pattern: str) -> str:
        return re.findall(pattern, self.shop.mails())[-1]

    def sign_up(self) -> None:
        self.call("POST", "/register/", PERSON, expect=202)
        self.call("POST", "/register/", {**PERSON, "password": "1"}, expect=400)
        token = self.planted["link"] = self.mailed(r"/verifyemail/([0-9a-f-]{36})/")
        self.plant("new", self.call("GET", f"/verifyemail/{token}/", expect=201).json())
        self.call("GET", f"/verifyemail/{token}/", expect=400)
        self.shop.call("GET", f"/verifyemail/{token}/?utm={PERSON['email']}")
        self.shop.call("POST", f"/verifyemail/{token}/", {})

    def sign_in(self) -> str:
        wrong = {"email": PERSON["email"], "password": OTHER["wrong password"]}
        self.call("POST", "/login/", wrong, expect=401)
        pair = self.shop.tokens(PERSON["email"], PASSWORD)
        self.plant("first", pair)
        second = self.call("POST", "/refresh/", {"refresh": pair["refresh"]}, expect=200).json()
        self.plant("second", second)
        self.call("POST", "/refresh/", {"refresh": pair["refresh"]}, expect=401)
        return self.plant("third", self.shop.tokens(PERSON["email"], PASSWORD))

    def profile(self, token: str) -> None:
        changes = {name: PERSON[name] for name in ("first_name", "phone", "date_of_birth")}
        self.call("PATCH", "/users/profile/", changes, token, expect=200)
        self.call("PATCH", "/users/profile/", {"phone": "x" * 99}, token, expect=400)
        self.call("PATCH", "/users/profile/", {"email": OTHER["new e-mail"]}, token, expect=200)
        link = self.planted["second link"] = self.mailed(r"/verifyemail/([0-9a-f-]{36})/")
        self.call("GET", f"/verifyemail/{link}/", expect=200)

    def passwords(self, token: str) -> None:
        change = {"current_password": PASSWORD, "new_password": OTHER["new password"]}
        self.call("POST", "/password/change/", change, token, expect=200)
        self.call("POST", "/password/reset/", {"email": OTHER["new e-mail"]}, expect=202)
        query = self.mailed(r"/password/reset/confirm/\?(\S+)")
        uid, secret = re.fullmatch(r"uid=([^&]+)&token=(\S+)", query).groups()
        self.planted["reset token"] = secret
        html = {"headers": {"Accept": "text/html"}}
        requests.get(f"{self.shop.url}/password/reset/confirm/?{query}", timeout=30, **html)
        self.call("GET", f"/password/reset/confirm/?{query}", expect=405)
        body = {"uid": uid, "token": secret, "new_password": PASSWORD}
        self.call("POST", "/password/reset/confirm/", body, expect=200)
        self.call("POST", "/password/reset/confirm/", body, expect=400)

    def buy(self, root: str) -> None:
        token = self.plant("buyer", self.shop.tokens(OTHER["new e-mail"], PASSWORD))
        product = {"name": "Café", "price": "1000", "stock_quantity": 9}
        pk = self.call("POST", "/products/", product, root, expect=201).json()["id"]
        cart = {
            "items": [{"product_id": pk, "quantity": 1, "price": "1000.00"}],
            "document": {"type": "CC", "number": OTHER["document"]},
            "delivery": {
                "method": "standard",
                "department": "Antioquia",
                "city": "Medellín",
                "address": OTHER["address"],
                "phone": PERSON["phone"],
            },
        }
        self.call("POST", "/epayco/checkout/", {"items": cart}, token, expect=400)
        data = self.call("POST", "/epayco/checkout/", cart, token, expect=201).json()
        self.pay(data)
        self.call("GET", f"/orders/{data['invoice']}/", token=token, expect=200)
        self.call("GET", f"/orders/?search={OTHER['search']}", token=token, expect=200)
        self.call("GET", f"/orders/?search={OTHER['new e-mail']}", token=root, expect=200)
        self.call("PATCH", f"/orders/{data['invoice']}/", {"status": "new"}, root, expect=400)
        self.call("POST", "/logout/", {}, token, expect=200)
        self.call("GET", "/users/profile/", token=token, expect=401)

    def pay(self, data: dict) -> None:
        signed = ["900003", self.shop.secrets["P_KEY"], "77001", "77002", data["amount"], "COP"]
        fields = {
            "x_ref_payco": "77001",
            "x_transaction_id": "77002",
            "x_amount": data["amount"],
            "x_currency_code": "COP",
            "x_id_invoice": data["invoice"],
            "x_cod_transaction_state": "1",
            "x_customer_email": OTHER["payer"],
            "x_customer_phone": PERSON["phone"],
            "x_customer_name": PERSON["first_name"],
            "x_customer_document": OTHER["document"],
            "x_cardnumber": OTHER["card"],
            "x_signature": hashlib.sha256("^".join(signed).encode()).hexdigest(),
        }
        self.planted["signature"] = fields["x_signature"]
        address = f"{self.shop.url}/checkoutconfirmation/"
        for sent in (
            requests.post(address, data=fields | {"x_amount": "1"}, timeout=30),
            requests.get(address, params=fields, timeout=30),
            requests.post(address, data=fields, timeout=30),
            requests.post(address, json=fields | {"x_extra": [OTHER["card"]]}, timeout=30),
        ):
            self.flows += 1
            if sent.status_code not in (200, 400):
                raise RuntimeError(f"confirmation: {sent.status_code} {sent.text}")

    def admin(self) -> None:
        session = requests.Session()
        login = f"{self.shop.url}/admin/login/?next=/admin/users/appuser/"
        for password in (OTHER["wrong password"], PASSWORD):
            session.get(login, timeout=30)
            form = {"username": ADMIN, "password": password}
            form["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
            answer = session.post(login, data=form, timeout=30)
            self.flows += 1
        if "canaryuser" not in answer.text:
            raise RuntimeError("The admin login failed.")
        self.planted["session"] = session.cookies["sessionid"]
        session.get(f"{self.shop.url}/admin/users/appuser/?q={PERSON['first_name']}", timeout=30)
        session.post(login, data={"username": ADMIN, "password": PASSWORD}, timeout=30)

    def junk(self, token: str) -> None:
        """Rejected requests are more likely to be logged than successful ones."""
        person, bad = dict(PERSON), {"Content-Type": "application/json"}
        requests.post(f"{self.shop.url}/login/", data=str(person), headers=bad, timeout=30)
        requests.post(f"{self.shop.url}/login/", data=person, timeout=30)
        requests.post(f"{self.shop.url}/login/?p={PASSWORD}", json=[person], timeout=30)
        requests.post(f"{self.shop.url}/login/", data=PASSWORD * 200_000, headers=bad, timeout=30)
        requests.get(f"{self.shop.url}/no/{PERSON['email']}/?{PASSWORD}", timeout=30)
        requests.get(f"{self.shop.url}/", headers={"Host": "evil.example"}, timeout=30)
        headers = {"Cookie": f"sessionid={PASSWORD}", "Referer": f"http://x/?{PASSWORD}"}
        requests.get(f"{self.shop.url}/users/", headers=headers, timeout=30)
        self.shop.call("GET", "/users/", token=f"{token}x")
        self.flows += 8


def run() -> Canaries:
    with Live(REFRESH_GRACE_SECONDS="0") as shop:
        walk = ShopperVisit(shop)
        walk.sign_up()
        root = walk.plant("root", shop.tokens())
        token = walk.sign_in()
        walk.profile(token)
        walk.passwords(token)
        walk.buy(root)
        walk.admin()
        walk.junk(root)
        walk.call("GET", f"/users/?search={PERSON['username']}", token=root, expect=200)
        log = shop.log()
        found = [name for name, text in walk.planted.items() if text in log]
        kept = b"".join(path.read_bytes() for path in shop.home.glob("shop.sqlite3*"))
        secret = [*shop.secrets, "password", "new password", "wrong password", "reset token"]
        stored = [name for name in secret if walk.planted[name].encode() in kept]
    return Canaries(walk.planted, walk.flows, found, stored)
