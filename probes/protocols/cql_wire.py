"""Frames of CQL's native protocol, version 4, which Cassandra 2.2 to 5.0, ScyllaDB and Amazon Keyspaces speak.

https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probes.protocols.peer_stream import PeerStream

REQUEST, RESPONSE = 0x04, 0x84
ERROR, STARTUP, READY, AUTHENTICATE, QUERY, RESULT = 0x00, 0x01, 0x02, 0x03, 0x07, 0x08
AUTH_CHALLENGE, AUTH_RESPONSE, AUTH_SUCCESS = 0x0E, 0x0F, 0x10
WARNING, TRACING, PAYLOAD = 0x08, 0x02, 0x04  # flags of a frame, each with something before the body
ROWS, NO_METADATA, SKIP_METADATA, LOCAL_ONE = 2, 0x04, 0x02, 0x000A
MAX_BODY = 1 << 20


class ServerError(Exception):
    """An ERROR frame: its code (§9) and the server's words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Wire:
    """One request at a time. Raises ProbeFailure, or ServerError."""

    stream: PeerStream

    def startup(self) -> str | None:
        """The class that the server authenticates with; None where it lets anyone in."""
        body = struct.pack(">H", 1) + _string("CQL_VERSION") + _string("3.0.0")
        code, answer = self._ask(STARTUP, body)
        if code == READY:
            return None
        if code != AUTHENTICATE:
            raise self.stream.stranger()
        return self._text(answer)

    def respond(self, token: bytes) -> bytes | None:
        """The server's next challenge; None when it is satisfied."""
        code, answer = self._ask(AUTH_RESPONSE, struct.pack(">i", len(token)) + token)
        if code == AUTH_SUCCESS:
            return None
        if code != AUTH_CHALLENGE:
            raise self.stream.stranger()
        return answer[4:]

    def query(self, statement: str) -> int:
        """How many rows came, 0 for a statement that has none."""
        raw = statement.encode()
        body = struct.pack(">i", len(raw)) + raw + struct.pack(">HB", LOCAL_ONE, SKIP_METADATA)
        code, answer = self._ask(QUERY, body)
        try:
            if code != RESULT:
                raise self.stream.stranger()
            if struct.unpack_from(">i", answer)[0] != ROWS:
                return 0
            flags, _columns = struct.unpack_from(">ii", answer, 4)
            return self._count(answer, flags)
        except struct.error:
            raise self.stream.stranger() from None

    def _count(self, answer: bytes, flags: int) -> int:
        """Without metadata the number of rows follows at once; with it, that there are rows is enough to know."""
        if flags & NO_METADATA and not flags & 0x02:
            return int(struct.unpack_from(">i", answer, 12)[0])
        return 1

    def _ask(self, opcode: int, body: bytes) -> tuple[int, bytes]:
        self.stream.sendall(struct.pack(">BBhBi", REQUEST, 0, 0, opcode, len(body)) + body)
        version, flags, _stream, code, size = struct.unpack(">BBhBi", self.stream.read(9))
        if not version & 0x80 or version & 0x7F > 6 or not 0 <= size <= MAX_BODY:
            raise self.stream.stranger()
        answer = self._without_extras(self.stream.read(size), flags)
        if code == ERROR:
            try:
                number = struct.unpack_from(">i", answer)[0]
            except struct.error:
                raise self.stream.stranger() from None
            raise ServerError(number, self._text(answer[4:]))
        if version != RESPONSE:
            raise self.stream.stranger()
        return code, answer

    def _without_extras(self, answer: bytes, flags: int) -> bytes:
        try:
            if flags & TRACING:
                answer = answer[16:]
            if flags & WARNING:
                (count,) = struct.unpack_from(">H", answer)
                at = 2
                for _ in range(count):
                    at += 2 + struct.unpack_from(">H", answer, at)[0]
                answer = answer[at:]
        except struct.error:
            raise self.stream.stranger() from None
        return answer

    def _text(self, answer: bytes) -> str:
        if len(answer) < 2:
            raise self.stream.stranger()
        (size,) = struct.unpack_from(">H", answer)
        return answer[2 : 2 + size].decode("utf-8", "replace")


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw
