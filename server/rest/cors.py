"""Cross-origin calls from browsers (https://fetch.spec.whatwg.org/#http-cors-protocol): none, unless an origin is set.

Origins are compared whole and never answered with `*`; cookies are no part of identity here, so credentials mode
stays off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.rest.http import Headers, Response

REQUEST_HEADERS = (
    "authorization, content-type, idempotency-key, if-match, request-timeout, x-request-id, x-role, x-tenant-id, x-user"
)
SHOWN_HEADERS = "etag, retry-after, x-request-id"
PREFLIGHT_SECONDS = 600


class Cors:
    def __init__(self, origins: Iterable[str] = ()) -> None:
        self._origins = frozenset(origins)
        if "*" in self._origins:
            raise ValueError("'*' would let every web page call: name the origins, such as https://app.example.com")

    def headers(self, request_headers: Mapping[str, str]) -> Headers:
        """What every answer carries. `vary` even to a stranger: a cache must not give him another's answer."""
        if not self._origins:
            return ()
        origin = request_headers.get("origin", "")
        if origin not in self._origins:
            return (("vary", "Origin"),)
        return (
            ("vary", "Origin"),
            ("access-control-allow-origin", origin),
            ("access-control-expose-headers", SHOWN_HEADERS),
        )

    def is_preflight(self, verb: str, headers: Mapping[str, str]) -> bool:
        """Whether a browser asks, for an origin that is set, if it may call."""
        return (
            verb == "OPTIONS"
            and headers.get("origin", "") in self._origins
            and "access-control-request-method" in headers
        )

    def preflight(self, allowed: tuple[str, ...]) -> Response:
        return Response(
            204,
            headers=(
                ("access-control-allow-methods", ", ".join(allowed)),
                ("access-control-allow-headers", REQUEST_HEADERS),
                ("access-control-max-age", str(PREFLIGHT_SECONDS)),
            ),
        )
