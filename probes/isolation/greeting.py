"""The header a worker sends first: read to the byte, never further, for what follows is the child's to read."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass
from typing import Literal

from probes.isolation.frames import MAX_HEADER, PREFIX, Kind, Malformed


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what. Tests with the same tenant, connector and `share` that overlap are one; "" shares with none.

    `seconds` is the time of the whole test, the wait for a child included.
    """

    tenant: str
    connector: str
    share: str
    seconds: float

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.tenant, self.connector, self.share)

    def to_wire(self) -> dict[str, str | float]:
        return asdict(self)


class Greeting:
    """Reads the header of one connection as it comes."""

    __slots__ = ("_buffer", "_sock")

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = bytearray()

    @property
    def complete(self) -> bool:
        return self._wanted() == 0

    def read(self) -> Request | Literal[Kind.STATUS] | None:
        """The request once it is whole, or STATUS. Raises Malformed, also at the end of the stream, and OSError."""
        while (wanted := self._wanted()) > 0:
            try:
                data = self._sock.recv(wanted)
            except BlockingIOError:
                return None
            if not data:
                raise Malformed
            self._buffer += data
        if self._buffer[0] == Kind.STATUS:
            return Kind.STATUS
        try:
            return Request(**json.loads(self._buffer[PREFIX.size :]))
        except (ValueError, TypeError):
            raise Malformed from None

    def _wanted(self) -> int:
        if len(self._buffer) < PREFIX.size:
            return PREFIX.size - len(self._buffer)
        kind, length = PREFIX.unpack_from(self._buffer)
        if kind == Kind.STATUS and length == 0:
            return 0
        if kind != Kind.HEADER or length > MAX_HEADER:
            raise Malformed
        return int(PREFIX.size + length) - len(self._buffer)
