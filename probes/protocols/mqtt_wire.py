"""MQTT 3.1.1 and 5.0: the packets of a login and of a subscription.

https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html, https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probes.protocols.server_stream import ServerStream

CONNECT, CONNACK, PUBLISH, SUBSCRIBE, SUBACK, PINGRESP, DISCONNECT = 1, 2, 3, 8, 9, 13, 14
LEVELS = {"3.1.1": 4, "5": 5}
KEEP_ALIVE_SECONDS = 60
CLEAN_START, PASSWORD, USERNAME = 0x02, 0x40, 0x80
PACKET_ID = 1
MAX_PACKET = 1 << 20


@dataclass(frozen=True, slots=True)
class Packet:
    """Its type (§2.2.1) and what follows the fixed header."""

    kind: int
    body: bytes


def text(value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">H", len(data)) + data


def connect(level: int, client_id: str, username: str | None, password: str | None) -> bytes:
    """A CONNECT that leaves no session behind (§3.1)."""
    flags = CLEAN_START | (USERNAME if username is not None else 0) | (PASSWORD if password is not None else 0)
    body = text("MQTT") + bytes([level, flags]) + struct.pack(">H", KEEP_ALIVE_SECONDS) + _no_properties(level)
    body += text(client_id)
    body += text(username) if username is not None else b""
    body += text(password) if password is not None else b""
    return _packet(CONNECT << 4, body)


def subscribe(level: int, topic_filter: str) -> bytes:
    """At most once: nothing has to be confirmed, and nothing is kept for us (§3.8)."""
    body = struct.pack(">H", PACKET_ID) + _no_properties(level) + text(topic_filter) + b"\x00"
    return _packet(SUBSCRIBE << 4 | 0x02, body)


def disconnect() -> bytes:
    return _packet(DISCONNECT << 4, b"")


def read(stream: ServerStream) -> Packet:
    """The next packet. Raises ProbeFailure."""
    first = stream.read(1)[0]
    size, shift = 0, 0
    while True:
        (byte,) = stream.read(1)
        size |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift > 21:
            raise stream.stranger()
    if size > MAX_PACKET or first >> 4 not in (CONNACK, PUBLISH, SUBACK, PINGRESP, DISCONNECT):
        raise stream.stranger()
    return Packet(first >> 4, stream.read(size))


def after_properties(level: int, body: bytes) -> bytes:
    """What follows the properties (§2.2.2), which 5.0 alone has. Raises LookupError where it is cut."""
    if level < 5:
        return body
    size, shift, at = 0, 0, 0
    while True:
        byte = body[at]
        at += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return body[at + size :]


def reason_string(body: bytes) -> str:
    """The Reason String (0x1F) among a packet's properties where it comes first; "" elsewhere."""
    if len(body) < 4 or body[1] != 0x1F:
        return ""
    (size,) = struct.unpack(">H", body[2:4])
    return body[4 : 4 + size].decode(errors="replace")


def _no_properties(level: int) -> bytes:
    return b"\x00" if level >= 5 else b""


def _packet(first: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, digit = size >> 7, size & 0x7F
        length.append(digit | (0x80 if size else 0))
        if not size:
            return bytes([first]) + bytes(length) + body
