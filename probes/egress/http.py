"""HTTP through the guard: urllib3 writes and reads, every connection is the dialler's, everything has a bound."""

from __future__ import annotations

import base64
import http.client
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from urllib3 import BaseHTTPResponse, HTTPConnectionPool
from urllib3.exceptions import HTTPError

from probes.egress import tls
from probes.egress.dial import Dialer
from probes.egress.http_errors import InvalidHeader, body_failure, head_failure
from probes.egress.http_pool import GuardedPool, GuardedTlsPool
from probes.egress.http_redirect import (
    REDIRECTS,
    Data,
    Hop,
    merged,
    of_headers,
    redirect_loop,
    too_many_redirects,
)
from probes.egress.url import Url, parse_url

MAX_BODY_BYTES = 1 << 20
MAX_REDIRECTS = 3
USER_AGENT = "connector-service"
_CHUNK_BYTES = 65_536
_CLEAR_TEXT = "The credentials were sent without encryption, as the URL begins with http://."


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A final answer. `body` is decoded and cut at the client's bound (`truncated`); `url` is where it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    truncated: bool


@dataclass(frozen=True, slots=True)
class HttpStream:
    """An answer whose body is still to be read, once."""

    status: int
    headers: Mapping[str, str]
    url: str = field(repr=False)
    _response: BaseHTTPResponse = field(repr=False)
    _origin: str
    _field: str

    def chunks(self) -> Iterator[bytes]:
        """Decoded pieces of the body, at most 64 KiB each. Raises ProbeFailure when the body breaks off."""
        try:
            yield from self._response.stream(_CHUNK_BYTES, decode_content=True)
        except Exception as error:
            raise body_failure(error, self._origin, self._field) from None

    def read(self, limit: int) -> tuple[bytes, bool]:
        """The body up to `limit` bytes, and whether there was more."""
        body = bytearray()
        for chunk in self.chunks():
            body += chunk
            if len(body) > limit:
                return bytes(body[:limit]), True
        return bytes(body), False


class HttpClient:
    """One probe's HTTP. No proxy, no .netrc, no cookie jar; connections to one origin are reused.

    `headers` go with every request. `context` is the TLS of https, verified against the system's authorities unless
    given (probes.egress.tls.context).
    """

    def __init__(
        self,
        dialer: Dialer,
        *,
        headers: Mapping[str, Any] | None = None,
        context: ssl.SSLContext | None = None,
        max_body_bytes: int = MAX_BODY_BYTES,
        max_redirects: int = MAX_REDIRECTS,
    ) -> None:
        self._dialer = dialer
        self._headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **of_headers(headers or {})}
        self._context = context
        self._max_body_bytes = max_body_bytes
        self._max_redirects = max_redirects
        self._pools: dict[tuple[str, str, int], HTTPConnectionPool] = {}

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        data: Data | None = None,
        field: str = "config.url",
        follow_redirects: bool = True,
    ) -> HttpAnswer:
        """Sends and reads the whole answer, whatever its status.

        `auth`, a name and a password, is sent as Basic (RFC 7617); so is userinfo in `url`.

        Raises ProbeFailure: what the dialler raises, INVALID_CONFIG (a malformed URL or header), PROTOCOL_MISMATCH,
        UNREACHABLE, TIMEOUT, PEER_ERROR (broken answer, redirect loop), TLS_REQUIRED (redirect to http).
        """
        with self.stream(
            method, url, headers=headers, auth=auth, data=data, field=field, follow_redirects=follow_redirects
        ) as answer:
            body, truncated = answer.read(self._max_body_bytes)
            return HttpAnswer(answer.status, answer.headers, body, answer.url, truncated)

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        data: Data | None = None,
        field: str = "config.url",
        follow_redirects: bool = True,
    ) -> Iterator[HttpStream]:
        """As `request`, with the body left to `chunks()`; the connection is closed if it is not read to its end."""
        first = parse_url(url, path=field)
        if auth is None and first.user is not None:
            auth = (first.user, first.password or "")
        sent = merged(self._headers, of_headers(headers or {}), _basic(auth) if auth else {})
        hop = Hop(method.upper(), first, sent, data)
        hop, response = self._follow(hop, field) if follow_redirects else (hop, self._send(hop, field))
        try:
            yield HttpStream(response.status, response.headers, str(hop.url), response, hop.url.origin, field)
        finally:
            response.close()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _follow(self, hop: Hop, path: str) -> tuple[Hop, BaseHTTPResponse]:
        trail = [hop]
        while True:
            response = self._send(hop, path)
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                return hop, response
            response.close()  # unread: a redirect's body may be endless
            hop = hop.followed(response.status, location, path)
            if any((hop.method, str(hop.url)) == (seen.method, str(seen.url)) for seen in trail):
                raise redirect_loop([*trail, hop], path)
            if len(trail) > self._max_redirects:
                raise too_many_redirects(self._max_redirects, path)
            trail.append(hop)

    def _send(self, hop: Hop, path: str) -> BaseHTTPResponse:
        """One exchange up to the end of the headers."""
        pool = self._pool(hop.url, path)
        try:
            response = pool.urlopen(
                hop.method,
                hop.url.target,
                hop.body,
                hop.sent_headers,
                retries=False,
                redirect=False,
                timeout=None,
                preload_content=False,
                decode_content=False,
            )
        except (HTTPError, http.client.HTTPException, InvalidHeader, OSError, UnicodeError) as error:
            raise head_failure(error, hop.url.origin, path) from None
        if hop.url.scheme == "http" and hop.carries_credentials and _CLEAR_TEXT not in self._dialer.trace.warnings:
            self._dialer.trace.warn(_CLEAR_TEXT)
        return response

    def _pool(self, url: Url, path: str) -> HTTPConnectionPool:
        key = (url.scheme, url.host.lookup_name, url.port)
        if key not in self._pools:
            guard: dict[str, Any] = {"dialer": self._dialer, "dialled": url.host.lookup_name, "field": path}
            if url.scheme == "https":
                self._context = self._context or tls.context()
                self._pools[key] = GuardedTlsPool(url.host.text, url.port, context=self._context, **guard)
            else:
                self._pools[key] = GuardedPool(url.host.text, url.port, **guard)
        return self._pools[key]


def _basic(auth: tuple[str, str]) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(':'.join(auth).encode()).decode()}"}
