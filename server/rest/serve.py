"""Runs the gateway: uvicorn with uvloop and httptools, its event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from server.rest.protocol import BoundedHttp
from server.rest.tls_context import ListenerTls
from server.tls import TlsFiles

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 75  # longer than the 60 s that common load balancers keep idle connections
MAX_CONNECTIONS = 1000  # below the 1024 descriptors that many systems give a process
HANDSHAKE_SECONDS = 10.0
GOODBYE_SECONDS = 1.0  # a client that does not answer the end of TLS is not waited for
BACKLOG = 1024
START_SECONDS = 10.0
LAG_SECONDS = 2.0
CUT_SECONDS = 5.0  # beyond the grace: to send the last answers and close

# uvicorn tells of every worker's start and stop; the supervisor tells of the service's, once.
logging.getLogger("uvicorn").setLevel(logging.WARNING)

Application = Callable[[Any, Any, Any], Awaitable[None]]


class RestNotStarted(Exception):
    """The server did not come up."""


class RestServer:
    """Serves `app` on a listening socket, which it takes over. Beyond `max_connections` it answers 503."""

    def __init__(
        self,
        app: Application,
        listening: socket.socket,
        *,
        tls: TlsFiles | None = None,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        self._socket = listening
        self.port: int = listening.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                app,
                http=BoundedHttp,
                loop="uvloop",
                lifespan="off",
                ws="none",
                log_config=None,  # our own logging stays as it is
                access_log=False,  # the interceptor chain writes it
                proxy_headers=False,  # the peer's address is the peer's, whatever it claims
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            ),
            ListenerTls(tls).context if tls else None,
            max_connections,
        )
        self._thread = threading.Thread(target=self._run, name="rest", daemon=True)

    def start(self) -> None:
        """Returns when connections are accepted. Raises RestNotStarted."""
        self._thread.start()
        self._server.settled.wait(START_SECONDS)
        if not self._server.started:
            self._server.should_exit = True
            raise RestNotStarted(f"REST did not start on port {self.port}; the log says why")

    @property
    def connections(self) -> int:
        """Open now."""
        return len(self._server.server_state.connections)

    def lag(self) -> float:
        """How long, in seconds, the event loop takes to run what is due; looked at for LAG_SECONDS at most."""
        if self._server.loop is None:
            return 0.0
        ran = threading.Event()
        begun = time.perf_counter()
        self._server.loop.call_soon_threadsafe(ran.set)
        ran.wait(LAG_SECONDS)
        return time.perf_counter() - begun

    def stop(self, grace: float) -> None:
        """Accepts nothing more, gives running calls `grace` seconds, then cancels them. Blocks until all is closed."""
        self._server.config.timeout_graceful_shutdown = grace  # type: ignore[assignment]  # asyncio takes fractions
        self._server.should_exit = True
        self._thread.join(grace + CUT_SECONDS)

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._server.settled.set()
            self._socket.close()


class _Server(uvicorn.Server):
    """Tells when it is up. `settled` is set then, and when it never will be."""

    def __init__(self, config: uvicorn.Config, context: ssl.SSLContext | None, max_connections: int) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._context = context
        self._max_connections = max_connections

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn's own gives no bound to a TLS handshake and takes no context that swaps its certificate."""
        self.loop = loop = asyncio.get_running_loop()
        loop.set_exception_handler(_on_connection_error)
        # asyncio refuses both without TLS.
        handshake, goodbye = (HANDSHAKE_SECONDS, GOODBYE_SECONDS) if self._context else (None, None)
        self.servers = [
            await loop.create_server(
                self._connection,
                sock=sock,
                backlog=BACKLOG,
                ssl=self._context,
                ssl_handshake_timeout=handshake,
                ssl_shutdown_timeout=goodbye,
            )
            for sock in sockets or ()
        ]
        self.started = True
        self.settled.set()

    def _connection(self) -> BoundedHttp:
        return BoundedHttp(
            config=self.config, server_state=self.server_state, app_state={}, max_connections=self._max_connections
        )


def _on_connection_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A client that cannot agree on TLS, or leaves midway, is no error of ours: any stranger could fill the log."""
    error = context.get("exception")
    if isinstance(error, ssl.SSLError | ConnectionError | TimeoutError):
        log.debug("a connection failed: %s", type(error).__name__)
        return
    loop.default_exception_handler(context)
