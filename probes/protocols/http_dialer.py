"""A dialler for HTTP, where one probe may connect to one peer several times: each peer's steps are told once.

A server that closes the connection after each answer (HTTP/1.0, `Connection: close`) makes no second story of it.
"""

from __future__ import annotations

import socket
import ssl

from probes.egress.dial import Dialer
from probes.result import Trace


class OnceTellingDialer(Dialer):
    """Approves and dials as `dialer` does; of a peer it knows, it records nothing again."""

    def __init__(self, dialer: Dialer) -> None:
        super().__init__(dialer.policy, dialer.trace, dialer.deadline)
        self._silent = Dialer(dialer.policy, Trace(), dialer.deadline)
        self._connected: set[tuple[str, int]] = set()
        self._secured: set[tuple[str, int]] = set()

    def connect(self, host: str, port: int, *, field: str = "config.host") -> socket.socket:
        if (host, port) in self._connected:
            return self._silent.connect(host, port, field=field)
        sock = super().connect(host, port, field=field)
        self._connected.add((host, port))
        return sock

    def start_tls(
        self,
        sock: socket.socket,
        host: str,
        context: ssl.SSLContext,
        *,
        field: str = "config.host",
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLSocket:
        peer = (host, sock.getpeername()[1])
        if peer in self._secured:
            return self._silent.start_tls(sock, host, context, field=field, session=session)
        secured = super().start_tls(sock, host, context, field=field, session=session)
        self._secured.add(peer)
        return secured
