"""Neo4j's Bolt, versions 4.2 to 5.8: handshake, chunks, messages.

https://neo4j.com/docs/bolt/current/bolt/handshake/ and …/bolt/message/
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

from probes.protocols.packstream import Structure, packed, unpacked
from probes.protocols.peer_stream import PeerStream
from probes.result import ProbeFailure, Reason

MAGIC = b"\x60\x60\xb0\x17"
# Four offers of (0, how many minors below, minor, major): 5.8 to 5.0, 4.4 to 4.2.
OFFERS = bytes([0, 8, 8, 5, 0, 2, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0])
HELLO, GOODBYE, RUN, PULL, LOGON = 0x01, 0x02, 0x10, 0x3F, 0x6A
SUCCESS, RECORD, FAILURE = 0x70, 0x71, 0x7F
MAX_MESSAGE = 1 << 20
AGENT = "connector-service/1"


class ServerError(Exception):
    """A FAILURE: Neo4j's code (Neo.ClientError.Security.Unauthorized) and the server's words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(slots=True)
class Wire:
    """Raises ProbeFailure, or ServerError."""

    stream: PeerStream
    version: tuple[int, int] = field(default=(0, 0))

    def greet(self) -> None:
        """Agrees on a version. Raises ProbeFailure where the server speaks none of ours."""
        self.stream.sendall(MAGIC + OFFERS)
        _zero, _range, minor, major = self.stream.read(4)
        if (major, minor) == (0, 0):
            raise ProbeFailure(
                Reason.UNSUPPORTED,
                "the server speaks none of Bolt 4.2 to 5.8",
                field="config.host",
                hint="use Neo4j 4.2 or later; older ones have been past their end of life for years",
            )
        if _zero or _range or major not in (4, 5) or minor > 8:
            raise self.stream.stranger()
        self.version = (major, minor)

    def log_in(self, auth: dict[str, Any]) -> None:
        """Who we are, in one message, or from 5.1 on in two."""
        hello: dict[str, Any] = {"user_agent": AGENT}
        if self.version >= (5, 3):
            hello["bolt_agent"] = {"product": AGENT}
        if self.version >= (5, 1):
            self._ask(HELLO, hello)
            self._ask(LOGON, auth)
        else:
            self._ask(HELLO, hello | auth)

    def rows(self, query: str, extra: dict[str, Any]) -> int:
        """How many records the query gave, at most one asked for."""
        self._ask(RUN, query, {}, extra)
        return self._ask(PULL, {"n": 1})

    def goodbye(self) -> None:
        self._send(GOODBYE)

    def _ask(self, tag: int, *fields: Any) -> int:
        self._send(tag, *fields)
        records = 0
        while True:
            answer = self._receive()
            if answer.tag == RECORD:
                records += 1
            elif answer.tag == SUCCESS:
                return records
            elif answer.tag == FAILURE:
                raise _refused(answer)
            else:
                raise self.stream.stranger()

    def _send(self, tag: int, *fields: Any) -> None:
        body = packed(Structure(tag, fields))
        chunks = (body[at : at + 0xFFFF] for at in range(0, len(body), 0xFFFF))
        framed = b"".join(struct.pack(">H", len(chunk)) + chunk for chunk in chunks)
        self.stream.sendall(framed + b"\0\0")

    def _receive(self) -> Structure:
        body = bytearray()
        while True:
            (size,) = struct.unpack(">H", self.stream.read(2))
            if size:
                body += self.stream.read(size)
            elif body:  # an empty chunk before a message keeps the connection alive, one after it ends it
                break
            if len(body) > MAX_MESSAGE:
                raise self.stream.stranger()
        try:
            message = unpacked(bytes(body))
        except (ValueError, struct.error, IndexError, KeyError):
            raise self.stream.stranger() from None
        if not isinstance(message, Structure):
            raise self.stream.stranger()
        return message


def _refused(answer: Structure) -> ServerError:
    said = answer.fields[0] if answer.fields and isinstance(answer.fields[0], dict) else {}
    code = said.get("code") or said.get("neo4j_code") or ""  # from 5.7 on by the longer name
    return ServerError(str(code), str(said.get("message", "")))
