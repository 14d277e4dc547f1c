"""The network address that a request comes from, for limits: behind a proxy that the office trusts, what the proxy says."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import Request

Address = IPv4Address | IPv6Address

LINE = 56
"""Bits that all IPv6 addresses of one line have in common. Homes get 256 networks of their own (RIPE-690, 4.2): who may hop
through them would have each limit 256 times. Phones on a mobile network share some, as they do IPv4 addresses."""


def peer(request: Request) -> Address | None:
    """Who is connected to us, whatever they say of themselves."""
    return _read(request.client.host) if request.client else None


def is_forwarded(request: Request) -> bool:
    """Whether a proxy hands it on for somebody else."""
    return any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))


class Networks:
    """Counts somebody's addresses as one."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        self._trusted = [ip_network(one) for one in trusted]

    def of(self, request: Request) -> str:
        """The last hop that is no proxy of ours; empty where there is none."""
        hops = [hop for line in request.headers.getlist("x-forwarded-for") for hop in line.split(",")]
        client = peer(request)
        while client is not None and self._is_ours(client) and hops:
            hop = _read(hops.pop().strip())
            if hop is None:                              # it does not know, or hides it
                break
            client = hop
        return "" if client is None else _counted(client)

    def _is_ours(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _read(text: str) -> Address | None:
    """Of `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`; None where it is no address."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _counted(address: Address) -> str:
    return str(address if address.version == 4 else ip_network((address, LINE), strict=False))
