"""An HTTP(S) server in the test's own process: the test says what it answers, and sees what it was asked."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.peers.certificates import Certificates, Pair


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came. Header names are in lower case; `path` has no query."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say. A body that is no bytes is sent in chunks (RFC 9112 §7.1), as it is made."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""


Script = Callable[[Received], Answer]


@dataclass(slots=True)
class HttpPeer:
    """A running server on 127.0.0.1. Set `script` before asking it anything."""

    scheme: str
    port: int
    script: Script = lambda _received: Answer()
    received: list[Received] = field(default_factory=list)

    def url(self, path: str = "/", *, userinfo: str = "") -> str:
        return f"{self.scheme}://{userinfo}{'@' if userinfo else ''}127.0.0.1:{self.port}{path}"

    @property
    def methods(self) -> list[str]:
        return [received.method for received in self.received]


def asks_for(expected: str, challenge: str, then: Script = lambda _received: Answer()) -> Script:
    """A script that lets in who sends exactly this Authorization, and answers 401 with the challenge to others."""

    def script(received: Received) -> Answer:
        if received.headers.get("authorization") != expected:
            return Answer(401, {"WWW-Authenticate": challenge})
        return then(received)

    return script


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@contextmanager
def serving(pair: Pair | None = None) -> Iterator[HttpPeer]:
    """An HTTP server, or an HTTPS one that shows this certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    peer = HttpPeer("https" if pair else "http", server.server_address[1])
    server.peer = peer  # type: ignore[attr-defined]  # the handler has no other way to its test
    if pair:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        # The handshake belongs to the connection's own thread: a client that leaves must not stop the server.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def http_peer() -> Iterator[HttpPeer]:
    with serving() as peer:
        yield peer


@pytest.fixture
def https_peer(certificates: Certificates) -> Iterator[HttpPeer]:
    """Its certificate is signed by the tests' CA."""
    with serving(certificates.server) as peer:
        yield peer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True  # the client left, or did not like the certificate

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.command, parts.path, parse_qs(parts.query, keep_blank_values=True), headers, body)
        peer: HttpPeer = self.server.peer  # type: ignore[attr-defined]  # set by serving()
        peer.received.append(received)
        self._send(peer.script(received))

    def _send(self, answer: Answer) -> None:
        whole = answer.body if isinstance(answer.body, bytes) else None
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if whole is None:
            self.send_header("Transfer-Encoding", "chunked")
        elif answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if whole is not None:
            self.wfile.write(whole)
            return
        for piece in answer.body:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    do_HEAD = do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names http.server looks for

    def log_message(self, *_args: object) -> None:
        """A test that fails shows what it received."""
