"""A crowd that sends a shop's usual mix of requests, on schedule or as fast as it can."""

import json
import os
import random
import selectors
import socket
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import urlencode

from tools.benchmarks.client import get, post
from tools.benchmarks.purchase import shopping

PEAK_CONNECTIONS, MOST_OPEN = 16, 900
# Clients disconnect after this long.
PATIENCE_SECONDS, LOOK_SECONDS = 10.0, 0.25
# Of 1,000 requests: reads, carts priced and carts bought, logins.
MIX = {"read": 899, "quote": 80, "checkout": 20, "login": 1}
READ, NOTICE = "read", "notice"


@dataclass
class Seen:
    """The responses, by kind of request."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    broken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unsaid: int = 0
    sent: int = 0
    seconds: float = 0.0
    # The crowd runs on the shop's cores, so what it uses is missing there.
    cpu_seconds: float = 0.0

    @property
    def served(self) -> int:
        return sum(map(len, self.times.values()))

    @property
    def goodput(self) -> float:
        return self.served / self.seconds

    @property
    def cpu_share(self) -> float:
        """The crowd's own share of the machine's CPU time."""
        return self.cpu_seconds / self.seconds / (os.cpu_count() or 1)

    def p99(self, kind: str) -> float:
        times = self.times[kind]
        return quantiles(times, n=100)[-1] if len(times) > 1 else 0.0


@dataclass(eq=False)
class Call:
    """One request in progress on one connection."""

    kind: str
    request: bytes
    begun: float
    socket: socket.socket
    answer: bytes = b""
    is_sent: bool = False


class Crowd:
    """A crowd that sends requests at a rate, or as fast as possible, over many connections at
    once."""

    def __init__(self, port: int, tokens: list[str], prices: dict[int, str]):
        self.port, self.tokens, self.prices = port, tokens, prices
        self.poll = selectors.DefaultSelector()
        self.idle: list[socket.socket] = []
        self.calls: set[Call] = set()
        self.step = int(time.time())
        self.looked_at = 0.0

    def run(self, seconds: float, rate: float | None) -> Seen:
        """Send requests at a rate. With rate None, keep PEAK_CONNECTIONS requests in progress."""
        self.seen, begun, used = Seen(), time.monotonic(), time.process_time()
        end, due = begun + seconds, begun
        while (now := time.monotonic()) < end:
            if rate is None:
                while len(self.calls) < PEAK_CONNECTIONS:
                    self.send(*self.any_request())
            while rate and due <= now:
                due += 1 / rate
                if len(self.calls) < MOST_OPEN:
                    self.send(*self.any_request())
            self.turn(0.001)
        self.seen.seconds = time.monotonic() - begun
        self.seen.cpu_seconds = time.process_time() - used
        found = self.seen
        self.give_up_all()
        return found

    def any_request(self) -> tuple[str, bytes]:
        self.step += 1
        (kind,) = random.choices(list(MIX), MIX.values())
        return kind, getattr(self, f"{kind}_request")()

    def read_request(self) -> bytes:
        return get(
            random.choice(("/products/", f"/products/producto-{random.randint(1, 999)}/"))
            + random.choice(("", f"?nr={self.step}"))
        )

    def quote_request(self) -> bytes:
        return post("/epayco/quote/", shopping.basket(self.prices, self.step))

    def checkout_request(self) -> bytes:
        token = random.choice(self.tokens)
        body = shopping.basket(self.prices, self.step)
        return post("/epayco/checkout/", body, Authorization=f"Bearer {token}")

    def login_request(self) -> bytes:
        body = json.dumps({"email": f"nobody{self.step}@example.com", "password": "wrong"})
        return post("/login/", body.encode())

    def send(self, kind: str, request: bytes) -> None:
        call = Call(kind, request, time.monotonic(), self.connection())
        call.socket.setblocking(False)
        self.calls.add(call)
        self.seen.sent += 1
        self.poll.register(call.socket, selectors.EVENT_WRITE, call)

    def connection(self) -> socket.socket:
        if self.idle:
            return self.idle.pop()
        found = socket.socket()
        found.setblocking(False)
        found.connect_ex(("127.0.0.1", self.port))
        return found

    def turn(self, seconds: float) -> None:
        for key, _ in self.poll.select(seconds):
            call = key.data
            try:
                self.go_on(call)
            except OSError:
                self.end(call, None)
        if (now := time.monotonic()) - self.looked_at > LOOK_SECONDS:
            self.looked_at = now
            for call in [call for call in self.calls if call.begun < now - PATIENCE_SECONDS]:
                self.end(call, None)

    def go_on(self, call: Call) -> None:
        if not call.is_sent:
            call.socket.send(call.request)
            call.is_sent = True
            self.poll.modify(call.socket, selectors.EVENT_READ, call)
            return
        data = call.socket.recv(262_144)
        call.answer += data
        if not data:
            self.end(call, None)
        elif is_whole(call.answer):
            self.end(call, int(call.answer[9:12]))

    def end(self, call: Call, status: int | None) -> None:
        self.calls.discard(call)
        self.poll.unregister(call.socket)
        head = call.answer.partition(b"\r\n\r\n")[0].lower()
        if status is None or b"connection: close" in head:
            call.socket.close()
        else:
            self.idle.append(call.socket)
        self.note(call, status, head)
        if call.kind == "checkout" and status == 201:
            data = json.loads(call.answer.partition(b"\r\n\r\n")[2])
            fields = shopping.notice(data["invoice"], data["amount"], str(time.monotonic_ns()))
            form = "application/x-www-form-urlencoded"
            self.send(NOTICE, post("/checkoutconfirmation/", urlencode(fields).encode(), form))

    def note(self, call: Call, status: int | None, head: bytes) -> None:
        if status in (200, 201, 304) or (call.kind == "login" and status == 401):
            self.seen.times[call.kind].append(time.monotonic() - call.begun)
        elif status == 503:
            self.seen.refused[call.kind] += 1
            self.seen.unsaid += b"retry-after" not in head
        else:
            self.seen.broken[f"{call.kind} {status}"] += 1

    def give_up_all(self) -> None:
        """Disconnect all clients, in the middle of their requests."""
        for call in list(self.calls):
            self.poll.unregister(call.socket)
            call.socket.close()
        self.calls.clear()
        for each in self.idle:
            each.close()
        self.idle.clear()


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    if head[9:12] in (b"204", b"304"):
        return True
    lower = head.lower()
    at = lower.index(b"content-length:") + 15
    return len(body) >= int(lower[at:].split(b"\r", 1)[0])
