"""RESP, the protocol of Redis and Valkey, as far as a probe needs it: https://redis.io/docs/latest/develop/reference/protocol-spec/

Version 2, which every server speaks before a HELLO that asks for 3; what it answers is read in both versions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from probes.protocols.peer_stream import PeerStream

MAX_LINE = 64 << 10
MAX_DEPTH = 8
MAX_ITEMS = 10_000


class ServerError(Exception):
    """An error reply: its first word (WRONGPASS, NOPERM, ERR) and the whole line."""

    def __init__(self, line: str) -> None:
        super().__init__(line.partition(" ")[0])
        self.code = line.partition(" ")[0]
        self.words = line


@dataclass(frozen=True, slots=True)
class Wire:
    """Commands over a stream, one at a time. Raises ProbeFailure, or ServerError for an error reply."""

    stream: PeerStream

    def command(self, *words: str) -> Any:
        """The reply: str, int, float, bool, None, list or dict."""
        parts = [word.encode() for word in words]
        sent = b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)
        self.stream.sendall(b"*%d\r\n%b" % (len(parts), sent))
        return self._reply()

    def _reply(self, depth: int = 0) -> Any:
        line = self._line()
        mark, rest = line[:1], line[1:]
        match mark:
            case b"+" | b"(":
                return rest.decode("utf-8", "replace")
            case b"-":
                raise ServerError(rest.decode("utf-8", "replace"))
            case b":":
                return self._number(rest)
            case b"_":
                return None
            case b"#":
                return rest == b"t"
            case b"," if rest:
                return rest.decode("ascii", "replace")
            case b"$" | b"=" | b"!":
                return self._bulk(mark, self._number(rest))
            case b"*" | b"~" | b">" | b"%":
                return self._many(mark, self._number(rest), depth + 1)
        raise self.stream.stranger()

    def _bulk(self, mark: bytes, size: int) -> str | None:
        if size == -1:
            return None
        text = self.stream.read(size + 2)[:-2].decode("utf-8", "replace")
        if mark == b"!":
            raise ServerError(text)
        return text

    def _many(self, mark: bytes, count: int, depth: int) -> Any:
        if count == -1:
            return None
        if depth > MAX_DEPTH or not 0 <= count <= MAX_ITEMS:
            raise self.stream.stranger()
        if mark == b"%":
            return {str(self._reply(depth)): self._reply(depth) for _ in range(count)}
        return [self._reply(depth) for _ in range(count)]

    def _number(self, text: bytes) -> int:
        try:
            return int(text)
        except ValueError:
            raise self.stream.stranger() from None

    def _line(self) -> bytes:
        line = bytearray()
        while not line.endswith(b"\r\n"):
            line += self.stream.read(1)
            if len(line) > MAX_LINE or (len(line) == 1 and line not in b"+-:$*_#,(!=%~>"):
                raise self.stream.stranger()
        return bytes(line[:-2])
