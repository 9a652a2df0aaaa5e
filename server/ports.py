"""Listen addresses: parsed, and found free before any worker shares them."""

from __future__ import annotations

import errno
import os
import socket


class PortTaken(Exception):
    """An address cannot be listened on. One line that names it."""


def split(address: str) -> tuple[str, int]:
    """host:port or [v6]:port."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def reserve(address: str) -> socket.socket:
    """Takes the address for this service: workers may share it (SO_REUSEPORT), a second service may not.

    With SO_REUSEPORT alone two services would share a port in silence, so it is first bound without. The socket that
    keeps it (bound, never listening) has no SO_REUSEADDR: that is what makes the next service's first bind fail.
    Raises PortTaken.
    """
    host, port = split(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as exclusive:
            # Connections of a service that just stopped may linger in TIME_WAIT; they are no obstacle.
            exclusive.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            exclusive.bind((host, port))
            port = exclusive.getsockname()[1]
        kept = _sharing(family)
        kept.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"{address} is in use by another process") from None
        raise PortTaken(f"cannot listen on {address}: {os.strerror(error.errno or 0)}") from None
    return kept


def listen(reserved: socket.socket) -> socket.socket:
    """A listening socket of this process on a reserved address."""
    shared = _sharing(reserved.family)
    # Passed on to the connections: those that linger in TIME_WAIT then do not keep the next start from the port.
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    shared.bind(reserved.getsockname())
    shared.listen(1024)
    shared.setblocking(False)
    return shared


def shown(reserved: socket.socket) -> str:
    """host:port of a reserved socket, the port being the real one where 0 was asked for."""
    host, port = reserved.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _sharing(family: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return made
