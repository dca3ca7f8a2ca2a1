"""Load shedding: if requests exceed capacity, a few wait briefly and the rest get a 503.

A rejection costs next to nothing, so accepted requests stay fast. Without it all requests would
wait, and the shop would work for clients that have already given up. ePayco's notifications and
the load balancer's health checks come first and are never rejected. Other requests wait in queues
(lanes) by the first part of their path."""

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
# The number of requests that may wait in each lane of each process, and for how many seconds.
# Visitors leave a slow page; a purchase or a login is worth a longer wait.
MOST_WAITING, LONGEST_WAIT = 100, {CATALOG: 0.6, REST: 5.0}
# Requests that are neither urgent nor for the catalog have a lane for each first part of the path,
# so that a burst on one path delays only that path. Above this limit, new paths share a lane.
MOST_LANES = 12
# Every nth turn another lane comes first, so that a burst in these lanes can't block the others.
URGENT_TURNS, CATALOG_TURNS = 4, 5
# Connections that a busy process accepts per iteration of its event loop.
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
    """A worker that queues requests in lanes while all threads are busy, and rejects the excess."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lanes: dict[bytes, deque[tuple[float, TConn]]] = {}
        self.turn = self.refused = 0
        self.logged_at = float("-inf")

    def accept(self, listener) -> None:
        """Accept a connection; if all threads are busy, several, to reject the excess quickly."""
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
        """Return the oldest request of the lane whose turn it is."""
        self.turn += 1
        for name in self.order():
            if (conn := self.first_of(name)) is not None:
                return conn
        return None

    def order(self) -> list[bytes]:
        """Return the lanes: urgent and catalog first in most turns; the others rotate."""
        first = [URGENT] * bool(self.turn % URGENT_TURNS) + [CATALOG] * bool(
            self.turn % CATALOG_TURNS
        )
        others = [name for name in self.lanes if name not in first]
        return [name for name in first if name in self.lanes] + others

    def first_of(self, name: bytes) -> TConn | None:
        """Return the first request of the lane, and move the lane to the end.

        Requests that have waited too long are rejected, unless they are urgent."""
        lane = self.lanes.pop(name)
        while lane:
            since, conn = lane.popleft()
            limit = LONGEST_WAIT.get(name, LONGEST_WAIT[REST])
            if name == URGENT or time.monotonic() - since <= limit:
                if lane:
                    self.lanes[name] = lane
                return conn
            self.refuse(conn)
        return None

    def refuse(self, conn: TConn) -> None:
        request = b""
        with suppress(OSError):
            # Unread data would reset the connection, and the client would lose the response.
            request = conn.sock.recv(65_536, socket.MSG_DONTWAIT)
            conn.sock.send(REFUSAL, socket.MSG_DONTWAIT)
        self.nr_conns -= 1
        is_all = request.startswith(b"GET ") and request.endswith(b"\r\n\r\n")
        self.close(conn, graceful=not is_all)
        self.tell()

    def tell(self) -> None:
        """Log the number of rejected requests, at most once per LOG_SECONDS."""
        self.refused += 1
        if time.monotonic() - self.logged_at > LOG_SECONDS:
            logger.warning("Overloaded: %s requests were rejected.", self.refused)
            self.refused, self.logged_at = 0, time.monotonic()


def lane_of(conn: TConn) -> bytes:
    """Return the request's lane, by peeking at its first bytes."""
    try:
        first = conn.sock.recv(64, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return REST
    method, _, path = first.partition(b" ")
    word = path.split(b" ")[0].split(b"?")[0].strip(b"/").split(b"/")[0]
    return (GET_LANES if method == b"GET" else LANES).get(word, word)
