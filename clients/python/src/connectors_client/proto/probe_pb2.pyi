from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VerifiedLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NONE: _ClassVar[VerifiedLevel]
    RESOLVED: _ClassVar[VerifiedLevel]
    REACHABLE: _ClassVar[VerifiedLevel]
    TLS: _ClassVar[VerifiedLevel]
    AUTHENTICATED: _ClassVar[VerifiedLevel]
    AUTHORIZED: _ClassVar[VerifiedLevel]
    RESOURCE_READABLE: _ClassVar[VerifiedLevel]

class Reason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REASON_UNSPECIFIED: _ClassVar[Reason]
    INVALID_CONFIG: _ClassVar[Reason]
    EGRESS_DENIED: _ClassVar[Reason]
    DNS_NOT_FOUND: _ClassVar[Reason]
    DNS_FAILED: _ClassVar[Reason]
    CONNECTION_REFUSED: _ClassVar[Reason]
    UNREACHABLE: _ClassVar[Reason]
    TIMEOUT: _ClassVar[Reason]
    TLS_UNTRUSTED: _ClassVar[Reason]
    TLS_NAME_MISMATCH: _ClassVar[Reason]
    TLS_EXPIRED: _ClassVar[Reason]
    TLS_REQUIRED: _ClassVar[Reason]
    PROTOCOL_MISMATCH: _ClassVar[Reason]
    AUTHENTICATION_FAILED: _ClassVar[Reason]
    CREDENTIAL_MISSING: _ClassVar[Reason]
    CREDENTIAL_EXPIRED: _ClassVar[Reason]
    PERMISSION_DENIED: _ClassVar[Reason]
    RESOURCE_NOT_FOUND: _ClassVar[Reason]
    RATE_LIMITED: _ClassVar[Reason]
    PEER_ERROR: _ClassVar[Reason]
    CIRCUIT_OPEN: _ClassVar[Reason]
    UNSUPPORTED: _ClassVar[Reason]
    INTERNAL: _ClassVar[Reason]
    CREDENTIAL_REBIND_REQUIRED: _ClassVar[Reason]

class StepStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STEP_STATUS_UNSPECIFIED: _ClassVar[StepStatus]
    PASSED: _ClassVar[StepStatus]
    FAILED: _ClassVar[StepStatus]
    WARNED: _ClassVar[StepStatus]
NONE: VerifiedLevel
RESOLVED: VerifiedLevel
REACHABLE: VerifiedLevel
TLS: VerifiedLevel
AUTHENTICATED: VerifiedLevel
AUTHORIZED: VerifiedLevel
RESOURCE_READABLE: VerifiedLevel
REASON_UNSPECIFIED: Reason
INVALID_CONFIG: Reason
EGRESS_DENIED: Reason
DNS_NOT_FOUND: Reason
DNS_FAILED: Reason
CONNECTION_REFUSED: Reason
UNREACHABLE: Reason
TIMEOUT: Reason
TLS_UNTRUSTED: Reason
TLS_NAME_MISMATCH: Reason
TLS_EXPIRED: Reason
TLS_REQUIRED: Reason
PROTOCOL_MISMATCH: Reason
AUTHENTICATION_FAILED: Reason
CREDENTIAL_MISSING: Reason
CREDENTIAL_EXPIRED: Reason
PERMISSION_DENIED: Reason
RESOURCE_NOT_FOUND: Reason
RATE_LIMITED: Reason
PEER_ERROR: Reason
CIRCUIT_OPEN: Reason
UNSUPPORTED: Reason
INTERNAL: Reason
CREDENTIAL_REBIND_REQUIRED: Reason
STEP_STATUS_UNSPECIFIED: StepStatus
PASSED: StepStatus
FAILED: StepStatus
WARNED: StepStatus

class ProbeStep(_message.Message):
    __slots__ = ("name", "status", "latency_ms", "message")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    status: StepStatus
    latency_ms: int
    message: str
    def __init__(self, name: _Optional[str] = ..., status: _Optional[_Union[StepStatus, str]] = ..., latency_ms: _Optional[int] = ..., message: _Optional[str] = ...) -> None: ...
