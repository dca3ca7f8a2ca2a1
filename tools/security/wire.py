"""Call the WSGI application directly with any bytes, as gunicorn would pass them on."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from smartmart.http.handler import ShopHandler

Headers = Iterable[tuple[str, str]]
JSON = "application/json"


@dataclass(frozen=True)
class WsgiReply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").startswith(JSON)

    def json(self):
        return json.loads(self.body)


application = functools.cache(ShopHandler)


def call(method: str, target: str, headers: Headers = (), body: bytes = b"") -> WsgiReply:
    """Call a target: path and query as on the request line, percent-encoded or not."""
    path, _, query = target.partition("?")
    return run(environ_of(method, path, query, headers, body))


def run(environ: dict) -> WsgiReply:
    got: dict = {}

    def start(status: str, sent: list[tuple[str, str]], exc_info=None):
        headers = {name.lower(): text for name, text in sent}
        got.update(status=int(status.split()[0]), headers=headers)

    with connections_kept():
        result = application()(environ, start)
        try:
            content = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
    return WsgiReply(got["status"], got["headers"], content)


@contextmanager
def connections_kept() -> Iterator[None]:
    """Keep database connections open between requests.

    Inside a transaction Django would treat the open connection as forgotten and close it at the
    end of a request. A test's requests share the transaction of the test."""
    if not connection.in_atomic_block:
        yield
        return
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def environ_of(method: str, path: str, query: str, headers: Headers, body: bytes) -> dict:
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.encode("utf-8", "replace").decode("latin-1"),
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, text in headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = text.encode("utf-8", "replace").decode("latin-1")
    return environ


def bearer(token: str | None) -> list[tuple[str, str]]:
    return [("Authorization", f"Bearer {token}")] if token else []


def send(method: str, target: str, data: object = None, *, token: str | None = None) -> WsgiReply:
    """Send an ordinary JSON request."""
    headers = bearer(token)
    if data is None:
        return call(method, target, headers)
    return call(method, target, [*headers, ("Content-Type", JSON)], json.dumps(data).encode())
