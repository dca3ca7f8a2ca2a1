"""What becomes of more requests than the shop can serve: few wait, and not for long; the rest is
refused at once, which costs next to nothing, so that those who are served are served fast.

Without it everybody waits, and the shop works for clients that have gone meanwhile. ePayco's
notices are served first and never refused, and neither is the load balancer's question. The others
wait in lanes by what they ask for."""

import json
import logging
import socket
import time
from collections import deque
from contextlib import suppress

from gunicorn.workers.gthread import TConn

from smartmart.serving.connections import PatientWorker

logger = logging.getLogger(__name__)

URGENT, CATALOG, REST = b"urgent", b"catalog", b"rest"
LANES = {b"checkoutconfirmation": URGENT, b"health": URGENT}
GET_LANES = LANES | {b"products": CATALOG, b"categories": CATALOG}
# Requests handed to the threads before one is free, so that no thread waits for the loop.
SPARE = 2
# How many may wait in each lane of each process, and how long.
MOST_WAITING, LONGEST_WAIT = 100, 0.8
# What is not urgent nor of the catalog waits by the first word of its path, so that a flood of one
# thing delays its own kind. Whoever makes up words shares a lane with others who do.
MOST_LANES = 12
# Every so many turns another lane comes first: of anything there may be a flood.
URGENT_TURNS, CATALOG_TURNS = 4, 5
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
        self.lanes: dict[bytes, deque[tuple[float, TConn]]] = {}
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
            return
        name = lane_of(conn)
        if name not in self.lanes and len(self.lanes) >= MOST_LANES and name != URGENT:
            name = REST
        lane = self.lanes.setdefault(name, deque())
        if len(lane) < MOST_WAITING or name == URGENT:
            lane.append((time.monotonic(), conn))
        else:
            self.refuse(conn)

    def finish_request(self, conn: TConn, fs) -> None:
        super().finish_request(conn, fs)
        while self.has_room() and (waiting := self.next()):
            super().enqueue_req(waiting)

    def has_room(self) -> bool:
        return self.at_work < self.cfg.threads + SPARE

    def next(self) -> TConn | None:
        """Who has waited longest in the lane whose turn it is."""
        self.turn += 1
        for name in self.order():
            if (conn := self.first_of(name)) is not None:
                return conn
        return None

    def order(self) -> list[bytes]:
        """The lanes, the urgent one and the catalog's first in most turns, the others in turns."""
        first = [URGENT] * bool(self.turn % URGENT_TURNS) + [CATALOG] * bool(
            self.turn % CATALOG_TURNS
        )
        others = [name for name in self.lanes if name not in first]
        return [name for name in first if name in self.lanes] + others

    def first_of(self, name: bytes) -> TConn | None:
        """The first of the lane, which goes to the end of all; who has waited too long is refused,
        unless it is urgent."""
        lane = self.lanes.pop(name)
        while lane:
            since, conn = lane.popleft()
            if name == URGENT or time.monotonic() - since <= LONGEST_WAIT:
                if lane:
                    self.lanes[name] = lane
                return conn
            self.refuse(conn)
        return None

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


def lane_of(conn: TConn) -> bytes:
    """By the beginning of the request, which stays to be read."""
    try:
        first = conn.sock.recv(64, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return REST
    method, _, path = first.partition(b" ")
    word = path.split(b" ")[0].split(b"?")[0].strip(b"/").split(b"/")[0]
    return (GET_LANES if method == b"GET" else LANES).get(word, word)
