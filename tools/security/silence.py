"""Test with a mail server that accepts connections and never responds.

No request waits for it, and no email is lost, even if the shop's workers are replaced in the
meantime."""

from __future__ import annotations

import email
import email.policy
import hashlib
import signal
import socket
import socketserver
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from tools.security.live import PASSWORD, Live, free_port

BUYER = "buyer@example.com"
# The slowest may wait for a few password hashes on a busy machine, never for a timeout of 10 s.
PATIENCE = 5.0
LONGEST_WAIT = 120
CROWD = 8


@dataclass
class Silence:
    requests: int
    slowest: float
    missing: set[str]

    @property
    def faults(self) -> list[str]:
        found = [] if self.slowest < PATIENCE else [f"a request took {self.slowest:.1f} s"]
        return found + [f"no mail to {who} arrived" for who in sorted(self.missing)]


class SilentServer(threading.Thread):
    """A server that accepts every connection and never responds."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.taken: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", port))
        self.start()

    def run(self) -> None:
        try:
            while True:
                self.taken.append(self.door.accept()[0])
        except OSError:
            return

    def stop(self) -> None:
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for each in self.taken:
            each.close()


class Sink(socketserver.ThreadingTCPServer):
    """A minimal SMTP server, which keeps each email."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int):
        super().__init__(("127.0.0.1", port), Conversation)
        self.mails: list[bytes] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines))
            self.say("221 bye" if verb == "QUIT" else "250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Stopwatch:
    def __init__(self, shop: Live):
        self.shop, self.times = shop, []

    def call(self, *args, **more) -> requests.Response:
        started = time.monotonic()
        answer = self.shop.call(*args, **more)
        self.times.append(time.monotonic() - started)
        answer.raise_for_status()
        return answer


def buy(watch: Stopwatch) -> str:
    """Buy and pay with an account made by a superuser, since no link arrives. Return the
    invoice."""
    root = watch.shop.tokens()["access"]
    person = {"email": BUYER, "username": "buyer", "password": PASSWORD, "groups": ["Checkout"]}
    watch.call("POST", "/users/", person, root)
    product = {"name": "Café", "price": "1000", "stock_quantity": 9}
    pk = watch.call("POST", "/products/", product, root).json()["id"]
    token = watch.shop.tokens(BUYER)["access"]
    cart = {"items": [{"product_id": pk, "quantity": 1, "price": "1000.00"}]}
    data = watch.call("POST", "/epayco/checkout/", cart, token).json()
    signed = ["900003", watch.shop.secrets["P_KEY"], "1", "2", data["amount"], "COP"]
    notice = {
        "x_ref_payco": "1",
        "x_transaction_id": "2",
        "x_amount": data["amount"],
        "x_currency_code": "COP",
        "x_id_invoice": data["invoice"],
        "x_cod_transaction_state": "1",
        "x_signature": hashlib.sha256("^".join(signed).encode()).hexdigest(),
    }
    watch.call("POST", "/checkoutconfirmation/", notice)
    watch.call("GET", f"/orders/{data['invoice']}/", token=token)
    return data["invoice"]


def subjects(sink: Sink, invoice: str) -> set[str]:
    """Return the recipient of each email that arrived, and for order emails the subject."""
    found = set()
    for raw in sink.mails:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        text = mail.get_body(("plain",)).get_content()
        found.add(
            f"{mail['To']}{next((f', {each}' for each in (invoice, 'uid=') if each in text), '')}"
        )
    return found


def crowd(watch: Stopwatch, count: int) -> None:
    def visit(number: int) -> None:
        person = {"email": f"p{number}@example.com", "username": f"p{number}", "password": PASSWORD}
        watch.call("POST", "/register/", person)
        watch.call("POST", "/password/reset/", {"email": BUYER})
        watch.call("GET", "/products/")

    # No more at once than the machine can hash passwords for: hashing is not timed here.
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(visit, range(count)))


def run() -> Silence:
    port = free_port()
    silent = SilentServer(port)
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    with Live(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", **mail) as shop:
        watch = Stopwatch(shop)
        invoice = buy(watch)
        crowd(watch, CROWD)
        due = {f"p{number}@example.com" for number in range(CROWD)}
        due |= {f"{BUYER}, {invoice}", f"{BUYER}, uid="}
        silent.stop()
        sink = Sink(port)
        # A new release in the meantime: the workers that hold emails in memory are stopped.
        shop.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + LONGEST_WAIT
        while (missing := due - subjects(sink, invoice)) and time.monotonic() < deadline:
            time.sleep(0.5)
        sink.shutdown()
        sink.server_close()
    return Silence(len(watch.times), max(watch.times), missing)
