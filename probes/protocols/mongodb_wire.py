"""Commands of MongoDB's wire protocol over a stream of ours: OP_MSG, one document each way, no compression.

pymongo opens sockets, pools and threads of its own; of it only the BSON codec is used.
https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import count
from typing import Any

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError

from probes.protocols.peer_stream import MAX_MESSAGE, PeerStream

HEADER = struct.Struct("<iiii")  # messageLength, requestID, responseTo, opCode
OP_MSG = 2013
CHECKSUM_PRESENT = 1
KIND_BODY = 0
# A date beyond Python's years is no reason to fail.
CODEC: CodecOptions[dict[str, Any]] = CodecOptions(datetime_conversion=DatetimeConversion.DATETIME_MS)


class ServerError(Exception):
    """An answer whose `ok` is not 1: the code, its name, the server's words."""

    def __init__(self, code: int, name: str, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name
        self.words = words


class Wire:
    """One conversation; a command is answered before the next is sent."""

    def __init__(self, stream: PeerStream) -> None:
        self.stream = stream
        self._ids = count(1)

    def command(self, database: str, command: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's document. Raises ServerError, or ProbeFailure where the peer is none or is silent."""
        request = next(self._ids)
        body = struct.pack("<iB", 0, KIND_BODY) + bson.encode({**command, "$db": database})
        self.stream.sendall(HEADER.pack(HEADER.size + len(body), request, 0, OP_MSG) + body)
        answer = self._answer(request)
        if answer.get("ok") != 1:
            raise ServerError(_int(answer.get("code")), str(answer.get("codeName", "")), str(answer.get("errmsg", "")))
        return answer

    def _answer(self, request: int) -> dict[str, Any]:
        length, _id, response_to, code = HEADER.unpack(self.stream.read(HEADER.size))
        size = length - HEADER.size
        if code != OP_MSG or response_to != request or not 5 < size <= MAX_MESSAGE:
            raise self.stream.stranger()
        body = self.stream.read(size)
        flags, kind = struct.unpack_from("<IB", body)
        document = body[5 : -4 if flags & CHECKSUM_PRESENT else None]
        if kind != KIND_BODY:
            raise self.stream.stranger()
        try:
            return bson.decode(document, CODEC)
        except (BSONError, ValueError, RecursionError):
            raise self.stream.stranger() from None


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
