"""POST to a URL that staff entered, without reaching into a private network.

The address that is connected to is checked, not the name: a name may resolve differently the
next time (DNS rebinding). No redirects, one deadline for everything, 1 KB of the response."""

import ipaddress
import socket
import threading
import time
from http.client import HTTPException

import certifi
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

DEADLINE_SECONDS = 5.0
MAX_RESPONSE = 1024


class DeliveryFailed(Exception):
    """The endpoint could not be reached, or must not be."""


def post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    """Return the status and the first kilobyte of the response. Raises NotDelivered."""
    connection, host, path = connection_to(url)
    started = time.monotonic()
    watchdog = None
    try:
        # The TLS handshake replaces the socket, so the watchdog could not cut it. connect() has
        # limits of its own.
        connection.connect()
        connection.timeout = DEADLINE_SECONDS
        left = max(0.0, started + DEADLINE_SECONDS - time.monotonic())
        watchdog = threading.Timer(left, cut, [connection])
        watchdog.daemon = True
        watchdog.start()
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
        raise DeliveryFailed(type(error).__name__) from None
    finally:
        if watchdog:
            watchdog.cancel()
        connection.close()


def connection_to(url: str) -> tuple[HTTPConnection, str, str]:
    """Return a connection that is bound to a checked address, the Host header and the path."""
    try:
        # Also encodes letters beyond ASCII, in the host and in the path.
        parts = parse_url(url)
    except ValueError:
        raise DeliveryFailed("The URL is malformed.") from None
    host, port = (parts.host or "").strip("[]"), parts.port
    is_https = parts.scheme == "https"
    if not settings.DEBUG and not is_allowed(url):
        raise DeliveryFailed("Only https on port 443 is allowed.")
    address = checked_address(host, port or (443 if is_https else 80))
    # For the TCP connection and for the TLS handshake, one after the other.
    timeout = DEADLINE_SECONDS / 2
    if not is_https:
        found = HTTPConnection(*address, timeout=timeout)
    else:
        found = HTTPSConnection(
            *address,
            timeout=timeout,
            server_hostname=host,
            assert_hostname=host,
            cert_reqs="CERT_REQUIRED",
            ca_certs=certifi.where(),
        )
    return found, parts.netloc or "", parts.request_uri


def is_allowed(url: str) -> bool:
    """Return True for https on its own port, which production requires."""
    parts = parse_url(url)
    return parts.scheme == "https" and parts.port in (None, 443)


def checked_address(host: str, port: int) -> tuple[str, int]:
    """Resolve the host once; reject it if any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DeliveryFailed("The host was not found.") from None
    addresses = [sockaddr[0] for *_, sockaddr in found]
    if not addresses or not (settings.DEBUG or all(map(is_public, addresses))):
        raise DeliveryFailed("The host has a private address.")
    return addresses[0], port


def is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    # ::ffff:10.0.0.1, 64:ff9b::10.0.0.1 and 2002:0a00:0001:: all lead to 10.0.0.1.
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    if parsed in NAT64:
        inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    is_unicast = parsed.version == 4 or parsed in GLOBAL_UNICAST
    return is_unicast and parsed.is_global and not parsed.is_multicast


NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What IPv6 calls global beside it isn't public: site-local fec0::1, local NAT64 64:ff9b:1::a00:1.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def cut(connection: HTTPConnection) -> None:
    """Abort the connection at the deadline: socket timeouts alone allow a dripping response."""
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
