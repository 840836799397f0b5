"""The network address of a request."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """Return the address of the client's computer, or "" if the server does not know it.

    It is the connected address, unless that is one of `settings.TRUSTED_PROXIES`: then it is the last
    address of X-Forwarded-For that is no such proxy. Anybody may have written what stands before it.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return ""
    for forwarded in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        further = _parsed(forwarded)
        if further is None or not _is_trusted(address):
            break
        address = further
    return str(address)


def comes_from_proxy(request: HttpRequest) -> bool:
    """Return True if the connected address is one of `settings.TRUSTED_PROXIES`."""
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    return address is not None and _is_trusted(address)


def network_of(address: str) -> str:
    """Return the network that limits count: an IPv4 address, or the /64 of an IPv6 address.

    One subscriber owns the whole /64.
    """
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed or "")


def _parsed(text: str) -> IPAddress | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: IPAddress) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
