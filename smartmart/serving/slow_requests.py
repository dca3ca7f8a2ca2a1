"""End requests that arrive too slowly: each holds a thread, so a few of them would stop a process.

The headers must be complete after GRACE_SECONDS. A body must not pause for longer than that, and
must arrive at MIN_RATE on average after these seconds."""

import math
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

GRACE_SECONDS = 10.0
# Bytes per second: less than the slowest mobile network sends.
MIN_RATE = 4096
PIECE = 4096


class Arrival:
    """A request that is arriving. The deadline moves with each piece."""

    def __init__(self, client: socket.socket):
        self.socket, self.deadline = client, time.monotonic() + GRACE_SECONDS

    def received(self, size: int) -> None:
        latest = time.monotonic() + GRACE_SECONDS
        self.deadline = min(self.deadline + size / MIN_RATE, latest)

    def is_complete(self) -> None:
        _arriving.pop(self.socket, None)

    def cut(self) -> None:
        """Wake the thread that reads: it gets what has arrived, and responds to that."""
        self.is_complete()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RD)


# Filled by the threads, read by the worker's main loop.
_arriving: dict[socket.socket, Arrival] = {}


@contextmanager
def watched(client: socket.socket) -> Iterator[None]:
    """Limit the time in which a request arrives on this connection."""
    arrival = _arriving[client] = Arrival(client)
    try:
        yield
    finally:
        arrival.is_complete()


def end_late_ones() -> None:
    now = time.monotonic()
    for arrival in list(_arriving.values()):
        if arrival.deadline < now:
            arrival.cut()


def counted(environ: dict) -> dict:
    """Return the environ with an input that reports what arrives; without a body, the request is
    complete. Elsewhere than in our server, nothing changes."""
    arrival = _arriving.get(environ.get("gunicorn.socket"))
    if arrival is None:
        return environ
    is_chunked = environ.get("HTTP_TRANSFER_ENCODING")
    length = math.inf if is_chunked else number(environ.get("CONTENT_LENGTH"))
    if not length:
        arrival.is_complete()
        return environ
    return environ | {"wsgi.input": CountedInput(environ["wsgi.input"], length, arrival)}


def number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


class CountedInput:
    """The body of a request, read in pieces, so that its pace shows."""

    def __init__(self, stream, length: float, arrival: Arrival):
        self.stream, self.left, self.arrival = stream, length, arrival

    def read(self, size: int = -1) -> bytes:
        pieces = []
        while size:
            wanted = min(size, PIECE) if size > 0 else PIECE
            pieces.append(self.counted(self.stream.read(wanted)))
            if len(pieces[-1]) < wanted:
                self.arrival.is_complete()
                break
            size -= wanted if size > 0 else 0
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        return self.counted(self.stream.readline(size))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def counted(self, piece: bytes) -> bytes:
        self.left -= len(piece)
        self.arrival.received(len(piece))
        if self.left <= 0:
            self.arrival.is_complete()
        return piece
