"""Connections that another thread can close.

The timeout of requests restarts with each byte, so a server that drips its headers would keep a
thread forever. The waiting thread closes the connection, which ends the other thread's read."""

import socket
import threading
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import ProxyManager

current = threading.local()


class Line:
    """The connection of one call, from before it opens until after it closes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_over = False
        self.socket: socket.socket | None = None

    def holds(self, opened: socket.socket) -> None:
        """Keep a duplicate of the socket: TLS takes over the original."""
        with self.lock:
            self.close()
            self.socket = opened.dup()
            if self.is_over:
                self.shut()

    def hang_up(self) -> None:
        with self.lock:
            self.is_over = True
            self.shut()

    def shut(self) -> None:
        if self.socket:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None


class Opening:
    """A connection that registers its socket with its thread's Line."""

    def _new_conn(self) -> socket.socket:
        opened: socket.socket = super()._new_conn()  # type: ignore[misc]
        if line := getattr(current, "line", None):
            line.holds(opened)
        return opened


class Http(Opening, HTTPConnection):
    pass


class Https(Opening, HTTPSConnection):
    pass


class HttpPool(HTTPConnectionPool):
    ConnectionCls = Http


class HttpsPool(HTTPSConnectionPool):
    ConnectionCls = Https


class Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": HttpPool, "https": HttpsPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": HttpPool, "https": HttpsPool}
        return manager


def session() -> requests.Session:
    found = requests.Session()
    found.mount("http://", Adapter())
    found.mount("https://", Adapter())
    return found
