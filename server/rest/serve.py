"""Runs the gateway: uvicorn with uvloop and httptools, its event loop in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from server.rest.protocol import BoundedHttp

KEEP_ALIVE_SECONDS = 75  # longer than the 60 s that common load balancers keep idle connections
MAX_CONNECTIONS = 1000  # a worker; beyond it 503. Below the 1024 descriptors that many systems give a process
START_SECONDS = 10.0
CUT_SECONDS = 5.0  # beyond the grace: to send the last answers and close

# uvicorn tells of every worker's start and stop; the supervisor tells of the service's, once.
logging.getLogger("uvicorn").setLevel(logging.WARNING)

Application = Callable[[Any, Any, Any], Awaitable[None]]


class RestNotStarted(Exception):
    """The server did not come up."""


class RestServer:
    """Serves `app` on a listening socket, which it takes over."""

    def __init__(self, app: Application, listening: socket.socket) -> None:
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
                limit_concurrency=MAX_CONNECTIONS,
            )
        )
        self._thread = threading.Thread(target=self._run, name="rest", daemon=True)

    def start(self) -> None:
        """Returns when connections are accepted. Raises RestNotStarted."""
        self._thread.start()
        self._server.settled.wait(START_SECONDS)
        if not self._server.started:
            self._server.should_exit = True
            raise RestNotStarted(f"REST did not start on port {self.port}; the log says why")

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

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.settled.set()
