"""AMQP 0-9-1: frames, methods and field tables, as far as a login and a passive look at a queue need them.

https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf §4.2; field types as RabbitMQ has them:
https://www.rabbitmq.com/amqp-0-9-1-errata.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probes.protocols.server_stream import ServerStream

HEADER = b"AMQP\x00\x00\x09\x01"
METHOD, HEARTBEAT, END = 1, 8, 0xCE

START, START_OK, TUNE, TUNE_OK = (10, 10), (10, 11), (10, 30), (10, 31)
SECURE = (10, 20)
OPEN, OPEN_OK, CLOSE = (10, 40), (10, 41), (10, 50)
CHANNEL_OPEN, CHANNEL_OPEN_OK, CHANNEL_CLOSE = (20, 10), (20, 11), (20, 40)
QUEUE_DECLARE, QUEUE_DECLARE_OK = (50, 10), (50, 11)
CONSUME, CONSUME_OK = (60, 20), (60, 21)

MethodId = tuple[int, int]


class Malformed(Exception):
    """Bytes that are no AMQP."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method frame's class and method id, and what stands behind them."""

    id: MethodId
    arguments: bytes


class Reader:
    """The fields of a method, one after the other. Raises Malformed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise Malformed
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def short_text(self) -> str:
        return self.take(self.number(1)).decode(errors="replace")

    def long_text(self) -> str:
        return self.take(self.number(4)).decode(errors="replace")

    def table_text(self, name: str) -> str:
        """The long string of that name at the beginning of a table, skipping others of simple types; "" without it."""
        fields = Reader(self.long_bytes())
        while fields._at < len(fields._data):
            key, value = fields.short_text(), fields._value()
            if key == name:
                return value
        return ""

    def long_bytes(self) -> bytes:
        return self.take(self.number(4))

    def _value(self) -> str:
        kind = self.take(1)
        if kind == b"S":
            return self.long_text()
        sizes = {b"t": 1, b"b": 1, b"B": 1, b"s": 2, b"u": 2, b"I": 4, b"i": 4, b"f": 4, b"l": 8, b"d": 8, b"T": 8}
        if kind in (b"F", b"A", b"x"):
            self.long_bytes()
        elif kind in sizes:
            self.take(sizes[kind])
        elif kind == b"D":
            self.take(5)
        elif kind != b"V":
            raise Malformed
        return ""


def short_text(text: str) -> bytes:
    data = text.encode()
    return bytes([len(data)]) + data


def long_bytes(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def table(fields: dict[str, str | bool | dict[str, bool]]) -> bytes:
    return long_bytes(b"".join(short_text(name) + _typed(value) for name, value in fields.items()))


def _typed(value: str | bool | dict[str, bool]) -> bytes:
    if isinstance(value, bool):
        return b"t" + bytes([value])
    if isinstance(value, str):
        return b"S" + long_bytes(value.encode())
    return b"F" + table({**value})


class AmqpConnection:
    """Methods over a stream. `read` skips heartbeats. Raises ProbeFailure and nothing else."""

    def __init__(self, stream: ServerStream) -> None:
        self.stream = stream

    def begin(self) -> Reader:
        """Sends the protocol header and returns Connection.Start. A server that wants another version answers with
        its own header (§4.2.2): it is a stranger."""
        self.stream.sendall(HEADER)
        method = self.read()
        if method.id != START:
            raise self.stream.stranger()
        return Reader(method.arguments)

    def send(self, method: MethodId, arguments: bytes, *, channel: int = 0) -> None:
        payload = struct.pack(">HH", *method) + arguments
        self.stream.sendall(struct.pack(">BHI", METHOD, channel, len(payload)) + payload + bytes([END]))

    def read(self) -> Method:
        while True:
            kind, _channel, size = struct.unpack(">BHI", self.stream.read(7))
            if kind not in (METHOD, HEARTBEAT):
                raise self.stream.stranger()
            payload = self.stream.read(size)
            if self.stream.read(1)[0] != END or (kind == METHOD and size < 4):
                raise self.stream.stranger()
            if kind == METHOD:
                return Method(struct.unpack(">HH", payload[:4]), payload[4:])
