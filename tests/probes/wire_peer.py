"""Servers that the tests script from a protocol's public specification, and a probe's test of one.

Each knows one user, one database and two tables, of which the user may read the first; what it is sent it checks.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from probes.result import ProbeResult, Reason
from tests.egress.scripted import Conversation, Peer, peer
from tests.peers.certificates import Certificates, Pair
from tests.probes.probing import failed, run

USER, PASSWORD, DATABASE = "reader", "p@ss-CANARY-ü1", "analytics"
TABLE, CLOSED_TABLE, ABSENT_TABLE = "orders", "payroll", "absent"

Fields = dict[str, Any]


class Gone(Exception):
    """The client closed the connection."""


@dataclass(slots=True)
class Line:
    """The server's end of a connection. `tls` is what TLS would be started with; None where there is none."""

    sock: Any
    tls: ssl.SSLContext | None
    busy: bool = False
    hang: Callable[[], None] = lambda: None

    def exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            data = self.sock.recv(size - len(got))
            if not data:
                raise Gone
            got += data
        return got

    def say(self, data: bytes) -> None:
        self.sock.sendall(data)


Serve = Callable[[Line], None]


@dataclass(frozen=True, slots=True)
class Scripted:
    """A type, the server that stands for it, and what a whole connector says. `announced`: the protocol has a word
    before TLS, so `serve` starts it by itself."""

    type_name: str
    serve: Serve
    config: Fields
    auth: Fields = field(default_factory=lambda: {"username": USER, "password": PASSWORD})
    announced: bool = False

    def probe(
        self,
        certificates: Certificates,
        config: Mapping[str, Any] | None = None,
        auth: Mapping[str, Any] | None = None,
        *,
        busy: bool = False,
        tls: bool = True,
        shown: Pair | None = None,
        **more: Any,
    ) -> ProbeResult:
        """A None takes a field away. The server is left alone where config says another port."""
        given = config or {}
        with self.running(shown or certificates.server, busy=busy, tls=tls) as server:
            whole: Fields = {"host": "127.0.0.1", "port": server.port, "sslMode": "verify-full"}
            whole |= {"caCertificate": certificates.ca.read_text()} | self.config | dict(given)
            return run(
                self.type_name,
                {name: value for name, value in whole.items() if value is not None},
                {name: value for name, value in (self.auth | dict(auth or {})).items() if value is not None},
                port=given.get("port") or server.port,
                **more,
            )

    @contextlib.contextmanager
    def running(self, shown: Pair, *, busy: bool = False, tls: bool = True) -> Iterator[Peer]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if context:
            context.load_cert_chain(shown.certificate, shown.key)

        def converse(conversation: Conversation) -> None:
            sock: socket.socket = conversation.sock
            if context and not self.announced:
                sock = conversation.tls(context).sock
            with contextlib.suppress(Gone):
                self.serve(Line(sock, context, busy, conversation.hang))

        with peer(converse) as server:
            yield server

    def as_type(self, type_name: str) -> Scripted:
        return replace(self, type_name=type_name)


CLEAR = {"sslMode": "disable", "caCertificate": None}


def assert_refused(result: ProbeResult, reason: Reason, at: str, step: str) -> None:
    assert not result.success
    assert (result.reason, result.field, failed(result)) == (reason, at, [step]), result
    assert result.hint
    assert result.message


STRANGERS = [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\xff" * 64, b"\x00" * 64]


EXPECTED_OF_STRANGERS = (Reason.PROTOCOL_MISMATCH, Reason.PEER_ERROR, Reason.TLS_REQUIRED, Reason.UNSUPPORTED)


def assert_strangers_are_named(scripted: Scripted, certificates: Certificates, config: Fields | None = None) -> None:
    """Peers that speak something else, in clear text: each ends in a failure of its own and in time."""
    for words in STRANGERS:

        def answer(line: Line, words: bytes = words) -> None:
            line.sock.recv(4096)
            line.say(words)

        result = replace(scripted, serve=answer).probe(certificates, CLEAR | (config or {}), tls=False, seconds=2.0)
        assert result.reason in EXPECTED_OF_STRANGERS, (words, result)
        assert result.hint
        assert len(failed(result)) == 1
        if words.startswith((b"HTTP", b"SSH")):
            assert result.reason is Reason.PROTOCOL_MISMATCH, result
            assert "it answers like" in result.message
