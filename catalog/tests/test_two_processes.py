"""Two server processes, each with its own cache: both show a commit immediately."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from catalog.services import products as services
from catalog.tests.factories import make_category, make_product

pytestmark = pytest.mark.db_server
WRITES = 60


def database_url() -> str:
    of = connection.settings_dict
    return f"mysql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


@pytest.fixture
def server(transactional_db) -> Iterator[int]:
    """The port of a gunicorn with two workers on the test's own database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "smartmart.settings_test")
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": module,
        "LOG_LEVEL": "ERROR",
    }
    shape = ["--workers=2", "--threads=4", "--worker-class=gthread", f"--bind=127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "smartmart.wsgi", *shape]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            return get(http.client.HTTPConnection("127.0.0.1", port), "/health/") and None
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The server did not start.")


def get(client: http.client.HTTPConnection, address: str) -> dict:
    client.request("GET", address)
    response = client.getresponse()
    body = response.read()
    assert response.status == 200, body
    return json.loads(body)


def test_no_process_shows_what_a_commit_has_replaced(server):
    category = make_category("Café")
    product = make_product("Panela", category=category, stock_quantity=0)
    other = make_product("Otro")
    stop = threading.Event()

    def keep_asking() -> None:
        """Readers that fill the memories while the writes are on their way."""
        client = http.client.HTTPConnection("127.0.0.1", server)
        while not stop.is_set():
            get(client, "/products/")
            get(client, "/products/panela/")

    readers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for reader in readers:
        reader.start()
    clients = [http.client.HTTPConnection("127.0.0.1", server) for _ in range(6)]
    try:
        for number in range(1, WRITES + 1):
            services.update_product(product.pk, stock_quantity=number)
            services.update_product(other.pk, is_active=bool(number % 2))
            for client in clients:
                assert get(client, "/products/panela/")["stock_quantity"] == number
                listed = get(client, "/products/?category=cafe")["results"]
                assert [each["stock_quantity"] for each in listed] == [number]
                assert get(client, "/products/")["count"] == 1 + number % 2
    finally:
        stop.set()
        for reader in readers:
            reader.join(60)
