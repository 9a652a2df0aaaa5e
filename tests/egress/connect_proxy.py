"""A small HTTP proxy of the tests' own: it knows CONNECT alone (RFC 9110 9.3.6) and tunnels for whoever may."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.egress.scripted import Conversation, peer

USER, PASSWORD = "connectors", "pr0xy:p@ss/wörd"
USERINFO = "connectors:pr0xy%3Ap%40ss%2Fw%C3%B6rd"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@dataclass
class ConnectProxy:
    """`heads` are the requests it got, as they came."""

    port: int = 0
    heads: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url_with_credentials(self) -> str:
        return f"http://{USERINFO}@127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]


@contextlib.contextmanager
def connect_proxy(
    *, guarded: bool = False, unauthorized: int = 407, dead: tuple[str, ...] = ()
) -> Iterator[ConnectProxy]:
    """`guarded`: who does not show USER and PASSWORD gets `unauthorized`. It answers 503 for addresses in `dead`."""
    described = ConnectProxy()

    def serve(conversation: Conversation) -> None:
        head = conversation.read_request().decode("ascii")
        described.heads.append(head)
        method, target, version = head.split("\r\n", 1)[0].split(" ")
        assert (method, version) == ("CONNECT", "HTTP/1.1")
        assert f"\r\nHost: {target}\r\n" in head
        if guarded and f"\r\nProxy-Authorization: Basic {BASIC}\r\n" not in head:
            conversation.sock.sendall(
                f'HTTP/1.1 {unauthorized} Unauthorized\r\nProxy-Authenticate: Basic realm="proxy"\r\n'
                "Content-Length: 5\r\n\r\nNo!!\n".encode()
            )
            return
        host, _colon, port = target.rpartition(":")
        if host in dead:
            conversation.sock.sendall(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
            return
        try:
            far = socket.create_connection((host.strip("[]"), int(port)), timeout=5)
        except OSError:
            conversation.sock.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        with far:
            far.settimeout(None)
            conversation.sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_carry, args=(far, conversation.sock))
            back.start()
            _carry(conversation.sock, far)
            back.join(10)

    with peer(serve) as there:
        described.port = there.port
        yield described


def _carry(source: socket.socket, sink: socket.socket) -> None:
    """Until either end has closed; then the tunnel is over."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for each in (source, sink):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
