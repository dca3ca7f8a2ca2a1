"""Check that the shop scales out: two servers that share only the database and Redis.

scripts/check_two_machines.py mysql://… redis://…   recreates that database and drops it again.

Shoppers buy at both servers while one is killed (kill -9) and started again. Each purchase
creates its order once and deducts its stock once. What one server revokes, the other rejects
immediately, and a write on one is in the next response of the other. Takes some 20 seconds."""

import hashlib
import itertools
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent
SHOPPERS, STOCK, PRICE, WRITES = 5, 5_000, "25000.00", 24
SECONDS_OF_BUYING = 6.0
PASSWORD = "Un-buen-secreto-7"
# Far more than it takes; if the check hangs, it must not block its caller forever.
PATIENCE_SECONDS = 180
MERCHANT, P_KEY = "900002", secrets.token_hex(20)
UNREACHABLE = (requests.ConnectionError, requests.Timeout)


def environment(database: str, cache: str) -> dict[str, str]:
    values = {
        "DOTENV_FILE": os.devnull,
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": "http://localhost",
        "P_CUST_ID_CLIENTE": MERCHANT,
        "P_KEY": P_KEY,
        "EPAYCO_PUBLIC_KEY": "public-key-of-the-proof",
        "EPAYCO_PRIVATE_KEY": "private-key-of-the-proof",
        "EPAYCO_VERIFY": "false",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "DATABASE_URL": database,
        "CACHE_URL": cache,
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "4",
        "LISTEN": "127.0.0.1",
        # These shoppers buy without a pause, more often than the limits allow.
        "THROTTLING": "false",
        "LOG_LEVEL": "ERROR",
    }
    return {**os.environ, **values}


class Machine:
    """A gunicorn server that shares no memory and no file with the other one."""

    def __init__(self, env: dict[str, str]):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env = {**env, "PORT": str(self.port)}
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "smartmart.wsgi", "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env=self.env,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.url}/health/ready/", timeout=2).ok:
                    return
            except UNREACHABLE:
                pass
            time.sleep(0.1)
        sys.exit(f"The server on port {self.port} did not become ready.")

    def kill(self) -> None:
        """Kill it as a power failure would: nothing is announced or finished."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def call(self, method: str, path: str, token: str = "", **options) -> requests.Response:
        headers = options.pop("headers", {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return requests.request(method, self.url + path, headers=headers, timeout=15, **options)


def anywhere(machines: list[Machine], method: str, path: str, **options) -> requests.Response:
    """Do what a load balancer and a patient client do: use the other server, and retry."""
    for machine in itertools.cycle(random.sample(machines, len(machines))):
        try:
            response = machine.call(method, path, **options)
        except UNREACHABLE:
            time.sleep(0.05)
            continue
        if response.status_code < 500:
            return response
        time.sleep(0.05)
    raise AssertionError


def log_in(machine: Machine, email: str) -> dict[str, str]:
    answer = machine.call("POST", "/login/", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.json()


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


SET_UP = """
from django.contrib.auth.models import Group
from catalog.services.products import create_product
from users.models import AppUser
product = create_product(name="Café", price="{price}", stock_quantity={stock}, category_id=None)
groups = Group.objects.filter(name__in=["User", "Checkout"])
for number in range({shoppers}):
    name = f"s{{number}}"
    user = AppUser.objects.create_user(name + "@shop.example", name, "{password}")
    user.groups.set(groups)
AppUser.objects.create_superuser("admin@shop.example", "admin", "{password}")
print(product.pk, product.slug)
"""


def set_up(env: dict[str, str]) -> dict:
    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    manage("migrate", "--verbosity", "0")
    code = SET_UP.format(price=PRICE, stock=STOCK, shoppers=SHOPPERS, password=PASSWORD)
    pk, slug = manage("shell", "--verbosity", "0", "-c", code).split()[-2:]
    return {"id": int(pk), "slug": slug}


def administer(database: str, *statements: str) -> None:
    sys.path.insert(0, str(ROOT))
    import pymysql

    from scripts.database import parts

    at = parts(database)
    link = pymysql.connect(
        host=at["HOST"], port=int(at["DB_PORT"]), user=at["DB_USER"], password=at["PASSWORD"]
    )
    for statement in statements:
        link.cursor().execute(statement.format(name=at["NAME"]))
    link.close()


def prove(env: dict[str, str]) -> None:
    product = set_up(env)
    machines = [Machine(env), Machine(env)]
    try:
        for machine in machines:
            machine.start()
        for machine in machines:
            machine.wait_until_ready()
        emails = [f"s{number}@shop.example" for number in range(SHOPPERS)]
        tokens = [log_in(random.choice(machines), email)["access"] for email in emails]
        admin = log_in(machines[0], "admin@shop.example")["access"]
        buying = buy_while_one_dies(machines, tokens, product["id"])
        check_books(machines, buying, admin, product["slug"])
        check_writes_are_seen(machines, admin, product)
        check_revocations(machines, emails)
    finally:
        for machine in machines:
            if machine.process.poll() is None:
                machine.kill()


def main(database: str, cache: str) -> None:
    began = time.monotonic()
    # As an exception, so that no server is left running.
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("The check timed out."))
    signal.alarm(PATIENCE_SECONDS)
    drop = "DROP DATABASE IF EXISTS `{name}`"
    administer(database, drop, "CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
    try:
        prove(environment(database, cache))
    finally:
        administer(database, drop)
    print(f"Passed in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
