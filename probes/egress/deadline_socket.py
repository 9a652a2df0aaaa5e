"""Sockets whose every operation ends at one deadline, whoever reads from them.

A driver's own time-out holds for each recv, so that a peer that sends a byte a second stretches a probe for ever. Here
each operation is armed anew with what remains; a time-out that the driver sets can only shorten it.
"""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _Socket = socket.socket
else:
    _Socket = object


class _Deadline(_Socket):
    """Mixed in before a socket class. `deadline` is on time.monotonic(); None until it is known.

    `tunnels_to` is the peer (address or name, port) where a tunnel leads to it.
    """

    deadline: float | None = None
    tunnels_to: tuple[str, int] | None = None
    _asked: float | None = None

    def settimeout(self, value: float | None, /) -> None:
        # ssl.SSLContext.wrap_socket makes a TLS socket around ours and first hands on the time-out, which is what
        # remains: so a driver that wraps the socket by itself keeps the deadline.
        if self.deadline is None and value:
            self.deadline = time.monotonic() + value
            self._asked = None
        else:
            self._asked = value
        super().settimeout(self._allowed())

    def setblocking(self, flag: bool, /) -> None:
        self.settimeout(None if flag else 0.0)

    def getpeername(self) -> Any:
        return self.tunnels_to or super().getpeername()

    def _allowed(self) -> float | None:
        if self.deadline is None:
            return self._asked
        remaining = max(0.001, self.deadline - time.monotonic())
        return remaining if self._asked is None else min(self._asked, remaining)

    def _arm(self) -> None:
        if self.deadline is not None and self.deadline <= time.monotonic():
            raise TimeoutError("the deadline of the probe has passed")
        super().settimeout(self._allowed())

    def recv(self, *args: Any, **kwargs: Any) -> bytes:
        self._arm()
        return super().recv(*args, **kwargs)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self._arm()
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self._arm()
        return super().send(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self._arm()
        return super().sendall(*args, **kwargs)


class DeadlineSocket(_Deadline, socket.socket):
    """A socket with a deadline."""


class DeadlineTlsSocket(_Deadline, ssl.SSLSocket):
    """The TLS side of one; ssl.SSLContext.sslsocket_class makes contexts wrap into it."""

    def read(self, *args: Any, **kwargs: Any) -> Any:
        self._arm()
        return super().read(*args, **kwargs)

    def write(self, *args: Any, **kwargs: Any) -> int:
        self._arm()
        return super().write(*args, **kwargs)

    def do_handshake(self, *args: Any, **kwargs: Any) -> None:
        self._arm()
        super().do_handshake(*args, **kwargs)

    def unwrap(self) -> socket.socket:
        self._arm()
        return super().unwrap()
