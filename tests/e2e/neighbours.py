"""Small peers that only misbehave, or only tell what they were sent: for what no real server does on request."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER, PASSWORD = "user", "correct horse"


@dataclass(frozen=True, slots=True)
class HttpOrigin:
    """An HTTP server on loopback.

    `/open` answers 200; `/guarded` 200 to Basic `user`/`password` and 401 otherwise; `/rows.csv` a header and 3 rows;
    `/missing` 404; `/echo` 500 with everything that it was sent in headers and body, the way careless servers do.
    """

    port: int
    user: str = USER
    password: str = PASSWORD

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def http_origin() -> Iterator[HttpOrigin]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield HttpOrigin(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/open":
            self._answer(200, b'{"ok": true}', "application/json")
        elif path == "/guarded":
            self._guarded()
        elif path == "/rows.csv":
            self._answer(200, b'id,name\n1,Ada\n2,"Grace\nHopper"\n3,Edsger\n', "text/csv")
        elif path == "/echo":
            said = f"{self.path}\n{self.headers}".encode()
            self._answer(500, said, "text/plain", reason=self.headers.get("Authorization"))
        else:
            self._answer(404, b"nothing here", "text/plain")

    do_HEAD = do_GET  # noqa: N815  the name that http.server looks for

    def _guarded(self) -> None:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {expected}":
            self._answer(200, b"{}", "application/json")
        else:
            self._answer(401, b"who are you?", "text/plain", challenge=True)

    def _answer(
        self, status: int, body: bytes, kind: str, *, challenge: bool = False, reason: str | None = None
    ) -> None:
        self.send_response(status, reason)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if challenge:
            self.send_header("WWW-Authenticate", 'Basic realm="test"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name it has upstream
        pass


@contextmanager
def silent_peer() -> Iterator[int]:
    """The port of a peer that accepts and says nothing. Connections stay open until the end."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    accepted: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                accepted.append(listener.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in accepted:
            connection.close()
