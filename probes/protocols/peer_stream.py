"""A socket as a database driver sees it: bounded, and remembering how the peer began, so that a stranger is named.

The deadline is the socket's own (probes/egress/dial.py). Drivers read whole messages whose length the peer announces; a
peer that speaks another protocol announces gigabytes, and a driver would allocate them before reading.
"""

from __future__ import annotations

import re
import socket
import ssl

from probes.egress.tls_errors import tls_failure
from probes.result import ProbeFailure, Reason

MAX_MESSAGE = 1 << 20
MAX_TOTAL = 8 << 20
FIRST_BYTES = 64

# How servers that speak first, or answer anything at all, begin.
STRANGERS = (
    (re.compile(rb"HTTP/\d"), "an HTTP server"),
    (re.compile(rb"SSH-\d"), "an SSH server"),
    (re.compile(rb"[\x15\x16]\x03[\x00-\x04]"), "a server that expects TLS from the first byte"),
    (re.compile(rb"...\x00\x0a[0-9]+\.[0-9]", re.DOTALL), "a MySQL or MariaDB server"),
    (re.compile(rb"...\x00\xff..", re.DOTALL), "a MySQL or MariaDB server"),
    (re.compile(rb"[RE]\x00\x00..(S|\x00\x00)", re.DOTALL), "a PostgreSQL server"),
    (re.compile(rb"220[ -]"), "an FTP or SMTP server"),
    (re.compile(rb"[-+](ERR|OK|DENIED|NOAUTH|PONG)"), "a Redis server"),
)


class PeerStream:
    """What pg8000 and PyMySQL need of a socket and of the file made from it. Raises ProbeFailure and nothing else."""

    def __init__(self, sock: socket.socket, protocol: str) -> None:
        """`protocol` as the first word of its server's name: PostgreSQL, MySQL."""
        self.sock = sock
        self.first = b""
        self._protocol = protocol
        self._received = 0
        self._unread = bytearray()
        self._unsent = bytearray()

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        if size < 0 or size > MAX_MESSAGE or self._received > MAX_TOTAL:
            raise self.stranger()
        while len(self._unread) < size:
            self._unread += self._receive()
        wanted = bytes(self._unread[:size])
        del self._unread[:size]
        return wanted

    def write(self, data: bytes | bytearray) -> None:
        self._unsent += data

    def flush(self) -> None:
        self.sendall(self._unsent)
        self._unsent.clear()

    def sendall(self, data: bytes | bytearray) -> None:
        try:
            self.sock.sendall(data)
        except TimeoutError as error:
            raise self._broken(error) from error
        except OSError:
            # A peer that closed may have said why before: an error packet, or a TLS alert, which this raises.
            self._unread += self._receive()

    @property
    def pending(self) -> bool:
        """Whether bytes were received that nobody read: before a TLS handshake there must be none (CVE-2021-23222)."""
        return bool(self._unread)

    def makefile(self, *_args: object, **_kwargs: object) -> PeerStream:
        return self

    def settimeout(self, _seconds: float | None) -> None:
        """The deadline of the probe stands, whatever a driver wants."""

    def close(self) -> None:
        self.sock.close()

    def stranger(self) -> ProbeFailure:
        """The peer speaks something else; what, where its first bytes tell."""
        who = self._recognised()
        answers = f"; it answers like {who}" if who else ""
        return ProbeFailure(
            Reason.PROTOCOL_MISMATCH,
            f"the peer does not speak {self._protocol}'s protocol{answers}",
            field="config.port",
            hint="check the host and the port: another service listens there",
        )

    def _recognised(self) -> str | None:
        names = (name for pattern, name in STRANGERS if pattern.match(self.first))
        return next((name for name in names if self._protocol not in name), None)

    def _receive(self) -> bytes:
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise self._broken(error) from error
        if not data:
            raise self.cut()
        self.first = (self.first + data[:FIRST_BYTES])[:FIRST_BYTES]
        self._received += len(data)
        return data

    def _broken(self, error: OSError) -> ProbeFailure:
        if isinstance(error, TimeoutError):
            return self.silent()
        if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
            # With TLS 1.3 the server judges a client certificate after our handshake; its alert comes on a read.
            return tls_failure(error, "the server", field="authConfig.clientCertificate")
        return self.cut()

    def silent(self) -> ProbeFailure:
        """The deadline passed while it was the peer's turn."""
        if self._recognised():
            return self.stranger()
        said = "stopped answering" if self.first else "accepted the connection and then said nothing"
        return ProbeFailure(
            Reason.TIMEOUT,
            f"the peer {said}",
            field="config.host",
            hint=f"check that a {self._protocol} server listens on this port, and that it is not overloaded",
        )

    def cut(self) -> ProbeFailure:
        """The peer ended the connection while it was its turn."""
        if self._recognised():
            return self.stranger()
        if self.first:
            message = "the server closed the connection in the middle of the conversation"
            return ProbeFailure(Reason.PEER_ERROR, message, field="config.host", hint="look into the server's own log")
        return ProbeFailure(
            Reason.UNREACHABLE,
            "the peer accepted the connection and closed it without a word",
            field="config.host",
            hint=f"check that a {self._protocol} server listens on this port, and which addresses it admits",
        )
