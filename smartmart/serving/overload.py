"""What becomes of more requests than the shop can serve: few wait, and not for long; the rest is
refused at once, which costs next to nothing, so that those who are served are served fast.

Without it everybody waits, and the shop works for clients that have gone meanwhile. ePayco's
notices are served first and never refused, and neither is the load balancer's question."""

import json
import logging
import socket
import time
from collections import deque
from contextlib import suppress

from gunicorn.workers.gthread import TConn

from smartmart.serving.connections import PatientWorker

logger = logging.getLogger(__name__)

URGENT = tuple(
    f"{method} {path}".encode()
    for method in ("GET", "POST")
    for path in ("/checkoutconfirmation/", "/health/")
)
# Requests handed to the threads before one is free, so that no thread waits for the loop.
SPARE = 2
# How many may wait in each process, and how long.
MOST_WAITING, LONGEST_WAIT = 100, 0.5
# Every so many turns somebody else comes before the urgent ones, of which there may be a flood.
OTHERS_TURN = 4
# Connections taken in one turn of the loop of a busy process.
MOST_TAKEN = 32
LOG_SECONDS = 10.0
ERROR = {
    "code": "service_unavailable",
    "detail": "The service is temporarily unavailable. Try again.",
    "attr": None,
}
BODY = json.dumps({"type": "server_error", "errors": [ERROR]})
REFUSAL = "\r\n".join(
    (
        "HTTP/1.1 503 Service Unavailable",
        "Connection: close",
        "Content-Type: application/json",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Retry-After: 2",
        f"Content-Length: {len(BODY)}",
        "",
        BODY,
    )
).encode()


class BusyWorker(PatientWorker):
    """Hands the threads what they can do soon."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.urgent: deque[TConn] = deque()
        self.others: deque[tuple[float, TConn]] = deque()
        self.turn = self.refused = 0
        self.logged_at = float("-inf")

    def accept(self, listener) -> None:
        """One after the other; where all are busy, whoever knocks is told so without delay."""
        before = -1
        for _ in range(1 if self.has_room() else MOST_TAKEN):
            if before == self.nr_conns >= 0:
                break
            before = self.nr_conns
            super().accept(listener)

    def enqueue_req(self, conn: TConn) -> None:
        if self.has_room() or self.cfg.is_ssl:
            super().enqueue_req(conn)
        elif begins_with(conn, URGENT):
            self.urgent.append(conn)
        elif len(self.others) < MOST_WAITING:
            self.others.append((time.monotonic(), conn))
        else:
            self.refuse(conn)

    def finish_request(self, conn: TConn, fs) -> None:
        super().finish_request(conn, fs)
        while self.has_room() and (waiting := self.next()):
            super().enqueue_req(waiting)

    def has_room(self) -> bool:
        return self.at_work < self.cfg.threads + SPARE

    def next(self) -> TConn | None:
        """Who has waited longest, the urgent ones first; who has waited too long is refused."""
        self.turn += 1
        if self.urgent and self.turn % OTHERS_TURN:
            return self.urgent.popleft()
        while self.others:
            since, conn = self.others.popleft()
            if time.monotonic() - since <= LONGEST_WAIT:
                return conn
            self.refuse(conn)
        return self.urgent.popleft() if self.urgent else None

    def refuse(self, conn: TConn) -> None:
        request = b""
        with suppress(OSError):
            # What is left unread would have the connection reset, and the answer lost.
            request = conn.sock.recv(65_536, socket.MSG_DONTWAIT)
            conn.sock.send(REFUSAL, socket.MSG_DONTWAIT)
        self.nr_conns -= 1
        is_all = request.startswith(b"GET ") and request.endswith(b"\r\n\r\n")
        self.close(conn, graceful=not is_all)
        self.tell()

    def tell(self) -> None:
        """One line now and then, however many are refused."""
        self.refused += 1
        if time.monotonic() - self.logged_at > LOG_SECONDS:
            logger.warning("Overloaded: %s requests were refused.", self.refused)
            self.refused, self.logged_at = 0, time.monotonic()


def begins_with(conn: TConn, beginnings: tuple[bytes, ...]) -> bool:
    try:
        first = conn.sock.recv(64, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return False
    return first.startswith(beginnings)
