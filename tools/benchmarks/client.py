"""A cheap load generator: raw sockets, kept open, with responses read by their length."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

Request = Callable[[int], bytes]
CONNECTIONS = 8


@dataclass
class Slice:
    """The results of one slice of time."""

    answers: int = 0
    errors: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.answers / self.seconds if self.seconds else 0.0


def get(path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, body: bytes, kind: str = "application/json", **headers: str) -> bytes:
    head = get(path, Content_Type=kind, Content_Length=str(len(body)), **headers)
    return head.replace(b"GET", b"POST", 1) + body


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int):
        self.port = port
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Return the status, head and body of the response; status 0 if there is none.

        A kept connection may end during a request, for example when a worker is replaced after
        its thousands of requests. The request is then repeated on a new connection, as every
        client does."""
        for _ in range(2):
            try:
                self.socket.sendall(request)
                return self.read()
            except (OSError, ValueError):
                self.socket.close()
                self.open()
        return 0, b"", b""

    def read(self) -> tuple[int, bytes, bytes]:
        data = self.rest
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = self.length(head.lower(), status)
        while len(body) < length:
            body += self.more()
        self.rest = body[length:]
        return status, head, body[:length]

    def more(self) -> bytes:
        data = self.socket.recv(262_144)
        if not data:
            raise OSError("closed")
        return data

    @staticmethod
    def length(head: bytes, status: int) -> int:
        if status in (204, 304):
            return 0
        at = head.index(b"content-length:") + 15
        return int(head[at : head.find(b"\r", at) if b"\r" in head[at:] else None])


def run(
    port: int,
    request: Request,
    seconds: float,
    connections: int = CONNECTIONS,
    pause: float = 0.0,
) -> Slice:
    """Send requests for some seconds over several connections at once.

    request(n) makes the nth request. Connections can pause after each response."""
    found, numbers, lock = Slice(), count(int(time.monotonic() * 1000)), threading.Lock()
    end = time.monotonic() + seconds

    def work() -> None:
        connection, good, bad, times = Connection(port), 0, 0, []
        while (started := time.monotonic()) < end:
            status = connection.ask(request(next(numbers)))[0]
            times.append(time.monotonic() - started)
            good, bad = (good + 1, bad) if 200 <= status < 400 else (good, bad + 1)
            if pause:
                time.sleep(pause)
        with lock:
            found.answers += good
            found.errors += bad
            found.times += times

    started = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.monotonic() - started
    return found
