"""Slow connections don't delay others."""

import socket
import time
from types import SimpleNamespace

import pytest

from smartmart.serving import connections
from smartmart.serving.connections import PatientWorker
from smartmart.serving.tests.test_shutdown import server, status  # noqa: F401 a fixture

CLOSE = b"GET /health/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
# Each would keep the only process two seconds, or one of its eight threads five.
CLOSERS, SILENT = 40, 120
MUCH_LESS_SECONDS = 30


def connected(url: str, text: bytes = b"") -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    client = socket.create_connection((host, int(port)))
    client.sendall(text)
    return client


@pytest.mark.parametrize("server", [0], indirect=True)
def test_who_says_nothing_and_who_does_not_close_keep_nobody(server):  # noqa: F811
    _, url, _ = server
    clients = [connected(url) for _ in range(SILENT)]
    clients += [connected(url, CLOSE) for _ in range(CLOSERS)]

    begun = time.monotonic()
    assert [status(f"{url}/health/") for _ in range(3)] == [200] * 3
    assert time.monotonic() - begun < MUCH_LESS_SECONDS

    # Who closes late has got the answer, and who speaks late is answered.
    assert clients[-1].recv(4096).startswith(b"HTTP/1.1 200")
    clients[0].sendall(CLOSE)
    assert clients[0].recv(4096).startswith(b"HTTP/1.1 200")
    for client in clients:
        client.close()


def test_a_process_without_a_free_thread_leaves_connections_to_others(monkeypatch):
    monkeypatch.setattr(connections, "LEFT_SECONDS", 3600)
    worker = PatientWorker.__new__(PatientWorker)
    worker.cfg, worker.sockets, worker.accept = SimpleNamespace(threads=2), ["door"], None
    worker._accepting, worker.busy_since = False, 0.0
    doors = []
    worker.poller = SimpleNamespace(
        register=lambda door, *_: doors.append(door), unregister=doors.remove
    )
    worker.sockets[0] = SimpleNamespace(setblocking=lambda _: None)

    taking = []
    for worker.at_work in (0, 1, 2, 3, 1):
        worker.set_accept_enabled(True)
        taking.append(len(doors))

    assert taking == [1, 1, 0, 0, 1]
    # Unless they stay: then the others are as busy, and somebody has to tell them.
    worker.at_work, worker.busy_since = 2, -3600.0
    worker.set_accept_enabled(True)
    assert len(doors) == 1


def test_a_connection_that_is_ended_twice_ends_once():
    """In one turn of the loop it may be the one too many, and bring its last word."""
    ours, client = socket.socketpair()
    worker = PatientWorker.__new__(PatientWorker)
    worker.poller = SimpleNamespace(unregister=lambda _: None)
    left = connections.Lingering(ours)
    worker.lingering = connections.deque([left])

    worker.end(left)
    worker.drain(left)

    assert not worker.lingering
    client.close()
