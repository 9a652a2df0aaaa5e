"""A response whose body is made while it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from server.call import Call
from server.rest.event_stream import HEADERS, EventStream
from server.rest.http import Response

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Streaming(Response):
    """`first` is there already: what fails before it is an ordinary refusal."""

    events: EventStream
    first: bytes
    chunks: AsyncIterator[bytes]
    call: Call


async def begun(events: EventStream, running: asyncio.Future[None], call: Call) -> Streaming:
    """The response, once its first chunk is there. Raises what kept the first one from coming."""
    chunks = events.chunks()
    first = await anext(chunks, None)
    if first is None:
        await running
    return Streaming(200, headers=HEADERS, events=events, first=first or b"", chunks=chunks, call=call)


async def write(response: Streaming, send: Send) -> None:
    """Sends it all, until the handler is done."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.first, "more_body": True})
    async for chunk in response.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
