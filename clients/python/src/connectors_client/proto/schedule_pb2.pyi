from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CheckSchedule(_message.Message):
    __slots__ = ("interval_seconds", "effective_interval_seconds", "next_run_at")
    INTERVAL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_INTERVAL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_RUN_AT_FIELD_NUMBER: _ClassVar[int]
    interval_seconds: int
    effective_interval_seconds: int
    next_run_at: _timestamp_pb2.Timestamp
    def __init__(self, interval_seconds: _Optional[int] = ..., effective_interval_seconds: _Optional[int] = ..., next_run_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCheckScheduleRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetCheckScheduleResponse(_message.Message):
    __slots__ = ("schedule",)
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    schedule: CheckSchedule
    def __init__(self, schedule: _Optional[_Union[CheckSchedule, _Mapping]] = ...) -> None: ...

class SetCheckScheduleRequest(_message.Message):
    __slots__ = ("id", "interval_seconds")
    ID_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    id: str
    interval_seconds: int
    def __init__(self, id: _Optional[str] = ..., interval_seconds: _Optional[int] = ...) -> None: ...

class SetCheckScheduleResponse(_message.Message):
    __slots__ = ("schedule",)
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    schedule: CheckSchedule
    def __init__(self, schedule: _Optional[_Union[CheckSchedule, _Mapping]] = ...) -> None: ...

class GetDefaultCheckScheduleRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetDefaultCheckScheduleResponse(_message.Message):
    __slots__ = ("interval_seconds",)
    INTERVAL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    interval_seconds: int
    def __init__(self, interval_seconds: _Optional[int] = ...) -> None: ...

class SetDefaultCheckScheduleRequest(_message.Message):
    __slots__ = ("interval_seconds",)
    INTERVAL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    interval_seconds: int
    def __init__(self, interval_seconds: _Optional[int] = ...) -> None: ...

class SetDefaultCheckScheduleResponse(_message.Message):
    __slots__ = ("interval_seconds",)
    INTERVAL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    interval_seconds: int
    def __init__(self, interval_seconds: _Optional[int] = ...) -> None: ...
