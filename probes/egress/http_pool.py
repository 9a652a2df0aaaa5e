"""urllib3 connections made by the guard's dialler, with bounds on what a peer may say before its body."""

from __future__ import annotations

import http.client
import io
import ssl
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from probes.egress.dial import Dialer

MAX_LINE_BYTES = 65_536


class AnswerTooLong(http.client.HTTPException):
    """The peer's status line and headers are more than we read."""


class _BoundedReader(io.BufferedReader):
    """Reads lines of bounded length; while `head_left` is set, of a bounded total too."""

    head_left: int | None = None

    def readline(self, size: int | None = -1, /) -> bytes:
        bounded = MAX_LINE_BYTES + 1 if size is None or size < 0 else size
        line = super().readline(bounded)
        if bounded != size and len(line) > MAX_LINE_BYTES:
            raise AnswerTooLong("a line is too long")
        if self.head_left is not None:
            self.head_left -= len(line)
            if self.head_left < 0:
                raise AnswerTooLong("the headers are too long")
        return line


class _BoundedResponse(http.client.HTTPResponse):
    """http.client bounds the number of headers and each line, not their sum nor the number of 1xx answers."""

    max_header_bytes = MAX_LINE_BYTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader = _BoundedReader(self.fp.detach())
        self.fp = self._reader

    def begin(self) -> None:
        self._reader.head_left = self.max_header_bytes
        super().begin()
        self._reader.head_left = None


class _GuardedConnection(HTTPConnection):
    response_class = _BoundedResponse

    def __init__(self, host: str, *, dialer: Dialer, dialled: str, field: str, **kwargs: Any) -> None:
        super().__init__(host, **kwargs)
        self._dialer = dialer
        self._dialled = dialled
        self._field = field

    def _new_conn(self) -> Any:
        return self._dialer.connect(self._dialled, self.port, field=self._field)


class _GuardedTlsConnection(_GuardedConnection, HTTPSConnection):
    def __init__(self, host: str, *, context: ssl.SSLContext, **kwargs: Any) -> None:
        super().__init__(host, **kwargs)
        self._context = context

    def connect(self) -> None:
        sock = self._new_conn()
        self.sock = self._dialer.start_tls(sock, self._dialled, self._context, field=self._field)
        self.is_verified = self._context.verify_mode is ssl.CERT_REQUIRED


class GuardedPool(HTTPConnectionPool):
    """Plain HTTP to one origin."""

    ConnectionCls = _GuardedConnection


class GuardedTlsPool(HTTPSConnectionPool):
    """HTTPS to one origin."""

    ConnectionCls = _GuardedTlsConnection
