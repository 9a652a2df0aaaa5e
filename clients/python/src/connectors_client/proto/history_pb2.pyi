from connectors_client.proto import connector_service_pb2 as _connector_service_pb2
from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from connectors_client.proto import probe_pb2 as _probe_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TestTrigger(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TEST_TRIGGER_UNSPECIFIED: _ClassVar[TestTrigger]
    TEST_TRIGGER_USER: _ClassVar[TestTrigger]
    TEST_TRIGGER_FLEET: _ClassVar[TestTrigger]
    TEST_TRIGGER_SCHEDULE: _ClassVar[TestTrigger]
TEST_TRIGGER_UNSPECIFIED: TestTrigger
TEST_TRIGGER_USER: TestTrigger
TEST_TRIGGER_FLEET: TestTrigger
TEST_TRIGGER_SCHEDULE: TestTrigger

class TestRun(_message.Message):
    __slots__ = ("id", "started_at", "trigger", "success", "message", "warning", "latency_ms", "verified_level", "steps", "reason", "field", "hint", "target_revision", "credential_version")
    ID_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MS_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_LEVEL_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    TARGET_REVISION_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_VERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    started_at: _timestamp_pb2.Timestamp
    trigger: TestTrigger
    success: bool
    message: str
    warning: str
    latency_ms: int
    verified_level: _probe_pb2.VerifiedLevel
    steps: _containers.RepeatedCompositeFieldContainer[_probe_pb2.ProbeStep]
    reason: _probe_pb2.Reason
    field: str
    hint: str
    target_revision: int
    credential_version: int
    def __init__(self, id: _Optional[str] = ..., started_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., trigger: _Optional[_Union[TestTrigger, str]] = ..., success: bool = ..., message: _Optional[str] = ..., warning: _Optional[str] = ..., latency_ms: _Optional[int] = ..., verified_level: _Optional[_Union[_probe_pb2.VerifiedLevel, str]] = ..., steps: _Optional[_Iterable[_Union[_probe_pb2.ProbeStep, _Mapping]]] = ..., reason: _Optional[_Union[_probe_pb2.Reason, str]] = ..., field: _Optional[str] = ..., hint: _Optional[str] = ..., target_revision: _Optional[int] = ..., credential_version: _Optional[int] = ...) -> None: ...

class ListTestRunsRequest(_message.Message):
    __slots__ = ("id", "limit", "cursor", "success", "start_time", "end_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    limit: int
    cursor: str
    success: bool
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ..., success: bool = ..., start_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListTestRunsResponse(_message.Message):
    __slots__ = ("data", "pagination")
    DATA_FIELD_NUMBER: _ClassVar[int]
    PAGINATION_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[TestRun]
    pagination: _connector_service_pb2.Pagination
    def __init__(self, data: _Optional[_Iterable[_Union[TestRun, _Mapping]]] = ..., pagination: _Optional[_Union[_connector_service_pb2.Pagination, _Mapping]] = ...) -> None: ...

class GetConnectorHistoryRequest(_message.Message):
    __slots__ = ("id", "days")
    ID_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    id: str
    days: int
    def __init__(self, id: _Optional[str] = ..., days: _Optional[int] = ...) -> None: ...

class GetConnectorHistoryResponse(_message.Message):
    __slots__ = ("bucket_seconds", "buckets", "total", "streak", "changes")
    BUCKET_SECONDS_FIELD_NUMBER: _ClassVar[int]
    BUCKETS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    STREAK_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    bucket_seconds: int
    buckets: _containers.RepeatedCompositeFieldContainer[HistoryBucket]
    total: HistoryBucket
    streak: TestStreak
    changes: ChangesSinceSuccess
    def __init__(self, bucket_seconds: _Optional[int] = ..., buckets: _Optional[_Iterable[_Union[HistoryBucket, _Mapping]]] = ..., total: _Optional[_Union[HistoryBucket, _Mapping]] = ..., streak: _Optional[_Union[TestStreak, _Mapping]] = ..., changes: _Optional[_Union[ChangesSinceSuccess, _Mapping]] = ...) -> None: ...

class HistoryBucket(_message.Message):
    __slots__ = ("start_time", "runs", "successes", "uptime", "latency_ms_mean", "latency_ms_min", "latency_ms_max")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    RUNS_FIELD_NUMBER: _ClassVar[int]
    SUCCESSES_FIELD_NUMBER: _ClassVar[int]
    UPTIME_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MS_MEAN_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MS_MIN_FIELD_NUMBER: _ClassVar[int]
    LATENCY_MS_MAX_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    runs: int
    successes: int
    uptime: float
    latency_ms_mean: float
    latency_ms_min: int
    latency_ms_max: int
    def __init__(self, start_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., runs: _Optional[int] = ..., successes: _Optional[int] = ..., uptime: _Optional[float] = ..., latency_ms_mean: _Optional[float] = ..., latency_ms_min: _Optional[int] = ..., latency_ms_max: _Optional[int] = ...) -> None: ...

class TestStreak(_message.Message):
    __slots__ = ("success", "runs", "since")
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    RUNS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    success: bool
    runs: int
    since: _timestamp_pb2.Timestamp
    def __init__(self, success: bool = ..., runs: _Optional[int] = ..., since: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ChangesSinceSuccess(_message.Message):
    __slots__ = ("worked_at", "fields", "changes", "complete")
    WORKED_AT_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    worked_at: _timestamp_pb2.Timestamp
    fields: _containers.RepeatedScalarFieldContainer[str]
    changes: _containers.RepeatedCompositeFieldContainer[ConnectorChange]
    complete: bool
    def __init__(self, worked_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., fields: _Optional[_Iterable[str]] = ..., changes: _Optional[_Iterable[_Union[ConnectorChange, _Mapping]]] = ..., complete: bool = ...) -> None: ...

class ConnectorChange(_message.Message):
    __slots__ = ("time", "method", "fields", "event_id")
    TIME_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    method: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    event_id: str
    def __init__(self, time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., method: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., event_id: _Optional[str] = ...) -> None: ...
