"""The addresses of this machine's own interfaces: what a service that listens on 0.0.0.0 or :: can be reached at."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address

import psutil

_FAMILIES = (socket.AF_INET, socket.AF_INET6)


def with_interfaces(listening: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The (address, port) pairs, and beside each that stands for every address one for each interface of now."""
    found: list[tuple[str, int]] = []
    for address, port in listening:
        found.append((address, port))
        if ip_address(address).is_unspecified:
            found += [(own, port) for own in _interface_addresses()]
    return found


def _interface_addresses() -> list[str]:
    """Without zone ids: an address is dialled without one."""
    entries = [entry for interface in psutil.net_if_addrs().values() for entry in interface]
    return [entry.address.partition("%")[0] for entry in entries if entry.family in _FAMILIES]
