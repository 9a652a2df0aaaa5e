"""Thrift's binary protocol, strict form: https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md

A struct is a dict of field id to (type, value); a struct that was read can be written again as it was.
"""

from __future__ import annotations

import struct
from typing import Any

VERSION_1, CALL, REPLY, EXCEPTION = 0x80010000, 1, 2, 3
STOP, BOOL, BYTE, DOUBLE, I16, I32, I64, STRING, STRUCT, MAP, SET, LIST = 0, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15
FIXED = {BOOL: ">?", BYTE: ">b", DOUBLE: ">d", I16: ">h", I32: ">i", I64: ">q"}
MAX_DEPTH = 24
SHORTEST = 1  # bytes of an item, at least: what bounds the count that a peer announces

Fields = dict[int, tuple[int, Any]]


def call(name: str, arguments: Fields) -> bytes:
    """A message that calls a method."""
    raw = name.encode()
    return struct.pack(">Ii", VERSION_1 | CALL, len(raw)) + raw + struct.pack(">i", 0) + _struct(arguments)


def reply(data: bytes) -> tuple[int, Fields]:
    """The type of a message, and its struct. Raises ValueError or struct.error where it is none."""
    head, size = struct.unpack_from(">Ii", data)
    if head & 0xFFFF0000 != VERSION_1 or not 0 <= size <= 64:
        raise ValueError("no message of Thrift's strict binary protocol")
    fields, end = _read_struct(data, 12 + size, 0)
    if end != len(data):
        raise ValueError("something follows the message")
    return head & 0xFF, fields


def _struct(fields: Fields) -> bytes:
    parts = (struct.pack(">bh", kind, name) + _written(kind, value) for name, (kind, value) in fields.items())
    return b"".join(parts) + b"\0"


def _written(kind: int, value: Any) -> bytes:
    """Lists and maps are never sent, except maps of texts."""
    if kind in FIXED:
        return struct.pack(FIXED[kind], value)
    if kind == STRING:
        raw = value.encode() if isinstance(value, str) else value
        return struct.pack(">i", len(raw)) + raw
    if kind == STRUCT:
        return _struct(value)
    if kind == MAP:
        pairs = b"".join(_written(STRING, name) + _written(STRING, item) for name, item in value.items())
        return struct.pack(">bbi", STRING, STRING, len(value)) + pairs
    raise TypeError(f"type {kind} is not written")


def _read_struct(data: bytes, at: int, depth: int) -> tuple[Fields, int]:
    fields: Fields = {}
    while True:
        (kind,) = struct.unpack_from(">b", data, at)
        if kind == STOP:
            return fields, at + 1
        (name,) = struct.unpack_from(">h", data, at + 1)
        value, at = _read(data, at + 3, kind, depth + 1)
        fields[name] = (kind, value)


def _read(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if kind in FIXED:
        form = FIXED[kind]
        return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)
    if kind == STRING:
        (size,) = struct.unpack_from(">i", data, at)
        _check(size, data, at)
        return data[at + 4 : at + 4 + size], at + 4 + size
    if kind == STRUCT:
        return _read_struct(data, at, depth)
    if kind in (LIST, SET):
        inner, count = struct.unpack_from(">bi", data, at)
        return _many(data, at + 5, (inner,), count, depth)
    if kind == MAP:
        name, item, count = struct.unpack_from(">bbi", data, at)
        return _many(data, at + 6, (name, item), count, depth)
    raise ValueError("a type that Thrift does not have")


def _many(data: bytes, at: int, kinds: tuple[int, ...], count: int, depth: int) -> tuple[list[Any], int]:
    """The items of a list, or a map's names and values in turn."""
    _check(count, data, at)
    items = []
    for _ in range(count):
        for kind in kinds:
            item, at = _read(data, at, kind, depth + 1)
            items.append(item)
    return items, at


def _check(count: int, data: bytes, at: int) -> None:
    if not 0 <= count * SHORTEST <= len(data) - at:
        raise ValueError("the message ends too early")
