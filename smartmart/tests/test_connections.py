"""Slow connections cost nobody else a wait."""

import socket
import time
from types import SimpleNamespace

import pytest

from smartmart.serving.connections import PatientWorker
from smartmart.tests.test_leaving import server, status  # noqa: F401 a fixture

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


def test_a_process_without_a_free_thread_takes_no_connections():
    worker = PatientWorker.__new__(PatientWorker)
    worker.cfg, worker.sockets, worker.accept = SimpleNamespace(threads=2), ["door"], None
    worker._accepting = False
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
