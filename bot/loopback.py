"""What is on this machine only."""

from __future__ import annotations

import ipaddress
from contextlib import suppress


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
