"""A request and a response of the gateway, and the one form of a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from google.protobuf import any_pb2
from google.protobuf.json_format import MessageToDict
from google.rpc import error_details_pb2

from server.errors import MethodNotAllowed, ServiceError, TokenInvalid, Unauthenticated, status_of
from server.status import rpc_status

Headers = tuple[tuple[str, str], ...]

JSON = ("content-type", "application/json")
# Answers are a tenant's: no cache may keep them, no browser may take JSON for anything else, show it inside a page of
# others, run or load anything for it, or tell where it was.
ALWAYS: Headers = (
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
)
STRICT_TRANSPORT: Headers = (("strict-transport-security", "max-age=31536000"),)  # RFC 6797, a year


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request. `path` and `query` are still percent-encoded; header names are lower-case."""

    verb: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    peer: str
    is_tls: bool = False
    certificate: str = field(default="", repr=False)  # of the client, in PEM, verified


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back. `body` is empty only where the status has none."""

    status: int
    body: bytes = b""
    headers: Headers = ()


def json_response(status: int, body: bytes, headers: Headers = ()) -> Response:
    return Response(status, body, (JSON, *headers))


def security_headers(request: Request, response: Response) -> Headers:
    """What every answer carries, but for headers that it has set itself."""
    own = {name for name, _ in response.headers}
    wanted = ALWAYS + STRICT_TRANSPORT if request.is_tls else ALWAYS
    return tuple(header for header in wanted if header[0] not in own)


def refusal(error: ServiceError) -> Response:
    """`{"code": <google.rpc.Code>, "message": …, "details": […]}`, with the headers that HTTP asks for."""
    status = rpc_status(error)
    body = {"code": status.code, "message": status.message, "details": [_detail(entry) for entry in status.details]}
    headers = []
    if error.retry_after is not None:
        headers.append(("retry-after", str(max(1, math.ceil(error.retry_after)))))
    if isinstance(error, Unauthenticated):
        # RFC 9110 §15.5.2: a 401 names a scheme; RFC 6750 §3.1: and says that the token was no good.
        challenge = 'Bearer error="invalid_token"' if isinstance(error, TokenInvalid) else "Bearer"
        headers.append(("www-authenticate", challenge))
    if isinstance(error, MethodNotAllowed):
        headers.append(("allow", ", ".join(error.allowed)))
    return json_response(status_of(error).http, orjson.dumps(body), tuple(headers))


def _detail(packed: any_pb2.Any) -> dict[str, Any]:
    detail: dict[str, Any] = MessageToDict(packed)
    if packed.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
        detail.setdefault("metadata", {})
    return detail
