"""Peers that behave badly on loopback, each opened in the guard by an exact rule; the guard is never off."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from probes.egress.dial import Dialer
from probes.egress.policy import EgressPolicy
from probes.result import ProbeFailure, Trace

SECONDS = 1.0  # the deadline of most tests here
GRACE = 1.0  # and by how much it may be overrun

Script = Callable[["Conversation"], None]


@dataclass
class Conversation:
    """One accepted connection of a peer."""

    sock: socket.socket
    stopped: threading.Event

    def read_request(self) -> bytes:
        """Bytes up to the empty line that ends an HTTP request's headers."""
        got = b""
        while b"\r\n\r\n" not in got and (more := self.sock.recv(65536)):
            got += more
        return got

    def drip(self, data: bytes, seconds: float = 0.1) -> None:
        """Sends a byte at a time."""
        for byte in data:
            if self.stopped.wait(seconds):
                return
            self.sock.sendall(bytes([byte]))

    def flood(self, data: bytes) -> None:
        while not self.stopped.is_set():
            self.sock.sendall(data)

    def hang(self) -> None:
        self.stopped.wait(30)

    def reset(self) -> None:
        """Ends the connection with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.sock.close()

    def tls(self, context: ssl.SSLContext) -> Conversation:
        return Conversation(context.wrap_socket(self.sock, server_side=True), self.stopped)


@dataclass
class Peer:
    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def peer(script: Script, address: str = "127.0.0.1") -> Iterator[Peer]:
    """A peer that runs `script` for each connection; no thread or socket of it is left behind."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, 0), family=family)
    stopped = threading.Event()
    threads: list[threading.Thread] = []
    sockets: list[socket.socket] = []
    described = Peer(listener.getsockname()[1])

    def converse(sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock:
            script(Conversation(sock, stopped))

    def accept() -> None:
        while not stopped.is_set():
            try:
                sock, _address = listener.accept()
            except OSError:
                return
            described.connections += 1
            sockets.append(sock)
            threads.append(threading.Thread(target=converse, args=(sock,)))
            threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield described
    finally:
        stopped.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join(5)
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)
        assert not acceptor.is_alive()
        assert not any(thread.is_alive() for thread in threads)


def dialer(*allow: str, seconds: float = SECONDS) -> Dialer:
    return Dialer(EgressPolicy.parse(allow, []), Trace(), time.monotonic() + seconds)


def dialer_to(peer: Peer, seconds: float = SECONDS) -> Dialer:
    return dialer(f"127.0.0.1:{peer.port}", seconds=seconds)


@contextlib.contextmanager
def failing(seconds: float = SECONDS) -> Iterator[list[ProbeFailure]]:
    """The block must raise ProbeFailure within its deadline and the grace; it is the list's one item afterwards."""
    begun = time.monotonic()
    found: list[ProbeFailure] = []
    try:
        yield found
    except ProbeFailure as failure:
        found.append(failure)
    assert time.monotonic() - begun < seconds + GRACE
    assert found, "the peer was accepted"
    assert found[0].message
    assert found[0].field
    assert found[0].hint
