"""PackStream, the encoding of Neo4j's Bolt messages, as far as a probe needs it: https://neo4j.com/docs/bolt/current/packstream/"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Structure:
    """A tag and its fields: a message, or a value such as a node."""

    tag: int
    fields: tuple[Any, ...]


def packed(value: Any) -> bytes:
    """None, bool, int, str, list, dict and Structure; up to 65,535 items or bytes of each."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return struct.pack(">Bq", 0xCB, value)
        case str():
            raw = value.encode()
            return _head(len(raw), 0x80, 0xD0, 0xD1) + raw
        case list():
            return _head(len(value), 0x90, 0xD4, 0xD5) + b"".join(map(packed, value))
        case dict():
            pairs = b"".join(packed(name) + packed(item) for name, item in value.items())
            return _head(len(value), 0xA0, 0xD8, 0xD9) + pairs
        case Structure():
            return bytes([0xB0 | len(value.fields), value.tag]) + b"".join(map(packed, value.fields))
    raise TypeError(f"no PackStream for {type(value).__name__}")


def _head(size: int, tiny: int, one: int, two: int) -> bytes:
    if size < 16:
        return bytes([tiny | size])
    return struct.pack(">BB", one, size) if size < 256 else struct.pack(">BH", two, size)


def unpacked(data: bytes) -> Any:
    """The value of a message. Raises ValueError, struct.error or IndexError where it is none."""
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise ValueError("something follows the message")
    return value


NUMBERS = {0xC1: ">d", 0xC8: ">b", 0xC9: ">h", 0xCA: ">i", 0xCB: ">q"}
CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
# Of a marker with a size behind it: what it is, and the form of the size.
SIZED = {
    0xCC: ("bytes", ">B"),
    0xCD: ("bytes", ">H"),
    0xCE: ("bytes", ">I"),
    0xD0: ("text", ">B"),
    0xD1: ("text", ">H"),
    0xD2: ("text", ">I"),
    0xD4: ("list", ">B"),
    0xD5: ("list", ">H"),
    0xD6: ("list", ">I"),
    0xD8: ("map", ">B"),
    0xD9: ("map", ">H"),
    0xDA: ("map", ">I"),
}
TINY = {0x80: "text", 0x90: "list", 0xA0: "map", 0xB0: "structure"}


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    marker = data[at]
    at += 1
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if marker < 0x80 or marker >= 0xF0:
        return (marker if marker < 0x80 else marker - 256), at
    if marker in CONSTANTS:
        return CONSTANTS[marker], at
    if marker in NUMBERS:
        form = NUMBERS[marker]
        return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)
    if marker in SIZED:
        kind, form = SIZED[marker]
        (size,) = struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
    else:
        kind, size = TINY[marker & 0xF0], marker & 0x0F
    return _many(data, at, kind, size, depth + 1)


def _many(data: bytes, at: int, kind: str, size: int, depth: int) -> tuple[Any, int]:
    if size > len(data) - at + (1 if kind == "structure" else 0):
        raise ValueError("the message ends too early")
    if kind in ("bytes", "text"):
        raw = data[at : at + size]
        return (raw if kind == "bytes" else raw.decode("utf-8", "replace")), at + size
    tag = data[at] if kind == "structure" else 0
    at += kind == "structure"
    items = []
    for _ in range(size * 2 if kind == "map" else size):
        item, at = _value(data, at, depth)
        items.append(item)
    if kind == "map":
        return {str(name): item for name, item in zip(items[::2], items[1::2], strict=True)}, at
    return (Structure(tag, tuple(items)) if kind == "structure" else items), at
