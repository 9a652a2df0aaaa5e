"""A receiver on loopback, as a customer would run one: it verifies with the reference library and keeps what came."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Verifier


@dataclass(slots=True)
class Heard:
    """One event as it came, verified."""

    path: str
    id: str
    event: dict[str, Any]


@dataclass
class Receiver:
    """`answer` says what to answer to the n-th request: a status, perhaps headers. Secrets are by path."""

    port: int
    secrets: dict[str, str] = field(default_factory=dict)
    answer: Callable[[int], tuple[int, dict[str, str]]] = lambda _number: (204, {})
    heard: list[Heard] = field(default_factory=list)
    unverified: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/events") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def until(self, count: int, seconds: float = 20.0) -> list[Heard]:
        """What was heard, once it is so much."""
        deadline = time.monotonic() + seconds
        while len(self.heard) < count:
            assert time.monotonic() < deadline, [each.event for each in self.heard]
            time.sleep(0.05)
        return self.heard

    def statuses(self, connector_id: str) -> list[str]:
        """In the order in which they were told, each once."""
        events = {each.id: each.event for each in self.heard}
        return [
            event["data"]["status"]
            for event in events.values()
            if event["data"].get("connector", {}).get("id") == connector_id
        ]


@contextmanager
def receiving() -> Iterator[Receiver]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    receiver = Receiver(server.server_address[1])
    server.receiver = receiver  # type: ignore[attr-defined]  # the handler has no other way to it
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]  # set by receiving()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = self.path.partition("?")[0]
        try:
            event = Verifier(receiver.secrets[path]).verify(body, dict(self.headers))
        except Exception:
            receiver.unverified += 1
            raise
        with receiver.lock:
            receiver.heard.append(Heard(self.path, self.headers["webhook-id"], event))
            status, headers = receiver.answer(len(receiver.heard))
        try:
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
        except OSError:
            return  # whoever asked was killed

    def log_message(self, *_arguments: object) -> None:
        """What failed is told by the test."""
