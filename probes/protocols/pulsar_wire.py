"""Pulsar's binary protocol: commands as protobuf messages, written and read by hand, as far as a lookup needs them.

https://pulsar.apache.org/docs/developing-binary-protocol/; numbers of PulsarApi.proto in apache/pulsar.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from probes.protocols.server_stream import ServerStream

CONNECT, CONNECTED, ERROR, PING, PONG = 2, 3, 14, 18, 19
METADATA, METADATA_RESPONSE, LOOKUP, LOOKUP_RESPONSE = 21, 22, 23, 24
AUTH_CHALLENGE = 36
PROTOCOL_VERSION = 19
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

Fields = dict[int, int | bytes]


class Malformed(Exception):
    """Bytes that are no protobuf message."""


def encode(fields: Mapping[int, int | bytes | str]) -> bytes:
    """A message of these numbered fields."""
    return b"".join(_field(number, value) for number, value in fields.items())


def decode(data: bytes) -> Fields:
    """Each field's last value. Raises Malformed."""
    found: Fields = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, form = key >> 3, key & 7
        if form == VARINT:
            found[number], at = _varint(data, at)
            continue
        size, at = _varint(data, at) if form == BYTES else ({FIXED64: 8, FIXED32: 4}.get(form, len(data)), at)
        if size > len(data) - at:
            raise Malformed
        found[number] = data[at : at + size]
        at += size
    return found


def send(stream: ServerStream, kind: int, fields: Mapping[int, int | bytes | str]) -> None:
    """A simple command: two sizes and a BaseCommand, whose field of a command has its type's number."""
    command = encode({1: kind, kind: encode(fields)})
    stream.sendall(struct.pack(">II", len(command) + 4, len(command)) + command)


def read(stream: ServerStream) -> tuple[int, Fields]:
    """The next command's type and fields; a ping is answered. Raises ProbeFailure, or Malformed."""
    while True:
        total, size = struct.unpack(">II", stream.read(8))
        if size + 4 > total or total > 5 << 20:
            raise Malformed
        command = decode(stream.read(total - 4)[:size])
        kind = command.get(1)
        if not isinstance(kind, int):
            raise Malformed
        if kind != PING:
            fields = command.get(kind, b"")
            return kind, decode(fields) if isinstance(fields, bytes) else {}
        send(stream, PONG, {})


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _number(number << 3 | VARINT) + _number(value)
    data = value.encode() if isinstance(value, str) else value
    return _number(number << 3 | BYTES) + _number(len(data)) + data


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise Malformed
