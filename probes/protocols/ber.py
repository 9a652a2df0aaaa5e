"""BER, as far as LDAP (RFC 4511 §5.1) and SPNEGO need it: definite lengths, one-byte tags. ITU-T X.690."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BOOLEAN, INTEGER, OCTETS, OBJECT_ID, ENUMERATED, SEQUENCE = 0x01, 0x02, 0x04, 0x06, 0x0A, 0x30


class Malformed(Exception):
    """Bytes that are no BER, or not what was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """A tag, as its whole byte, and its contents."""

    tag: int
    content: bytes

    @property
    def number(self) -> int:
        return int.from_bytes(self.content, signed=True)

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def children(self) -> list[Element]:
        """Raises Malformed."""
        return list(elements(self.content))


def encode(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    return encode(tag, value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def octets(value: str | bytes, tag: int = OCTETS) -> bytes:
    return encode(tag, value.encode() if isinstance(value, str) else value)


def sequence(*parts: bytes, tag: int = SEQUENCE) -> bytes:
    return encode(tag, b"".join(parts))


def elements(data: bytes) -> Iterator[Element]:
    """One after the other. Raises Malformed."""
    at = 0
    while at < len(data):
        tag, at, size = data[at], *header_size(data, at + 1)
        if size > len(data) - at:
            raise Malformed
        yield Element(tag, data[at : at + size])
        at += size


def header_size(data: bytes, at: int) -> tuple[int, int]:
    """Where the contents begin whose length stands at `at`, and how long they are. Raises Malformed."""
    if at >= len(data):
        raise Malformed
    first = data[at]
    if first < 0x80:
        return at + 1, first
    count = first & 0x7F
    if not 1 <= count <= 4 or at + 1 + count > len(data):
        raise Malformed
    return at + 1 + count, int.from_bytes(data[at + 1 : at + 1 + count])
