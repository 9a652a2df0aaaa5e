"""The body of a request off the wire: its type, its size, its time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from server.bounds import MAX_REQUEST_BYTES
from server.errors import Cancelled, DeadlineExceeded, PayloadTooLarge, UnsupportedMediaType

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

READ_SECONDS = 30.0
# What a refused client may still send while it has not read our answer; then the connection is closed on it.
DRAIN_BYTES = 8 << 20
DRAIN_SECONDS = 2.0


def has_body(headers: Mapping[str, str]) -> bool:
    """RFC 9112, section 6: a request has a body where one of these says so."""
    return "transfer-encoding" in headers or headers.get("content-length", "0").strip("0") != ""


def check_head(headers: Mapping[str, str], most: int = MAX_REQUEST_BYTES) -> None:
    """Refuses by the headers alone. Raises UnsupportedMediaType, PayloadTooLarge."""
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("content-encoding: expected none; send the JSON as it is")
    kind, _, parameters = headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "application/json":
        raise UnsupportedMediaType("content-type: expected application/json")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if charset not in ("", "charset=utf-8"):
        raise UnsupportedMediaType("content-type: expected application/json, in UTF-8")
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise too_large(most)


def too_large(most: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"the request body is larger than {most} bytes")


async def read(receive: Receive, most: int = MAX_REQUEST_BYTES) -> bytes:
    """The whole body. Raises PayloadTooLarge as soon as it is, DeadlineExceeded, Cancelled where the client left."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await _read(receive, most)
    except TimeoutError:
        raise DeadlineExceeded(f"the request body did not arrive within {READ_SECONDS:g} seconds") from None


async def _read(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Cancelled("the client left before it had sent the body")
        body += message.get("body", b"")
        if len(body) > most:
            raise too_large(most)
        if not message.get("more_body", False):
            return bytes(body)


async def drain(receive: Receive) -> None:
    """Takes what a refused client still sends. Closed with unread bytes, the kernel resets the connection, and many
    clients then never see the answer (RFC 9112, section 9.6)."""
    left = DRAIN_BYTES
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
