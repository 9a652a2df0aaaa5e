"""Packets and tokens of TDS 7.4 and 8.0, the protocol of SQL Server, as far as a probe needs them.

[MS-TDS]: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/, §2.2.3 (packets), §2.2.6.5 (PRELOGIN),
§2.2.7 (tokens). Numbers in a packet's header and in PRELOGIN are big-endian, all others little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from probes.protocols.peer_stream import PeerStream

SQL_BATCH, REPLY, LOGIN7, PRELOGIN = 1, 4, 16, 18
END_OF_MESSAGE = 1
PACKET = 4096
MAX_REPLY = 1 << 20

# PRELOGIN's options and what ENCRYPTION says: §2.2.6.5
VERSION, ENCRYPTION, INSTANCE, THREAD, MARS, FEDAUTH_REQUIRED, TERMINATOR = 0, 1, 2, 3, 4, 6, 255
ENCRYPT_OFF, ENCRYPT_ON, ENCRYPT_NOT_SUPPORTED, ENCRYPT_REQUIRED = 0, 1, 2, 3

# Tokens: §2.2.7
ERROR, INFO, LOGIN_ACK, ENV_CHANGE, DONE, FEATURE_EXT_ACK = 0xAA, 0xAB, 0xAD, 0xE3, 0xFD, 0xAE
DONE_PROC, DONE_IN_PROC, COLUMNS, ROW, NULLABLE_ROW, RETURN_STATUS = 0xFE, 0xFF, 0x81, 0xD1, 0xD2, 0x79
SIZED = (ERROR, INFO, LOGIN_ACK, ENV_CHANGE, 0xA9, 0xA4, 0xA5, 0xED)  # a length of two bytes follows
FED_AUTH_INFO = 0xEE
ROUTING = 20  # a type of ENV_CHANGE: §2.2.7.9
INT4, INT_N = 0x38, 0x26


@dataclass(frozen=True, slots=True)
class ServerError(Exception):
    """The errors that the server sent together: number and words of each, the first one first."""

    errors: tuple[tuple[int, str], ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for number, _words in self.errors)


@dataclass(slots=True)
class Reply:
    """What one message of the server held."""

    errors: list[tuple[int, str]] = field(default_factory=list)
    logged_in: bool = False
    program: str = ""
    version: tuple[int, int, int] = (0, 0, 0)
    routed: tuple[str, int] | None = None
    rows: int = 0


def send(stream: PeerStream, kind: int, body: bytes) -> None:
    """One message in as many packets as it takes."""
    chunks = [body[at : at + PACKET - 8] for at in range(0, len(body), PACKET - 8)] or [b""]
    packets = (
        struct.pack(">BBHHBB", kind, number == len(chunks), 8 + len(chunk), 0, number % 256, 0) + chunk
        for number, chunk in enumerate(chunks, start=1)
    )
    stream.sendall(b"".join(packets))


def receive(stream: PeerStream) -> bytes:
    """The body of the next message. Raises ProbeFailure where it is none."""
    body = bytearray()
    while True:
        kind, status, length = struct.unpack_from(">BBH", stream.read(8))
        if kind != REPLY or length < 8 or len(body) > MAX_REPLY:
            raise stream.stranger()
        body += stream.read(length - 8)
        if status & END_OF_MESSAGE:
            return bytes(body)


def prelogin(encryption: int, *, fed_auth: bool) -> bytes:
    """The client's first message. The version is that of no driver in particular."""
    options = {VERSION: struct.pack(">BBHH", 1, 0, 0, 0), ENCRYPTION: bytes([encryption]), INSTANCE: b"\0"}
    options |= {THREAD: b"\0\0\0\0", MARS: b"\0"}
    if fed_auth:
        options[FEDAUTH_REQUIRED] = b"\1"
    at = 5 * len(options) + 1
    heads = b""
    for name, value in options.items():
        heads += struct.pack(">BHH", name, at, len(value))
        at += len(value)
    return heads + bytes([TERMINATOR]) + b"".join(options.values())


def prelogin_options(body: bytes) -> dict[int, bytes]:
    """Raises ValueError or struct.error where it is none."""
    found: dict[int, bytes] = {}
    at = 0
    while body[at] != TERMINATOR:
        name, offset, length = struct.unpack_from(">BHH", body, at)
        if offset + length > len(body):
            raise ValueError("an option lies outside the message")
        found[name] = body[offset : offset + length]
        at += 5
    return found


def read_reply(stream: PeerStream) -> Reply:
    """Raises ProbeFailure where the message is none of TDS."""
    body = receive(stream)
    try:
        return _parse(body)
    except (struct.error, ValueError, IndexError, UnicodeDecodeError):
        raise stream.stranger() from None


def _parse(body: bytes) -> Reply:
    reply, widths = Reply(), list[int]()
    cursor = Cursor(body)
    while cursor.left:
        token = cursor.number("<B")
        if token in SIZED:
            _note(reply, token, Cursor(cursor.take(cursor.number("<H"))))
        elif token in (DONE, DONE_PROC, DONE_IN_PROC):
            cursor.take(12)
        elif token == COLUMNS:
            widths = list(_widths(cursor))
        elif token in (ROW, NULLABLE_ROW):
            _skip_row(cursor, widths, nullable=token == NULLABLE_ROW)
            reply.rows += 1
        elif token == RETURN_STATUS:
            cursor.take(4)
        elif token == FED_AUTH_INFO:
            cursor.take(cursor.number("<I"))
        elif token == FEATURE_EXT_ACK:
            while cursor.number("<B") != TERMINATOR:
                cursor.take(cursor.number("<I"))
        else:
            raise ValueError("an unknown token")
    return reply


def _note(reply: Reply, token: int, cursor: Cursor) -> None:
    if token == ERROR:
        number = cursor.number("<i")
        cursor.take(2)
        reply.errors.append((number, cursor.text(2 * cursor.number("<H"))))
    elif token == LOGIN_ACK:
        cursor.take(5)
        reply.program = cursor.text(2 * cursor.number("<B")).rstrip("\0")
        major, minor, build = struct.unpack(">BBH", cursor.take(4))
        reply.logged_in, reply.version = True, (major, minor, build)
    elif token == ENV_CHANGE and cursor.number("<B") == ROUTING:
        cursor.take(3)  # length of the value, and the protocol, which is TCP
        port = cursor.number("<H")
        reply.routed = (cursor.text(2 * cursor.number("<H")), port)


def _widths(cursor: Cursor) -> Iterator[int]:
    """For each column the size of its value, -1 where a byte before the value says it. Integers only are asked for."""
    for _ in range(cursor.number("<H")):
        cursor.take(6)
        kind = cursor.number("<B")
        if kind not in (INT4, INT_N):
            raise ValueError("a column of another type than was asked for")
        if kind == INT_N:
            cursor.take(1)
        cursor.take(2 * cursor.number("<B"))
        yield 4 if kind == INT4 else -1


def _skip_row(cursor: Cursor, widths: list[int], *, nullable: bool) -> None:
    nulls = int.from_bytes(cursor.take((len(widths) + 7) // 8), "little") if nullable else 0
    for column, width in enumerate(widths):
        if not nulls >> column & 1:
            cursor.take(cursor.number("<B") if width < 0 else width)


@dataclass(slots=True)
class Cursor:
    """Reads a message from its beginning. Raises ValueError where it ends too early."""

    body: bytes
    at: int = 0

    @property
    def left(self) -> int:
        return len(self.body) - self.at

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise ValueError("the message ends too early")
        self.at += size
        return self.body[self.at - size : self.at]

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def text(self, size: int) -> str:
        return self.take(size).decode("utf-16-le")
