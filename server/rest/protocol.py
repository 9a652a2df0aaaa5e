"""uvicorn's HTTP protocol with the bounds it has no setting for: heads, readers, connections.

A client that sends its headers a byte a second, or never reads its answer, would otherwise hold a connection for ever.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.errors import ServiceError
from server.rest import refusals
from server.rest.http import ALWAYS, refusal

HEAD_SECONDS = 10.0
WRITE_SECONDS = 30.0
# The gateway refuses heads above its own bound with a message; this one only keeps memory.
MAX_UNFINISHED_HEAD_BYTES = 64 << 10

# Beyond the connections that are served, so many are told that there are too many; more are cut without a word.
SURPLUS_CONNECTIONS = 64


class BoundedHttp(HttpToolsProtocol):
    """One connection of at most `max_connections`."""

    def __init__(self, *args: Any, max_connections: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._max_connections = max_connections
        self._tls: dict[object, object] | None = None
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._tls = _client_certificate(transport)
        self._expect_head()
        if len(self.connections) > self._max_connections and not self._make_room():
            self.app = _too_many
            if len(self.connections) > self._max_connections + SURPLUS_CONNECTIONS:
                transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_arrived()
        self.resume_writing()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._tls is not None:
            self.scope["extensions"] = {"tls": self._tls}
        if self._head_timer is None:
            self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_arrived()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        if self._head_timer is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_timer is not None and self._head_bytes > MAX_UNFINISHED_HEAD_BYTES:
            self._refuse(refusals.TOO_LARGE)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's words
        """uvicorn's answer to what cannot be parsed, in our shape."""
        self._refuse(refusals.UNREADABLE)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_timer = self._write_timer or self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        # close() waits for the reader of what is still unsent; this one had its time.
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._refuse, refusals.TOO_SLOW)

    def _head_arrived(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _refuse(self, error: ServiceError) -> None:
        self._head_arrived()
        if self.transport.is_closing():
            return
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if not is_answering:  # an answer under way to an earlier request must not be cut into
            self.transport.write(refusals.message(error))
        self.transport.close()

    def _make_room(self) -> bool:
        """Ends a kept connection that waits for its next request, whose client is used to that."""
        for other in self.connections:
            is_waiting = isinstance(other, BoundedHttp) and other.timeout_keep_alive_task is not None
            if is_waiting and not other.transport.is_closing():
                other.transport.close()
                return True
        return False


def _client_certificate(transport: asyncio.Transport) -> dict[object, object] | None:
    """As ASGI's TLS extension has it (asgi.readthedocs.io/en/latest/specs/tls.html); None where none was shown."""
    connection = transport.get_extra_info("ssl_object")
    shown = connection.getpeercert(binary_form=True) if connection is not None else None
    return {"client_cert_chain": [ssl.DER_cert_to_PEM_cert(shown)]} if shown else None


async def _too_many(_scope: Any, _receive: Any, send: Any) -> None:
    response = refusal(refusals.TOO_MANY)
    headers = (*response.headers, *ALWAYS, ("content-length", str(len(response.body))), ("connection", "close"))
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": response.status, "headers": raw})
    await send({"type": "http.response.body", "body": response.body, "more_body": False})
