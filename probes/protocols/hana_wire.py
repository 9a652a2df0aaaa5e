"""SAP HANA's SQL command network protocol, as far as a login and a small query need it.

Read from SAP's own early client, https://github.com/SAP/PyHDB , which follows SAP's "SQL Command Network Protocol
Reference". Numbers are little-endian.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass

from probes.protocols.peer_stream import PeerStream

HELLO = bytes([255, 255, 255, 255, 4, 20, 0, 4, 1, 0, 0, 1, 1, 1])
HELLO_REPLY = 8
EXECUTE_DIRECT, AUTHENTICATE, CONNECT = 2, 65, 66
COMMAND, RESULT_SET, ERROR, AUTHENTICATION, CLIENT_ID, CONNECT_OPTIONS = 3, 5, 6, 33, 35, 42
REQUEST, REPLY, FAILED = 1, 2, 5  # kinds of a segment
SCRAM = b"SCRAMSHA256"
MESSAGE, SEGMENT, PART = struct.Struct("<qiIIhb9x"), struct.Struct("<iihhbxh8x"), struct.Struct("<bbhiii")
MAX_BODY = 1 << 17
# complete_array_execution, client_locale, data_format_version: (key, type, value).
OPTIONS = struct.pack("<bb?", 2, 28, True) + struct.pack("<bbh", 3, 29, 5) + b"en_US" + struct.pack("<bbi", 12, 3, 1)


class ServerError(Exception):
    """An error part: SAP's code and words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Part:
    kind: int
    count: int
    data: bytes


class Wire:
    """`greet`, `log_in`, then `rows`. Each raises ProbeFailure, or ServerError."""

    def __init__(self, stream: PeerStream) -> None:
        self._stream = stream
        self._session, self._packets = -1, -1

    def greet(self) -> None:
        """Reads the versions of product and protocol; of a stranger, its first bytes."""
        self._stream.sendall(HELLO)
        product, _minor = struct.unpack_from("<bH", self._stream.read(HELLO_REPLY))
        if not 1 <= product <= 9:
            raise self._stream.stranger()

    def log_in(self, username: str, password: str) -> None:
        """SCRAM-SHA-256 in SAP's form: the password itself is not sent."""
        ours = os.urandom(64)
        parts = self._ask(AUTHENTICATE, Part(AUTHENTICATION, 1, fields(username.encode(), SCRAM, ours)))
        try:
            found = read_fields(next(part.data for part in parts if part.kind == AUTHENTICATION))
            methods = dict(zip(found[::2], found[1::2], strict=True))
            salt, theirs = read_fields(methods[SCRAM])
        except (StopIteration, ValueError, KeyError, struct.error):
            raise self._stream.stranger() from None
        proof = b"\0\1\x20" + client_proof(password.encode(), salt, theirs, ours)
        self._ask(
            CONNECT,
            Part(AUTHENTICATION, 1, fields(username.encode(), SCRAM, proof)),
            Part(CLIENT_ID, 1, b"connector-service"),
            Part(CONNECT_OPTIONS, 3, OPTIONS),
        )

    def rows(self, statement: str) -> int:
        """How many rows came at once."""
        parts = self._ask(EXECUTE_DIRECT, Part(COMMAND, 1, statement.encode()))
        return sum(part.count for part in parts if part.kind == RESULT_SET)

    def _ask(self, kind: int, *parts: Part) -> list[Part]:
        body = b""
        for part in parts:
            data = part.data + b"\0" * (-len(part.data) % 8)
            body += PART.pack(part.kind, 0, part.count, 0, len(data), MAX_BODY) + data
        segment = struct.pack("<iihhbbbb8x", 24 + len(body), 0, len(parts), 1, REQUEST, kind, 1, 0) + body
        self._packets += 1
        self._stream.sendall(MESSAGE.pack(self._session, self._packets, len(segment), MAX_BODY, 1, 0) + segment)
        return self._answer()

    def _answer(self) -> list[Part]:
        self._session, _count, size, _room, segments, _options = MESSAGE.unpack(self._stream.read(MESSAGE.size))
        if not SEGMENT.size <= size <= MAX_BODY or segments != 1:
            raise self._stream.stranger()
        body = self._stream.read(size)
        try:
            _length, _offset, count, _number, kind, _function = SEGMENT.unpack_from(body)
            parts = _parts(body, count)
            if kind == FAILED:
                error = next(part.data for part in parts if part.kind == ERROR)
                code, _position, length = struct.unpack_from("<iII", error)
        except (struct.error, ValueError, StopIteration):
            raise self._stream.stranger() from None
        if kind == FAILED:
            raise ServerError(code, error[18 : 18 + length].decode("utf-8", "replace"))
        if kind != REPLY:
            raise self._stream.stranger()
        return parts


def _parts(body: bytes, count: int) -> list[Part]:
    found, at = [], SEGMENT.size
    for _ in range(count):
        kind, _attributes, arguments, _big, size, _room = PART.unpack_from(body, at)
        at += PART.size
        if not 0 <= size <= len(body) - at:
            raise ValueError("a part lies outside its segment")
        found.append(Part(kind, arguments, body[at : at + size]))
        at += size + -size % 8
    return found


def fields(*values: bytes) -> bytes:
    """Values with their lengths; each shorter than 250 bytes, as every one of a login is."""
    if any(len(value) >= 250 for value in values):  # where a longer form of the length begins
        raise ValueError("a field of the login is too long")
    return struct.pack("<H", len(values)) + b"".join(bytes([len(value)]) + value for value in values)


def read_fields(data: bytes) -> list[bytes]:
    """Raises ValueError or struct.error where they are none."""
    (count,) = struct.unpack_from("<H", data)
    found, at = [], 2
    for _ in range(count):
        (size,) = struct.unpack_from("<B", data, at)
        if size > len(data) - at - 1:
            raise ValueError("a field lies outside its part")
        found.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    return found


def client_proof(password: bytes, salt: bytes, theirs: bytes, ours: bytes) -> bytes:
    key = hashlib.sha256(hmac.digest(password, salt, "sha256")).digest()
    signature = hmac.digest(hashlib.sha256(key).digest(), salt + theirs + ours, "sha256")
    return bytes(one ^ other for one, other in zip(signature, key, strict=True))
