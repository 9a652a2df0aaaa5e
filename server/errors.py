"""The domain's errors, drawn as a tree, and the one table that gives each its gRPC code, HTTP status and reason.

    ServiceError
    ├── InvalidArgument               400  the request is wrong; names the fields
    │   ├── MalformedRequest          400  it cannot be read at all
    │   ├── PayloadTooLarge           413
    │   ├── UnsupportedMediaType      415
    │   └── HeadersTooLarge           431
    ├── Unauthenticated               401  no identity
    │   ├── TokenInvalid              401  whatever is wrong with it
    │   └── CertificateUnknown        401  it stands for nobody
    ├── PermissionDenied              403  the role may not
    │   ├── TenantNotAllowed          403  a tenant was named that is not the caller's
    │   └── LeaseNotAllowed           403
    ├── NotFound                      404  absent, or another tenant's: the caller cannot tell
    │   ├── NoSuchType                404
    │   ├── NoSuchWebhook             404
    │   └── NoSuchRoute               404
    ├── MethodNotAllowed              405
    ├── Conflict                      409
    │   ├── NameTaken                 409
    │   ├── IdempotencyKeyReused      409  the id of a request came with another request
    │   └── ConcurrentChange          409
    ├── PreconditionFailed            412
    │   ├── EtagMismatch              412  it was changed since the caller read it
    │   ├── TestFailed                412  it was to be stored only if its test passes
    │   └── TypeInUse                 412  a connector type that connectors use
    ├── RevisionGone                  410  where a stream is to go on is not kept any more
    ├── Misdirected                   421  a Host that is not ours
    ├── StorageFull                   507  the disk of the database is full; reads go on
    ├── QuotaExceeded                 429  the tenant has as much as it may; waiting does not help
    ├── Throttled                     429  carries retry_after
    │   ├── RateLimited               429
    │   ├── TestQueueFull             429
    │   └── TooManyStreams            429
    ├── DataLoss                      500  a sealed value cannot be opened
    ├── Internal                      500
    ├── Unavailable                   503  a dependency is away; may carry retry_after
    │   ├── KeysUnavailable           503  no key to check tokens with
    │   └── TooManyConnections        503
    └── DeadlineExceeded              504
        ├── RequestTimeout            408  the request did not arrive in time
        └── Cancelled                 499  the caller went away

Messages are public: they name no secret, no internal address, no other tenant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Code(IntEnum):
    """google.rpc.Code, without importing gRPC."""

    CANCELLED = 1
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A request field that is wrong: its JSON path, and what was expected."""

    path: str
    message: str


class ServiceError(Exception):
    """Any failure that a caller is told of."""

    def __init__(
        self,
        message: str,
        *,
        violations: tuple[FieldViolation, ...] = (),
        retry_after: float | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """`metadata` goes into ErrorInfo: what programs may want to know of the reason."""
        super().__init__(message)
        self.message = message
        self.violations = violations
        self.retry_after = retry_after
        self.metadata = dict(metadata or {})


class InvalidArgument(ServiceError):
    @classmethod
    def at(cls, path: str, message: str) -> InvalidArgument:
        """One field is wrong."""
        return cls.of([FieldViolation(path, message)])

    @classmethod
    def of(cls, violations: list[FieldViolation]) -> InvalidArgument:
        """Several are; the message says them all."""
        return cls("; ".join(f"{v.path}: {v.message}" for v in violations), violations=tuple(violations))


class MalformedRequest(InvalidArgument):
    pass


class PayloadTooLarge(InvalidArgument):
    pass


class UnsupportedMediaType(InvalidArgument):
    pass


class HeadersTooLarge(InvalidArgument):
    pass


class Unauthenticated(ServiceError):
    pass


class TokenInvalid(Unauthenticated):
    pass


class CertificateUnknown(Unauthenticated):
    pass


class PermissionDenied(ServiceError):
    pass


class TenantNotAllowed(PermissionDenied):
    pass


class LeaseNotAllowed(PermissionDenied):
    pass


class NotFound(ServiceError):
    pass


class NoSuchRoute(NotFound):
    pass


class MethodNotAllowed(ServiceError):
    """`allowed` are the HTTP methods of the route."""

    def __init__(self, message: str, allowed: tuple[str, ...]) -> None:
        super().__init__(message)
        self.allowed = allowed


class Conflict(ServiceError):
    pass


class NameTaken(Conflict):
    pass


class IdempotencyKeyReused(Conflict):
    pass


class ConcurrentChange(Conflict):
    pass


class PreconditionFailed(ServiceError):
    pass


class EtagMismatch(PreconditionFailed):
    pass


class TestFailed(PreconditionFailed):
    """`metadata` tells the probe's `reason`, and its `field` and `hint` where it has them."""

    __test__ = False  # not a test, whatever pytest makes of the name


class TypeInUse(PreconditionFailed):
    pass


class NoSuchType(NotFound):
    pass


class NoSuchWebhook(NotFound):
    pass


class RevisionGone(ServiceError):
    pass


class Misdirected(ServiceError):
    pass


class StorageFull(ServiceError):
    pass


class QuotaExceeded(ServiceError):
    pass


class Throttled(ServiceError):
    pass


class RateLimited(Throttled):
    pass


class TestQueueFull(Throttled):
    __test__ = False  # not a test, whatever pytest makes of the name


class TooManyStreams(Throttled):
    pass


class DataLoss(ServiceError):
    pass


class Internal(ServiceError):
    pass


class Unavailable(ServiceError):
    pass


class KeysUnavailable(Unavailable):
    pass


class TooManyConnections(Unavailable):
    pass


class DeadlineExceeded(ServiceError):
    pass


class RequestTimeout(DeadlineExceeded):
    pass


class Cancelled(DeadlineExceeded):
    pass


@dataclass(frozen=True, slots=True)
class Status:
    """How an error is told: gRPC code, HTTP status, ErrorInfo.reason."""

    code: Code
    http: int
    reason: str


DOMAIN = "connectors.v1"  # ErrorInfo.domain

STATUS: dict[type[ServiceError], Status] = {
    InvalidArgument: Status(Code.INVALID_ARGUMENT, 400, "INVALID_ARGUMENT"),
    MalformedRequest: Status(Code.INVALID_ARGUMENT, 400, "MALFORMED_REQUEST"),
    PayloadTooLarge: Status(Code.INVALID_ARGUMENT, 413, "PAYLOAD_TOO_LARGE"),
    UnsupportedMediaType: Status(Code.INVALID_ARGUMENT, 415, "UNSUPPORTED_MEDIA_TYPE"),
    HeadersTooLarge: Status(Code.INVALID_ARGUMENT, 431, "HEADERS_TOO_LARGE"),
    Unauthenticated: Status(Code.UNAUTHENTICATED, 401, "UNAUTHENTICATED"),
    TokenInvalid: Status(Code.UNAUTHENTICATED, 401, "TOKEN_INVALID"),
    CertificateUnknown: Status(Code.UNAUTHENTICATED, 401, "CERTIFICATE_UNKNOWN"),
    PermissionDenied: Status(Code.PERMISSION_DENIED, 403, "ROLE_NOT_ALLOWED"),
    TenantNotAllowed: Status(Code.PERMISSION_DENIED, 403, "TENANT_NOT_ALLOWED"),
    LeaseNotAllowed: Status(Code.PERMISSION_DENIED, 403, "LEASE_NOT_ALLOWED"),
    NotFound: Status(Code.NOT_FOUND, 404, "CONNECTOR_NOT_FOUND"),
    NoSuchType: Status(Code.NOT_FOUND, 404, "CONNECTOR_TYPE_NOT_FOUND"),
    NoSuchWebhook: Status(Code.NOT_FOUND, 404, "WEBHOOK_NOT_FOUND"),
    NoSuchRoute: Status(Code.NOT_FOUND, 404, "ROUTE_NOT_FOUND"),
    MethodNotAllowed: Status(Code.UNIMPLEMENTED, 405, "METHOD_NOT_ALLOWED"),
    NameTaken: Status(Code.ALREADY_EXISTS, 409, "NAME_TAKEN"),
    ConcurrentChange: Status(Code.ABORTED, 409, "CONCURRENT_CHANGE"),
    IdempotencyKeyReused: Status(Code.ALREADY_EXISTS, 409, "IDEMPOTENCY_KEY_REUSED"),
    Conflict: Status(Code.ABORTED, 409, "CONFLICT"),
    EtagMismatch: Status(Code.ABORTED, 412, "ETAG_MISMATCH"),
    TestFailed: Status(Code.FAILED_PRECONDITION, 412, "TEST_FAILED"),
    TypeInUse: Status(Code.FAILED_PRECONDITION, 412, "CONNECTOR_TYPE_IN_USE"),
    PreconditionFailed: Status(Code.FAILED_PRECONDITION, 412, "PRECONDITION_FAILED"),
    RevisionGone: Status(Code.OUT_OF_RANGE, 410, "REVISION_GONE"),
    Misdirected: Status(Code.INVALID_ARGUMENT, 421, "MISDIRECTED_REQUEST"),
    QuotaExceeded: Status(Code.RESOURCE_EXHAUSTED, 429, "QUOTA_EXCEEDED"),
    RateLimited: Status(Code.RESOURCE_EXHAUSTED, 429, "RATE_LIMIT_EXCEEDED"),
    TestQueueFull: Status(Code.RESOURCE_EXHAUSTED, 429, "TEST_QUEUE_FULL"),
    TooManyStreams: Status(Code.RESOURCE_EXHAUSTED, 429, "TOO_MANY_STREAMS"),
    Throttled: Status(Code.RESOURCE_EXHAUSTED, 429, "THROTTLED"),
    StorageFull: Status(Code.RESOURCE_EXHAUSTED, 507, "STORAGE_FULL"),
    DataLoss: Status(Code.DATA_LOSS, 500, "CREDENTIALS_UNREADABLE"),
    Internal: Status(Code.INTERNAL, 500, "INTERNAL"),
    Unavailable: Status(Code.UNAVAILABLE, 503, "UNAVAILABLE"),
    KeysUnavailable: Status(Code.UNAVAILABLE, 503, "IDENTITY_KEYS_UNAVAILABLE"),
    TooManyConnections: Status(Code.UNAVAILABLE, 503, "TOO_MANY_CONNECTIONS"),
    DeadlineExceeded: Status(Code.DEADLINE_EXCEEDED, 504, "DEADLINE_EXCEEDED"),
    RequestTimeout: Status(Code.DEADLINE_EXCEEDED, 408, "REQUEST_TIMEOUT"),
    Cancelled: Status(Code.CANCELLED, 499, "CANCELLED"),
}

HTTP_OF_REASON: dict[str, int] = {status.reason: status.http for status in STATUS.values()}


def status_of(error: ServiceError) -> Status:
    """The row of the error's own class, or of its nearest ancestor."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
