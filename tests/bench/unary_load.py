"""gRPC calls that each differ, which h2load cannot make: HTTP/2 by hand, every request one prepared write.

One thread and no HPACK state: about 20 µs of Python a call, so that the servers have the machine. An answer counts when
its message came; an error comes without one.
"""

from __future__ import annotations

import selectors
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.bench.load import FRAMING, LoadFailed, framed
from tests.rpc.http2 import (
    ACK,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    PING,
    PREFACE,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    frame,
    request_head,
)

_FRAME_HEAD = 9
_WIDE = struct.pack("!HI", 4, (1 << 31) - 1)  # SETTINGS_INITIAL_WINDOW_SIZE: answers never wait for us
_WIDER = struct.pack("!I", (1 << 31) - 1 - 65_535)
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """Made once where it can be: `head` is the block of headers, `message` the request's bytes. `heard` is given the
    answer's message."""

    head: bytes
    message: bytes
    heard: Callable[[bytes], object] | None = None


def request(path: str, message: bytes, tenant: str, heard: Callable[[bytes], object] | None = None) -> Request:
    return Request(request_head(path, **{"x-tenant-id": tenant}), message, heard)


@dataclass(slots=True)
class Answered:
    """`latencies` in seconds, one an answer; `seconds` from the first request to the last answer."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failed: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


def make_calls(
    port: int,
    requests: Iterator[Request],
    seconds: float,
    *,
    connections: int = 8,
    streams: int = 8,
) -> Answered:
    """Keeps connections × streams calls in flight for so long, or until there are no more, then waits for the last.

    Raises LoadFailed where a call was not answered with a message.
    """
    load = _Running(requests)
    with selectors.DefaultSelector() as selector:
        open_ones = [_Connection(port, load) for _ in range(connections)]
        try:
            for each in open_ones:
                selector.register(each.socket, selectors.EVENT_READ, each)
            load.begin(seconds)
            for each in open_ones:
                each.send(streams)
            while any(each.waiting for each in open_ones):
                ready = selector.select(_PATIENCE)
                if not ready:
                    raise LoadFailed(f"no answer within {_PATIENCE:g} s")
                for key, _ in ready:
                    key.data.read()
        finally:
            for each in open_ones:
                each.socket.close()
    if load.answered.failed:
        counts = f"{load.answered.failed} calls failed, {len(load.answered.latencies)} were answered"
        raise LoadFailed(f"{counts}; the last said {load.said!r}")
    return load.answered


@dataclass(frozen=True, slots=True)
class _InFlight:
    begun: float
    heard: Callable[[bytes], object] | None


class _Running:
    """What the connections share: the requests to come, and what was answered."""

    def __init__(self, requests: Iterator[Request]) -> None:
        self.answered = Answered()
        self.said = b""  # the last error's trailers, as HPACK packs them
        self._requests = requests
        self._began = self._until = 0.0

    def begin(self, seconds: float) -> None:
        self._began = time.perf_counter()
        self._until = self._began + seconds

    def next(self, now: float) -> Request | None:
        return next(self._requests, None) if now < self._until else None

    def end(self, call: _InFlight, now: float, message: bytes) -> None:
        self.answered.seconds = now - self._began
        if not message:
            self.answered.failed += 1
            return
        self.answered.latencies.append(now - call.begun)
        if call.heard:
            call.heard(message[FRAMING:])


class _Connection:
    """`waiting`: the calls that are not answered, by their streams."""

    def __init__(self, port: int, load: _Running) -> None:
        self.waiting: dict[int, _InFlight] = {}
        self._load = load
        self._messages: dict[int, bytes] = {}
        self._unread = b""
        self._stream = -1
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(PREFACE + frame(SETTINGS, payload=_WIDE) + frame(WINDOW_UPDATE, payload=_WIDER))

    def send(self, count: int) -> None:
        """Up to so many more calls. Requests are small, and the windows of gRPC's servers grow as they read."""
        written = bytearray()
        now = time.perf_counter()
        for _ in range(count):
            made = self._load.next(now)
            if made is None:
                break
            self._stream += 2
            self.waiting[self._stream] = _InFlight(now, made.heard)
            written += frame(HEADERS, END_HEADERS, self._stream, made.head)
            written += frame(DATA, END_STREAM, self._stream, framed(made.message))
        if written:
            self.socket.sendall(written)

    def read(self) -> None:
        received = self.socket.recv(1 << 18)
        if not received:
            raise LoadFailed("the server closed a connection")
        unread = self._unread + received
        start, ended = 0, 0
        while len(unread) - start >= _FRAME_HEAD:
            end = start + _FRAME_HEAD + int.from_bytes(unread[start : start + 3], "big")
            if end > len(unread):
                break
            stream = int.from_bytes(unread[start + 5 : start + _FRAME_HEAD], "big")
            ended += self._take(unread[start + 3], unread[start + 4], stream, unread[start + _FRAME_HEAD : end])
            start = end
        self._unread = unread[start:]
        if ended:
            self.send(ended)

    def _take(self, kind: int, flags: int, stream: int, payload: bytes) -> int:
        """One frame. 1 where it ends a call."""
        if kind == DATA:
            self._messages[stream] = self._messages.get(stream, b"") + payload
        elif kind == SETTINGS and not flags & ACK:
            self.socket.sendall(frame(SETTINGS, ACK))
        elif kind == PING and not flags & ACK:
            self.socket.sendall(frame(PING, ACK, payload=payload))
        elif kind == GOAWAY:
            raise LoadFailed(f"the server said goodbye: {payload[8:]!r}")
        if kind != RST_STREAM and not (kind in (HEADERS, DATA) and flags & END_STREAM):
            return 0
        if kind == HEADERS and stream not in self._messages:
            self._load.said = payload[:200]
        self._load.end(self.waiting.pop(stream), time.perf_counter(), self._messages.pop(stream, b""))
        return 1
