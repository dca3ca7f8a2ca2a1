"""Handle connections so that slow clients don't delay others.

By itself gunicorn lets a thread wait five seconds for a connection's first byte, accepts new
connections while all its threads are busy and another process is idle, and closes connections in
its main loop, where it waits two seconds for the client."""

import socket
import time
from collections import deque
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from smartmart.serving import slow_requests

LINGER_SECONDS, MOST_LINGERING, MOST_DRAINED = 2.0, 100, 65_536
# How long a busy process leaves new connections to the others.
LEFT_SECONDS = 0.05


class PatientWorker(ThreadWorker):
    """A worker whose main loop passes requests to threads and never waits for a client."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.at_work, self.busy_since, self.is_accepting = 0, 0.0, False
        self.silent_until = 0.0
        self.lingering: deque[Lingering] = deque()

    # --- Opening: a connection takes a thread once data has arrived ------------------------------
    def accept(self, listener) -> None:
        with suppress(BlockingIOError, ConnectionAbortedError):
            client, address = listener.accept()
            self.nr_conns += 1
            conn = TConn(self.cfg, client, address, listener.getsockname())
            conn.set_timeout()
            self.pending_conns.append(conn)
            self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    # --- Accepting: a process without a free thread leaves new connections to the others for a
    # moment. If they are still waiting then, the others are just as busy.
    def set_accept_enabled(self, enabled: bool) -> None:
        self.is_accepting = enabled and (self.is_free() or self.is_late())
        super().set_accept_enabled(self.is_accepting)

    def is_free(self) -> bool:
        is_free = self.at_work < self.cfg.threads
        self.busy_since = 0.0 if is_free else self.busy_since or time.monotonic()
        return is_free

    def is_late(self) -> bool:
        return time.monotonic() - self.busy_since > LEFT_SECONDS

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        if self.alive:
            self.set_accept_enabled(self.nr_conns < self.worker_connections)
        most = timeout if self.is_accepting else LEFT_SECONDS
        super().wait_for_and_dispatch_events(min(timeout, most))

    def enqueue_req(self, conn) -> None:
        self.at_work += 1
        super().enqueue_req(conn)

    def finish_request(self, conn, fs) -> None:
        self.at_work -= 1
        conn.close = partial(self.close, conn)
        super().finish_request(conn, fs)

    # --- Reading: a request that arrives too slowly is ended --------------------------------------
    def handle(self, conn):
        with slow_requests.watched(conn.sock):
            return super().handle(conn)

    # --- Closing: the client may take its time ----------------------------------------------------
    def close(self, conn, graceful: bool = False) -> None:
        if not graceful:
            TConn.close(conn)
            return
        if len(self.lingering) >= MOST_LINGERING:
            self.end(self.lingering[0])
        left = Lingering(conn.sock)
        if left.has_begun:
            self.lingering.append(left)
            self.poller.register(conn.sock, EVENT_READ, lambda _sock: self.drain(left))

    def drain(self, left: "Lingering") -> None:
        if left.is_over():
            self.end(left)

    def end(self, left: "Lingering") -> None:
        # The same iteration of the event loop may have closed it already.
        with suppress(ValueError):
            self.lingering.remove(left)
        with suppress(KeyError, ValueError, OSError):
            self.poller.unregister(left.socket)
        left.socket.close()

    def murder_pending(self) -> None:
        if not self.alive:
            # On shutdown, wait for silent connections no longer than for others.
            self.silent_until = self.silent_until or time.monotonic() + STOP_KEEPALIVE_LINGER
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout, self.silent_until)
        super().murder_pending()
        slow_requests.end_late_ones()
        while self.lingering and self.lingering[0].until < time.monotonic():
            self.end(self.lingering[0])


class Lingering:
    """A connection shut down on our side. It is closed once the client has closed its side: closed
    earlier, with unread data, it would be reset, and the client might never see the response."""

    def __init__(self, client: socket.socket):
        self.socket, self.read = client, 0
        self.until = time.monotonic() + LINGER_SECONDS
        self.has_begun = False
        try:
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            self.has_begun = True
        except OSError:
            client.close()

    def is_over(self) -> bool:
        try:
            got = self.socket.recv(4096)
        except BlockingIOError:
            return False
        except OSError:
            return True
        self.read += len(got)
        return not got or self.read > MOST_DRAINED
