"""POST to a URL that staff entered, without reaching into a private network.

The address that is connected to is checked, not the name: a name may resolve differently the
next time (DNS rebinding). No redirects, one deadline for everything, 1 KB of the response."""

import ipaddress
import socket
import threading
from http.client import HTTPException
from urllib.parse import urlsplit

import certifi
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

DEADLINE_SECONDS = 5.0
MAX_RESPONSE = 1024


class NotDelivered(Exception):
    """The endpoint could not be reached, or must not be."""


def post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    """Return the status and the first kilobyte of the response. Raises NotDelivered."""
    connection, host, path = connection_to(url)
    watchdog = threading.Timer(DEADLINE_SECONDS, cut, [connection])
    watchdog.daemon = True
    watchdog.start()
    try:
        # Neither preloaded nor decoded: a small response may unpack to a large one.
        connection.request(
            "POST",
            path,
            body=body,
            headers={**headers, "Host": host},
            preload_content=False,
            decode_content=False,
        )
        response = connection.getresponse()
        return response.status, response.read(MAX_RESPONSE).decode("utf-8", "replace")
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise NotDelivered(type(error).__name__) from None
    finally:
        watchdog.cancel()
        connection.close()


def connection_to(url: str) -> tuple[HTTPConnection, str, str]:
    """Return a connection that is bound to a checked address, the Host header and the path."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotDelivered("The URL is malformed.") from None
    is_https = parts.scheme == "https"
    if not settings.DEBUG and (not is_https or port not in (None, 443)):
        raise NotDelivered("Only https on port 443 is allowed.")
    address = checked_address(host, port or (443 if is_https else 80))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not is_https:
        found = HTTPConnection(*address, timeout=DEADLINE_SECONDS)
    else:
        found = HTTPSConnection(
            *address,
            timeout=DEADLINE_SECONDS,
            server_hostname=host,
            assert_hostname=host,
            cert_reqs="CERT_REQUIRED",
            ca_certs=certifi.where(),
        )
    return found, parts.netloc.rpartition("@")[2], path


def checked_address(host: str, port: int) -> tuple[str, int]:
    """Resolve the host once; reject it if any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotDelivered("The host was not found.") from None
    addresses = [sockaddr[0] for *_, sockaddr in found]
    if not addresses or not (settings.DEBUG or all(map(is_public, addresses))):
        raise NotDelivered("The host has a private address.")
    return addresses[0], port


def is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    # ::ffff:10.0.0.1, 64:ff9b::10.0.0.1 and 2002:0a00:0001:: all lead to 10.0.0.1.
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    if parsed in NAT64:
        inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def cut(connection: HTTPConnection) -> None:
    """Abort the connection at the deadline: socket timeouts alone allow a dripping response."""
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
