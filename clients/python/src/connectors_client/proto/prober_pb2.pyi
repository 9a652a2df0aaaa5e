from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from connectors_client.proto import probe_pb2 as _probe_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProbeRequest(_message.Message):
    __slots__ = ("tenant", "connector_id", "share", "type", "auth_method", "parameters", "credentials", "timeout_seconds", "declaration")
    TENANT_FIELD_NUMBER: _ClassVar[int]
    CONNECTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    AUTH_METHOD_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_SECONDS_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    tenant: str
    connector_id: str
    share: str
    type: str
    auth_method: str
    parameters: bytes
    credentials: bytes
    timeout_seconds: float
    declaration: str
    def __init__(self, tenant: _Optional[str] = ..., connector_id: _Optional[str] = ..., share: _Optional[str] = ..., type: _Optional[str] = ..., auth_method: _Optional[str] = ..., parameters: _Optional[bytes] = ..., credentials: _Optional[bytes] = ..., timeout_seconds: _Optional[float] = ..., declaration: _Optional[str] = ...) -> None: ...

class ProbeResponse(_message.Message):
    __slots__ = ("step", "outcome")
    STEP_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    step: _probe_pb2.ProbeStep
    outcome: ProbeOutcome
    def __init__(self, step: _Optional[_Union[_probe_pb2.ProbeStep, _Mapping]] = ..., outcome: _Optional[_Union[ProbeOutcome, _Mapping]] = ...) -> None: ...

class ProbeOutcome(_message.Message):
    __slots__ = ("success", "message", "level", "steps", "reason", "field", "hint", "warning", "latency_ms", "row_count", "shared", "http_status", "http_retry_after")
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MS_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    SHARED_FIELD_NUMBER: _ClassVar[int]
    HTTP_STATUS_FIELD_NUMBER: _ClassVar[int]
    HTTP_RETRY_AFTER_FIELD_NUMBER: _ClassVar[int]
    success: bool
    message: str
    level: _probe_pb2.VerifiedLevel
    steps: _containers.RepeatedCompositeFieldContainer[_probe_pb2.ProbeStep]
    reason: _probe_pb2.Reason
    field: str
    hint: str
    warning: str
    latency_ms: int
    row_count: int
    shared: bool
    http_status: int
    http_retry_after: float
    def __init__(self, success: bool = ..., message: _Optional[str] = ..., level: _Optional[_Union[_probe_pb2.VerifiedLevel, str]] = ..., steps: _Optional[_Iterable[_Union[_probe_pb2.ProbeStep, _Mapping]]] = ..., reason: _Optional[_Union[_probe_pb2.Reason, str]] = ..., field: _Optional[str] = ..., hint: _Optional[str] = ..., warning: _Optional[str] = ..., latency_ms: _Optional[int] = ..., row_count: _Optional[int] = ..., shared: bool = ..., http_status: _Optional[int] = ..., http_retry_after: _Optional[float] = ...) -> None: ...

class GetProberStatusRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetProberStatusResponse(_message.Message):
    __slots__ = ("running", "queued", "concurrency", "refused", "resident", "descriptors", "started")
    RUNNING_FIELD_NUMBER: _ClassVar[int]
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    CONCURRENCY_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTORS_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    running: int
    queued: int
    concurrency: int
    refused: int
    resident: int
    descriptors: int
    started: float
    def __init__(self, running: _Optional[int] = ..., queued: _Optional[int] = ..., concurrency: _Optional[int] = ..., refused: _Optional[int] = ..., resident: _Optional[int] = ..., descriptors: _Optional[int] = ..., started: _Optional[float] = ...) -> None: ...
