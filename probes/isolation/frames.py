"""The frames that workers, the zygote and its children exchange: a kind byte, a 4-byte length, a JSON payload.

worker -> zygote   HEADER   who asks, for what, how long; nothing secret
                   STATUS   in place of a header: how busy are you? Answered by one: {"running": …}
zygote -> worker   BUSY     not now: {"retryAfter": seconds}
                   SEND     a child is there: send the job
worker -> child    JOB      the job with its credentials; the zygote never reads it
child -> workers   BEGIN    a step begins: its name          (through the zygote, which fans them out)
                   STEP     a step ended
                   RESULT   the probe ended
zygote -> worker   ENDED    the child is gone: {"cause": Cause}
zygote -> worker   SHARED   what follows goes to several workers, and another one is to count it
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Any

PREFIX = struct.Struct(">BI")

MAX_HEADER = 8 << 10
MAX_JOB = 32 << 20
MAX_SAID = 128 << 10  # all that one child may say: a hostile peer's text cannot blow up a worker
_PIECE = 64 << 10


class Kind(IntEnum):
    """What a frame holds."""

    HEADER = 1
    JOB = 2
    BUSY = 3
    SEND = 4
    BEGIN = 5
    STEP = 6
    RESULT = 7
    ENDED = 8
    SHARED = 9
    STATUS = 10


class Cause(StrEnum):
    """Why a child ended."""

    EXITED = "exited"
    DEADLINE = "deadline"
    CPU = "cpu"
    CRASHED = "crashed"  # by a fault in C code, a refused allocation among them
    KILLED = "killed"  # by SIGKILL from elsewhere: the kernel, short of memory, or an administrator. No outcome of it
    TALKATIVE = "talkative"  # it said more than MAX_SAID, or what is not a frame


class Malformed(Exception):
    """What came is not a frame, or a larger one than allowed."""


class Closed(Exception):
    """The other end is gone."""


def _fields(instance: Any) -> dict[str, Any]:
    """As dataclasses.asdict, which would also copy every value of every field: most of what a frame costs."""
    return {name: getattr(instance, name) for name in instance.__slots__}


_JSON = json.JSONEncoder(separators=(",", ":"), default=_fields)


def encode(kind: Kind, payload: Any = None) -> bytes:
    """`payload` is what JSON can hold, and dataclasses with slots, as objects of their fields."""
    body = b"" if payload is None else _JSON.encode(payload).encode()
    return PREFIX.pack(kind, len(body)) + body


def receive(sock: socket.socket, limit: int, deadline: float) -> tuple[Kind, Any]:
    """The next frame, read to the byte. Raises Closed, Malformed, TimeoutError; `deadline` is monotonic."""
    return _next(lambda count: _exactly(sock, count, deadline), limit)


class Reader:
    """Frames of one socket, read in pieces as they come; what comes after a frame is kept for the next."""

    def __init__(self, sock: socket.socket, limit: int) -> None:
        self._sock = sock
        self._limit = limit
        self._buffer = bytearray()

    def receive(self, deadline: float) -> tuple[Kind, Any]:
        """The next frame. Raises Closed, Malformed, TimeoutError; `deadline` is monotonic."""
        return _next(lambda count: self._take(count, deadline), self._limit)

    def _take(self, count: int, deadline: float) -> bytes:
        while len(self._buffer) < count:
            self._buffer += _some(self._sock, _PIECE, deadline)
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def _next(take: Callable[[int], bytes], limit: int) -> tuple[Kind, Any]:
    kind, length = PREFIX.unpack(take(PREFIX.size))
    if length > limit:
        raise Malformed
    body = take(length)
    try:
        return Kind(kind), json.loads(body) if body else None
    except ValueError:
        raise Malformed from None


def _exactly(sock: socket.socket, count: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        parts += _some(sock, count - len(parts), deadline)
    return bytes(parts)


def _some(sock: socket.socket, most: int, deadline: float) -> bytes:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    sock.settimeout(left)
    try:
        part = sock.recv(most)
    except (ConnectionError, BrokenPipeError):
        raise Closed from None
    if not part:
        raise Closed
    return part


class Splitter:
    """Cuts a stream into whole frames without reading their payloads. Raises Malformed beyond MAX_SAID in all."""

    __slots__ = ("_buffer", "_said")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._said = 0

    def feed(self, data: bytes) -> list[tuple[Kind, bytes]]:
        """(kind, the frame's bytes) for each that is now whole. A child may say BEGIN, STEP and RESULT only."""
        self._said += len(data)
        if self._said > MAX_SAID:
            raise Malformed
        self._buffer += data
        found = []
        while len(self._buffer) >= PREFIX.size:
            kind, length = PREFIX.unpack_from(self._buffer)
            if kind not in (Kind.BEGIN, Kind.STEP, Kind.RESULT) or length > MAX_SAID:
                raise Malformed
            if len(self._buffer) < PREFIX.size + length:
                break
            end = PREFIX.size + length
            found.append((Kind(kind), bytes(self._buffer[:end])))
            del self._buffer[:end]
        return found
