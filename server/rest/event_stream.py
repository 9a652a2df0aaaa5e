"""The answers of a streaming method as Server-Sent Events (HTML Living Standard, 9.2).

    id: <the answer's resume field>        data: <the answer as JSON>
    event: error                           data: <a refusal, as the body of any other>

A refusal before the first answer is an ordinary response with its status. A comment now and then keeps proxies from
closing a quiet stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from google.protobuf.message import Message

from server.errors import Cancelled, ServiceError, Unavailable
from server.rest.http import Headers, refusal
from server.rest.transcode import Binding

HEADERS: Headers = (
    ("content-type", "text/event-stream"),
    ("cache-control", "no-store"),
    ("x-accel-buffering", "no"),  # nginx would hold events back to fill its buffer
)
LAST_EVENT_ID = "last-event-id"
QUIET_SECONDS = 15.0
QUIET = b": still here\n\n"
# Answers made and not yet written: past this the handler waits for the client.
WAITING = 16


class EventStream:
    """Between a handler's thread, which runs `run`, and the event loop, which reads `chunks`."""

    def __init__(self, binding: Binding, loop: asyncio.AbstractEventLoop) -> None:
        self._binding = binding
        self._loop = loop
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)
        self._begun = False
        self._closed = False

    def run(self, handle: Callable[[], object]) -> None:
        """In the handler's thread, to the end. Raises what `handle` raises before it has sent anything."""
        try:
            handle()
        except ServiceError as error:
            if not self._begun:
                raise
            self._put(_error(error))
        finally:
            self._put(None)

    def send(self, answer: Message) -> None:
        """In the handler's thread. Waits for a slow client; raises Cancelled when nobody reads any more."""
        if self._closed:
            raise Cancelled("the client left")
        self._put(self._event(answer))
        self._begun = True

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, until the handler is done."""
        while True:
            try:
                chunk = await asyncio.wait_for(self._chunks.get(), QUIET_SECONDS)
            except TimeoutError:
                yield QUIET
                continue
            if chunk is None:
                return
            yield chunk

    def interrupt(self) -> None:
        """In the event loop: the service stops; the client may come back and go on where it was."""
        self._close()
        self._chunks.put_nowait(_error(Unavailable("the service is stopping; try again", retry_after=1)))
        self._chunks.put_nowait(None)

    def abandon(self) -> None:
        """In the event loop: nobody reads any more."""
        self._close()

    def _close(self) -> None:
        self._closed = True
        while not self._chunks.empty():  # whoever waits for room goes on, and hears of it at the next answer
            self._chunks.get_nowait()

    def _put(self, chunk: bytes | None) -> None:
        if not self._closed:
            asyncio.run_coroutine_threadsafe(self._chunks.put(chunk), self._loop).result()

    def _event(self, answer: Message) -> bytes:
        field = self._binding.method.resume_field
        position = getattr(answer, field) if field else ""
        head = f"id: {position}\n".encode() if position else b""
        return head + b"data: " + self._binding.response(answer) + b"\n\n"


def _error(error: ServiceError) -> bytes:
    return b"event: error\ndata: " + refusal(error).body + b"\n\n"
