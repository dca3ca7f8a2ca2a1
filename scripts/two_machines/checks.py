"""What must be true of two servers that share one database."""

from two_machines.buying import Buying
from two_machines.machine import Machine, log_in
from two_machines.set_up import STOCK

WRITES = 24


def check_books(machines: list[Machine], buying: Buying, admin: str, slug: str) -> None:
    """Check that every payment has one order, that no others exist, and that the stock agrees."""
    for invoice, token in buying.paid.items():
        order = machines[1].call("GET", f"/orders/{invoice}/", token)
        assert order.status_code == 200, (invoice, order.text)
        assert order.json()["payment_status"] == "paid", order.text
    for machine in machines:
        count = machine.call("GET", "/orders/", admin).json()["count"]
        assert count == len(buying.paid), (count, len(buying.paid))
        left = machine.call("GET", f"/products/{slug}/").json()["stock_quantity"]
        assert left == STOCK - len(buying.paid), (left, STOCK, len(buying.paid))
    print("Each created one order; both servers count the same orders and the same stock.")


def check_writes_are_seen(machines: list[Machine], admin: str, product: dict) -> None:
    address, tags = f"/products/{product['slug']}/", ["", ""]
    for number in range(WRITES):
        writer, reader = number % 2, 1 - number % 2
        price = f"{1000 + number}.00"
        written = machines[writer].call(
            "PATCH", f"/products/{product['id']}{address[9:]}", admin, json={"price": price}
        )
        assert written.status_code == 200, written.text
        for at in (reader, writer):
            headers = {"If-None-Match": tags[at]} if tags[at] else {}
            answer = machines[at].call("GET", address, headers=headers)
            assert answer.status_code == 200, "304 for what has changed"
            assert answer.json()["price"] == price, (answer.json()["price"], price)
            tags[at] = answer.headers["ETag"]
        shown = machines[reader].call("GET", "/products/").json()["results"][0]["price"]
        assert shown == price, (shown, price)
    print(f"{WRITES} writes, each in the next response of the other server.")


def check_revocations(machines: list[Machine], emails: list[str]) -> None:
    for number, email in enumerate(emails):
        one, other = machines[number % 2], machines[1 - number % 2]
        tokens = log_in(one, email)
        assert other.call("GET", "/users/profile/", tokens["access"]).status_code == 200
        body = {"refresh": tokens["refresh"]}
        assert one.call("POST", "/logout/", tokens["access"], json=body).status_code == 200
        assert other.call("GET", "/users/profile/", tokens["access"]).status_code == 401
        assert other.call("POST", "/refresh/", json=body).status_code == 401
    print(f"{len(emails)} sessions revoked on one server, rejected by the other immediately.")
