"""The network address that a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """The address of the computer that asks, or "" when the server does not know it.

    It is the address that is connected, unless that is one of `settings.TRUSTED_PROXIES`: then it is the
    last one of X-Forwarded-For that is not such a proxy. Whatever stands before it, anybody may have written.
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
    """Whether the address that is connected is one of `settings.TRUSTED_PROXIES`."""
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    return address is not None and _is_trusted(address)


def network_of(address: str) -> str:
    """What limits count: an IPv4 address alone, or the /64 that one subscriber of IPv6 owns whole."""
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
