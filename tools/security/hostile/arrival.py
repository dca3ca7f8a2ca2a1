"""Send what no client library would send, directly to the socket: each gets a JSON response."""

from __future__ import annotations

import contextlib
import json
import socket
from dataclasses import dataclass, field

from tools.security.live import Live

HOST = b"Host: 127.0.0.1\r\n"
TYPE = b"Content-Type: application/json\r\n"
BIG = 12_000_000


def post(headers: bytes, body: bytes) -> bytes:
    return b"POST /login/ HTTP/1.1\r\n" + HOST + TYPE + headers + b"\r\n" + body


def chunks(count: int) -> bytes:
    return b"10000\r\n" + b"x" * 65_536 + b"\r\n" if count else b"0\r\n\r\n"


REQUESTS: dict[str, tuple[bytes, tuple[int, ...]]] = {
    "bytes that are no request": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", (400,)),
    "no host": (b"GET /nothing/ HTTP/1.1\r\n\r\n", (400, 404)),
    "two hosts": (b"GET /health/ HTTP/1.1\r\n" + HOST + b"Host: evil\r\n\r\n", (400,)),
    "another host": (b"GET /health/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", (400,)),
    "a long address": (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", (400, 414)),
    "NUL in a header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n", (400,)),
    "a header without a colon": (b"GET / HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", (400,)),
    "a long header": (
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 90_000 + b"\r\n\r\n",
        (400, 431),
    ),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 500 + b"\r\n", (400, 431)),
    "a negative length": (post(b"Content-Length: -5\r\n", b""), (400,)),
    "no number as length": (post(b"Content-Length: five\r\n", b""), (400,)),
    "two lengths": (post(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"), (400,)),
    "length and chunks": (
        post(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
        (400,),
    ),
    "an unknown coding": (post(b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), (400,)),
    "a chunk of no size": (post(b"Transfer-Encoding: chunked\r\n", b"zz\r\nabc\r\n"), (400,)),
    "a query of 8,000 signs": (
        b"GET /users/?"
        + b"&" * 7_000
        + b" HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: a/b; charset=utf-16\r\n\r\n",
        (400, 401),
    ),
    "a path within a path": (
        b"GET /evil/users/profile/ HTTP/1.1\r\n" + HOST + b"SCRIPT_NAME: /evil\r\n\r\n",
        (404,),
    ),
    "no path within a path": (
        b"GET /users/profile/ HTTP/1.1\r\n" + HOST + b"SCRIPT_NAME: /evil\r\n\r\n",
        (401,),
    ),
    "another path": (
        b"GET /users/profile/ HTTP/1.1\r\n" + HOST + b"PATH_INFO: /health/\r\n\r\n",
        (401,),
    ),
    "a body that is too large": (
        post(b"Content-Length: %d\r\n" % BIG, b"x" * BIG),
        (413,),
    ),
    "chunks": (post(b"Transfer-Encoding: chunked\r\n", b"2\r\n[]\r\n0\r\n\r\n"), (400,)),
    "chunks that are too large": (
        post(b"Transfer-Encoding: chunked\r\n", chunks(1) * 60 + chunks(0)),
        (413,),
    ),
}


@dataclass
class Arrivals:
    sent: int = 0
    faults: list[str] = field(default_factory=list)


def ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        # The server may have responded and closed already; the response must still be readable.
        with contextlib.suppress(OSError):
            wire.sendall(request)
        return read(wire)


def read(wire: socket.socket) -> bytes:
    """Read one complete response."""
    got = b""
    while not is_whole(got) and (more := wire.recv(65_536)):
        got += more
    return got


def is_whole(got: bytes) -> bool:
    head, _, body = got.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return False


def fault_of(answer: bytes, allowed: tuple[int, ...]) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head:
        return "no answer arrived"
    status = int(head.split()[1])
    if status not in allowed:
        return f"{status}, not one of {allowed}"
    if b"application/json" not in head:
        return f"{status} is no JSON"
    text = body[body.index(b"{") : body.rindex(b"}") + 1]
    return "" if set(json.loads(text)) == {"type", "errors"} else "no envelope"


def run(shop: Live) -> Arrivals:
    found = Arrivals()
    for what, (request, allowed) in REQUESTS.items():
        found.sent += 1
        try:
            wrong = fault_of(ask(shop.port, request), allowed)
        except OSError as error:
            wrong = repr(error)
        if wrong:
            found.faults.append(f"{what}: {wrong}")
    return found
