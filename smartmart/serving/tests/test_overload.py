"""Under overload: which requests wait, which are rejected, and which never are."""

import json
import socket
from collections import deque
from types import SimpleNamespace

import pytest

from smartmart.serving import overload
from smartmart.serving.connections import PatientWorker
from smartmart.serving.overload import BusyWorker

READ = b"GET /products/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
LOGIN = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
QUOTE = b"POST /epayco/quote/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
NOTICE = b"POST /checkoutconfirmation/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def worker(monkeypatch):
    """A worker with one thread, which does nothing: what it was given is in at_work_on."""
    made = BusyWorker.__new__(BusyWorker)
    made.cfg = SimpleNamespace(threads=1, is_ssl=False)
    made.at_work_on, made.at_work, made.nr_conns = [], 0, 0
    made.lanes, made.lingering = {}, deque()
    made.turn, made.refused, made.logged_at = 0, 0, 0.0
    made.poller = SimpleNamespace(register=lambda *_: None, unregister=lambda *_: None)

    def begin(worker, conn):
        worker.at_work += 1
        worker.at_work_on.append(conn)

    def finish(worker, conn, result):
        worker.at_work -= 1

    monkeypatch.setattr(PatientWorker, "enqueue_req", begin)
    monkeypatch.setattr(PatientWorker, "finish_request", finish)
    monkeypatch.setattr(overload, "LONGEST_WAIT", {b"catalog": 3600, b"rest": 3600})
    return made


def ask(worker, request: bytes) -> tuple:
    """A connection with this request, and the client's end of it."""
    client, server = socket.socketpair()
    client.sendall(request)
    conn = SimpleNamespace(sock=server, close=server.close)
    worker.nr_conns += 1
    worker.enqueue_req(conn)
    return conn, client


def fill(worker, request: bytes = READ) -> None:
    for _ in range(worker.cfg.threads + overload.SPARE + overload.MOST_WAITING):
        ask(worker, request)


def test_who_finds_no_place_is_told_when_to_come_back(worker):
    fill(worker)

    _, client = ask(worker, READ)

    head, _, body = client.recv(4096).decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 503 ") and "Retry-After: 2" in head
    assert json.loads(body)["errors"][0]["code"] == "service_unavailable"
    assert client.recv(1) == b""
    assert worker.nr_conns == 3 + overload.MOST_WAITING


def test_a_notice_is_served_before_all_who_wait_and_never_refused(worker):
    fill(worker)
    notices = [ask(worker, NOTICE)[0] for _ in range(overload.MOST_WAITING + 50)]

    worker.finish_request(worker.at_work_on[0], None)

    assert worker.at_work_on[-1] is notices[0]
    assert len(worker.lanes[overload.URGENT]) == len(notices) - 1


def test_a_flood_of_notices_leaves_a_turn_to_others(worker):
    fill(worker)
    notices = [ask(worker, NOTICE)[0] for _ in range(8)]

    for _ in range(8):
        worker.finish_request(worker.at_work_on[0], None)

    assert sum(conn in notices for conn in worker.at_work_on[-8:]) == 6


def test_a_flood_of_one_thing_delays_its_own_kind(worker):
    fill(worker, LOGIN)
    read, _ = ask(worker, READ)
    quote, _ = ask(worker, QUOTE)

    for _ in range(4):
        worker.finish_request(worker.at_work_on[0], None)

    assert read in worker.at_work_on and quote in worker.at_work_on


def test_made_up_paths_share_a_lane(worker):
    fill(worker)
    for number in range(100):
        ask(worker, f"GET /made-up-{number}/ HTTP/1.1\r\n\r\n".encode())

    assert len(worker.lanes) <= overload.MOST_LANES + 1


def test_who_has_waited_too_long_is_refused(worker, monkeypatch):
    for _ in range(worker.cfg.threads + overload.SPARE):
        ask(worker, READ)
    _, client = ask(worker, READ)
    monkeypatch.setattr(overload, "LONGEST_WAIT", {b"catalog": -1, b"rest": -1})

    worker.finish_request(worker.at_work_on[0], None)

    assert client.recv(4096).startswith(b"HTTP/1.1 503 ")
    assert not worker.lanes


def test_who_can_be_served_is_served(worker):
    _, client = ask(worker, READ)

    assert len(worker.at_work_on) == 1
    with pytest.raises(BlockingIOError):
        client.recv(1, socket.MSG_DONTWAIT)
