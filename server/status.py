"""ServiceError <-> google.rpc.Status: the one form in which gRPC and REST tell an error.

Details are those of AIP-193: ErrorInfo always, BadRequest where fields are wrong, RetryInfo where trying again helps.
"""

from __future__ import annotations

from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from server.errors import DOMAIN, STATUS, FieldViolation, Internal, MethodNotAllowed, ServiceError, status_of

# MethodNotAllowed is about an HTTP verb: no status can carry it.
_TOLD = {kind: status for kind, status in STATUS.items() if kind is not MethodNotAllowed}
_BY_REASON: dict[str, type[ServiceError]] = {status.reason: kind for kind, status in _TOLD.items()}
# Of the errors that share a code, the most general one: of those with the fewest ancestors, the table's first.
_BY_CODE: dict[int, type[ServiceError]] = {}
for _kind in sorted(_TOLD, key=lambda kind: len(kind.__mro__)):
    _BY_CODE.setdefault(_TOLD[_kind].code, _kind)


def rpc_status(error: ServiceError) -> status_pb2.Status:
    """The status that both transports send."""
    row = status_of(error)
    status = status_pb2.Status(code=row.code, message=error.message)
    status.details.add().Pack(error_details_pb2.ErrorInfo(reason=row.reason, domain=DOMAIN, metadata=error.metadata))
    if error.violations:
        violations = [
            error_details_pb2.BadRequest.FieldViolation(field=violation.path, description=violation.message)
            for violation in error.violations
        ]
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=violations))
    if error.retry_after is not None:
        delay = Duration()
        delay.FromMilliseconds(round(error.retry_after * 1000))
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=delay))
    return status


def error_of(status: status_pb2.Status) -> ServiceError:
    """The error that a status tells: by its reason if it is one of ours, else by its code."""
    info, bad_request, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), None
    for detail in status.details:
        if detail.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
            retry = error_details_pb2.RetryInfo()
            detail.Unpack(retry)
        elif not detail.Unpack(info):
            detail.Unpack(bad_request)
    kind = _BY_REASON.get(info.reason) if info.domain == DOMAIN else None
    return (kind or _BY_CODE.get(status.code, Internal))(
        status.message,
        violations=tuple(FieldViolation(entry.field, entry.description) for entry in bad_request.field_violations),
        retry_after=retry.retry_delay.ToMilliseconds() / 1000 if retry is not None else None,
        metadata=info.metadata,
    )


def error_of_code(code: int, message: str) -> ServiceError:
    """The error of a bare code, with words of ours."""
    return _BY_CODE.get(code, Internal)(message)
