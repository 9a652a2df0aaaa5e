"""A session of HiveServer2: Thrift's TCLIService over SASL frames.

https://github.com/apache/hive/blob/master/service-rpc/if/TCLIService.thrift
SASL frames: https://github.com/apache/thrift/blob/master/doc/specs/thrift-sasl-spec.txt
"""

from __future__ import annotations

import struct
from typing import Any

from probes.protocols.database_target import DatabaseTarget
from probes.protocols.peer_stream import PeerStream
from probes.protocols.thrift_binary import EXCEPTION, I32, I64, STRING, STRUCT, Fields, call, reply
from probes.result import ProbeFailure, Reason

START, OK, BAD, ERROR, COMPLETE = 1, 2, 3, 4, 5  # statuses of SASL frames
PROTOCOL_V6 = 5  # TProtocolVersion: rows come as columns
SUCCESS, SUCCESS_WITH_INFO = 0, 1  # TStatusCode
FETCH_NEXT = 0
NOBODY = "anonymous"


class ServerError(Exception):
    """A TStatus that is an error: Hive's own code, the SQLSTATE and the server's words."""

    def __init__(self, code: int, state: str, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.state = state
        self.words = words


class Refused(Exception):
    """SASL ended badly; the server's words."""


class Session:
    """`log_in`, then `run` and `fetch`. Each raises ProbeFailure, Refused or ServerError."""

    def __init__(self, stream: PeerStream, database: DatabaseTarget) -> None:
        self._stream = stream
        self._database = database
        self._session: Any = None

    def log_in(self) -> None:
        """SASL PLAIN, which shows the password, then OpenSession. A server that checks nothing takes any."""
        name, password = self._database.username or NOBODY, self._database.password or NOBODY
        self._frame(START, b"PLAIN")
        self._frame(OK, b"\0" + name.encode() + b"\0" + password.encode())
        while (answer := self._answer()) != COMPLETE:
            if answer != OK:
                raise self._stream.stranger()
        request: Fields = {1: (I32, PROTOCOL_V6), 2: (STRING, name)}
        self._session = self._call("OpenSession", request)[3]

    def run(self, statement: str) -> Any:
        """The handle of what the statement gives, to be fetched."""
        return self._call("ExecuteStatement", {1: self._session, 2: (STRING, statement)}).get(2)

    def fetch(self, operation: Any) -> int:
        """How many rows come first, at most one asked for."""
        given = self._call("FetchResults", {1: operation, 2: (I32, FETCH_NEXT), 3: (I64, 1)})
        results = given.get(3, (STRUCT, {}))[1]
        if 3 in results:
            return max((len(_column(column)) for column in results[3][1]), default=0)
        return len(results.get(2, (STRUCT, []))[1])

    def close(self) -> None:
        self._call("CloseSession", {1: self._session})

    def _call(self, name: str, request: Fields) -> Fields:
        message = call(name, {1: (STRUCT, request)})
        self._stream.sendall(struct.pack(">I", len(message)) + message)
        data = self._stream.read(*struct.unpack(">I", self._stream.read(4)))
        try:
            kind, fields = reply(data)
            response: Fields = {} if kind == EXCEPTION else fields[0][1]
            status = response[1][1] if response else {}
            if kind == EXCEPTION:
                raise ServerError(0, "", fields[1][1].decode("utf-8", "replace"))
            if status[1][1] in (SUCCESS, SUCCESS_WITH_INFO):
                return response
            texts = [status[name][1].decode("utf-8", "replace") if name in status else "" for name in (3, 5)]
            code = status[4][1] if 4 in status else 0
        except (struct.error, ValueError, LookupError, TypeError, AttributeError):
            raise self._stream.stranger() from None
        raise ServerError(code, *texts)

    def _frame(self, status: int, payload: bytes) -> None:
        self._stream.sendall(struct.pack(">BI", status, len(payload)) + payload)

    def _answer(self) -> int:
        """The status of the next SASL frame, its payload read away. Raises Refused."""
        status, size = struct.unpack(">BI", self._stream.read(5))
        if status not in (OK, BAD, ERROR, COMPLETE) or size > 1 << 16:
            raise self._stream.stranger()
        payload = self._stream.read(size)
        if status in (BAD, ERROR):
            raise Refused(payload.decode("utf-8", "replace"))
        return int(status)


def _column(column: Fields) -> Any:
    """A TColumn is a union of typed columns, each with its values first."""
    ((_kind, typed),) = column.values()
    return typed[1][1]


def unsupported() -> ProbeFailure:
    return ProbeFailure(
        Reason.UNSUPPORTED,
        "the server takes no user name and password (SASL PLAIN)",
        field="authMethod",
        hint="set hive.server2.authentication to LDAP, PAM, CUSTOM or NONE for this service; Kerberos is not spoken",
    )
