"""The client's IP address."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

# Some proxies add the port, which differs for each connection.
WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address: the connection's, or the one a trusted proxy reported.

    With TRUSTED_PROXIES=n it is the n-th entry from the right of X-Forwarded-For; entries
    further left were sent by the client and prove nothing.
    """
    hops = settings.TRUSTED_PROXIES
    entries = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if hops and len(entries) >= hops and entries[-hops]:
        return without_port(entries[-hops])[:45]
    return request.META.get("REMOTE_ADDR", "")


def without_port(entry: str) -> str:
    found = WITH_PORT.fullmatch(entry)
    return (found[1] or found[2]) if found else entry


def client_network(address: str) -> str:
    """Count an IPv6 /64 as one client, which can use any address in it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))
