"""Requests that arrive too slowly are ended, and don't hold the threads."""

import io
import socket
import threading

import pytest

from smartmart.serving import slow_requests
from smartmart.serving.slow_requests import GRACE_SECONDS, MIN_RATE, Arrival, counted, watched
from smartmart.serving.tests.test_connections import connected
from smartmart.serving.tests.test_shutdown import server, status, wait_until  # noqa: F401

WITHHELD = (
    b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 900000\r\n\r\n{"
)
UNFINISHED = b"GET /health/ HTTP/1.1\r\nHost: local"
CHUNKED = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
# More than the threads and the spare places of one process.
HELD = 12


@pytest.mark.parametrize("server", [0], indirect=True)
def test_requests_without_an_end_hold_no_thread(server):  # noqa: F811
    _, url, _ = server
    kinds = [WITHHELD, UNFINISHED, CHUNKED]
    clients = [connected(url, kinds[number % 3]) for number in range(HELD)]

    wait_until(lambda: status(f"{url}/health/") == 200)

    # Whose body is incomplete is told so.
    assert clients[0].recv(4096).startswith(b"HTTP/1.1 400")
    for client in clients:
        client.close()


def environ_of(body: bytes, client: socket.socket) -> dict:
    return {
        "gunicorn.socket": client,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


@pytest.fixture
def pair():
    ours, client = socket.socketpair()
    yield ours, client
    ours.close()
    client.close()


def test_a_late_request_ends_its_wait(pair):
    ours, client = pair
    got = []
    with watched(ours):
        reader = threading.Thread(target=lambda: got.append(ours.recv(10)))
        reader.start()
        slow_requests.end_late_ones()
        assert reader.is_alive()
        slow_requests._arriving[ours].deadline = 0
        slow_requests.end_late_ones()
        reader.join()
    assert got == [b""]
    # The response still arrives.
    ours.sendall(b"400")
    assert client.recv(10) == b"400"


def test_each_piece_of_a_body_moves_the_deadline(monkeypatch):
    monkeypatch.setattr(slow_requests.time, "monotonic", lambda: now)
    now = 100.0
    arrival = Arrival(None)
    assert arrival.deadline == 100 + GRACE_SECONDS
    now = 105.0
    arrival.received(2 * MIN_RATE)
    assert arrival.deadline == 102 + GRACE_SECONDS
    # Nobody earns a long pause by sending much at first.
    arrival.received(1000 * MIN_RATE)
    assert arrival.deadline == 105 + GRACE_SECONDS


@pytest.mark.parametrize(
    "read",
    [
        lambda stream: stream.read(10_000),
        lambda stream: stream.read(),
        lambda stream: b"".join(stream),
        lambda stream: stream.read(5_000) + stream.read(4_000) + stream.readline(),
    ],
)
def test_a_request_is_complete_with_its_last_byte(pair, read):
    body = b"x" * 9_000 + b"\n"
    with watched(pair[0]):
        stream = counted(environ_of(body, pair[0]))["wsgi.input"]
        assert pair[0] in slow_requests._arriving
        assert read(stream) == body
        assert pair[0] not in slow_requests._arriving


def test_without_a_body_the_headers_are_all(pair):
    with watched(pair[0]):
        environ = environ_of(b"", pair[0])
        assert counted(environ) is environ
        assert pair[0] not in slow_requests._arriving


def test_other_servers_are_left_alone():
    environ = environ_of(b"{}", None)
    assert counted(environ) is environ
