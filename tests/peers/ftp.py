"""A real FTP server (pyftpdlib) on loopback, in a thread of the test: with TLS or without, with rights and limits.

A folder is made for it: /outgoing with files of 1.4 MB and of none, /empty, and /closed, where USER has no right.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from tests.peers.certificates import Pair

USER, PASSWORD = "reader", "s3cr3t/pass+word"
MAY_READ = "elr"  # enter, list, read


@dataclass(frozen=True, slots=True)
class FtpPeer:
    """At 127.0.0.1:port; its data ports are any others. USER has an account, and so has anonymous."""

    port: int


class _Implicit(TLS_FTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """TLS from the first byte (the former port 990 of ftps)."""

    def handle(self) -> None:
        self.secure_connection(self.ssl_context)
        super().handle()

    def handle_ssl_established(self) -> None:
        pass


@contextlib.contextmanager
def ftp_server(
    pair: Pair | None = None, *, implicit: bool = False, max_connections: int = 0, **settings: Any
) -> Iterator[FtpPeer]:
    """`settings` are attributes of pyftpdlib's handler, such as tls_control_required."""
    logging.getLogger("pyftpdlib").setLevel(logging.WARNING)
    parent = (_Implicit if implicit else TLS_FTPHandler) if pair else FTPHandler
    own: dict[str, Any] = {"auth_failed_timeout": 0.05, "use_sendfile": False, **settings}
    if pair:
        own |= {"certfile": str(pair.certificate), "keyfile": str(pair.key), "ssl_context": None}
    with tempfile.TemporaryDirectory(prefix="peers-ftp-") as folder:
        handler = type("Handler", (parent,), {**own, "authorizer": _accounts(_filled(Path(folder)))})
        loop = IOLoop()
        server = FTPServer(("127.0.0.1", 0), handler, ioloop=loop)
        server.max_cons = max_connections or 512
        stopped = threading.Event()
        thread = threading.Thread(target=_serve, args=(loop, stopped))
        thread.start()
        try:
            yield FtpPeer(server.socket.getsockname()[1])
        finally:
            stopped.set()
            thread.join(5)
            server.close_all()
            assert not thread.is_alive()


def _serve(loop: IOLoop, stopped: threading.Event) -> None:
    while not stopped.is_set():
        loop.loop(timeout=0.02, blocking=False)


def _filled(folder: Path) -> Path:
    for name in ("outgoing", "empty", "closed"):
        (folder / name).mkdir()
    (folder / "outgoing" / "orders.csv").write_bytes(b"id,name\n1,Ada\n" * 100_000)
    (folder / "outgoing" / "nothing.csv").write_bytes(b"")
    (folder / "outgoing" / "with space.csv").write_bytes(b"id\n")
    return folder


def _accounts(folder: Path) -> DummyAuthorizer:
    accounts = DummyAuthorizer()
    accounts.add_user(USER, PASSWORD, str(folder), perm=MAY_READ)
    accounts.override_perm(USER, str(folder / "closed"), "", recursive=True)
    accounts.add_anonymous(str(folder), perm=MAY_READ)
    return accounts
