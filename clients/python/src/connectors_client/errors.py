"""What can go wrong, as exceptions. Each carries the server's message, its reason and the request's id.

ConnectorsError
├── InvalidArgument      a field is wrong; `violations` names each
├── Unauthenticated      no or wrong identity
├── PermissionDenied     the role may not
├── NotFound             absent, or another tenant's
├── AlreadyExists        the name is taken
├── FailedPrecondition   not in this state
├── Aborted              somebody else changed it meanwhile
├── Throttled            over a limit; `retry_after` says when
├── DeadlineExceeded     no answer in time
├── Unavailable          the service, or what it needs, is away
└── ServerFault          a failure of the service's own
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

DETAILS_KEY = "grpc-status-details-bin"
REQUEST_ID_KEY = "x-request-id"


@dataclass(frozen=True)
class FieldViolation:
    """A field of the request that is wrong, such as `config.port`, and what was expected."""

    path: str
    message: str


class ConnectorsError(Exception):
    """Any refused or failed call.

    `code` is gRPC's, `reason` the server's own in UPPER_SNAKE (empty where the server did not answer),
    `retry_after` in seconds where the server said when to come back.
    """

    def __init__(
        self,
        message: str,
        *,
        code: grpc.StatusCode,
        reason: str = "",
        violations: tuple[FieldViolation, ...] = (),
        retry_after: float | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.reason = reason
        self.violations = violations
        self.retry_after = retry_after
        self.request_id = request_id


class InvalidArgument(ConnectorsError):
    pass


class Unauthenticated(ConnectorsError):
    pass


class PermissionDenied(ConnectorsError):
    pass


class NotFound(ConnectorsError):
    pass


class AlreadyExists(ConnectorsError):
    pass


class FailedPrecondition(ConnectorsError):
    pass


class Aborted(ConnectorsError):
    pass


class Throttled(ConnectorsError):
    pass


class DeadlineExceeded(ConnectorsError):
    pass


class Unavailable(ConnectorsError):
    pass


class ServerFault(ConnectorsError):
    pass


_KINDS: dict[grpc.StatusCode, type[ConnectorsError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgument,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExists,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPrecondition,
    grpc.StatusCode.ABORTED: Aborted,
    grpc.StatusCode.RESOURCE_EXHAUSTED: Throttled,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
}


def error_of(code: grpc.StatusCode, message: str | None, metadata: Iterable[Any] | None) -> ConnectorsError:
    """The exception for a failed call, from its status and trailing metadata (google.rpc.Status in the details)."""
    trailing = {str(key): value for key, value in metadata or ()}
    reason, violations, retry_after = "", [], None
    for detail in _details(trailing.get(DETAILS_KEY)):
        info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(bad):
            violations += [FieldViolation(entry.field, entry.description) for entry in bad.field_violations]
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.ToMilliseconds() / 1000
    return _KINDS.get(code, ServerFault)(
        message or code.name,
        code=code,
        reason=reason,
        violations=tuple(violations),
        retry_after=retry_after,
        request_id=str(trailing.get(REQUEST_ID_KEY, "")),
    )


def _details(packed: object) -> Iterable[Any]:
    if not isinstance(packed, bytes):
        return ()
    try:
        told: Iterable[Any] = status_pb2.Status.FromString(packed).details
    except DecodeError:
        return ()  # a proxy between us put something else there; the code and message still stand
    return told
