from connectors_client.proto import connector_service_pb2 as _connector_service_pb2
from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from connectors_client.proto import probe_pb2 as _probe_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConnectorEventType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONNECTOR_EVENT_TYPE_UNSPECIFIED: _ClassVar[ConnectorEventType]
    CONNECTOR_EVENT_TYPE_OPENED: _ClassVar[ConnectorEventType]
    CONNECTOR_EVENT_TYPE_CREATED: _ClassVar[ConnectorEventType]
    CONNECTOR_EVENT_TYPE_UPDATED: _ClassVar[ConnectorEventType]
    CONNECTOR_EVENT_TYPE_DELETED: _ClassVar[ConnectorEventType]
    CONNECTOR_EVENT_TYPE_TESTED: _ClassVar[ConnectorEventType]
    CONNECTOR_EVENT_TYPE_STATUS_CHANGED: _ClassVar[ConnectorEventType]
CONNECTOR_EVENT_TYPE_UNSPECIFIED: ConnectorEventType
CONNECTOR_EVENT_TYPE_OPENED: ConnectorEventType
CONNECTOR_EVENT_TYPE_CREATED: ConnectorEventType
CONNECTOR_EVENT_TYPE_UPDATED: ConnectorEventType
CONNECTOR_EVENT_TYPE_DELETED: ConnectorEventType
CONNECTOR_EVENT_TYPE_TESTED: ConnectorEventType
CONNECTOR_EVENT_TYPE_STATUS_CHANGED: ConnectorEventType

class TestConnectorsRequest(_message.Message):
    __slots__ = ("ids", "type", "status", "label", "query", "parallelism", "resume_token")
    IDS_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PARALLELISM_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    type: _containers.RepeatedScalarFieldContainer[str]
    status: _containers.RepeatedScalarFieldContainer[str]
    label: _containers.RepeatedScalarFieldContainer[str]
    query: str
    parallelism: int
    resume_token: str
    def __init__(self, ids: _Optional[_Iterable[str]] = ..., type: _Optional[_Iterable[str]] = ..., status: _Optional[_Iterable[str]] = ..., label: _Optional[_Iterable[str]] = ..., query: _Optional[str] = ..., parallelism: _Optional[int] = ..., resume_token: _Optional[str] = ...) -> None: ...

class TestConnectorsResponse(_message.Message):
    __slots__ = ("resume_token", "done", "total", "id", "started", "step", "result", "refused", "waiting", "finished")
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    resume_token: str
    done: int
    total: int
    id: str
    started: FleetTestStarted
    step: _probe_pb2.ProbeStep
    result: _connector_service_pb2.TestConnectorResponse
    refused: FleetTestRefused
    waiting: FleetTestWaiting
    finished: FleetTestFinished
    def __init__(self, resume_token: _Optional[str] = ..., done: _Optional[int] = ..., total: _Optional[int] = ..., id: _Optional[str] = ..., started: _Optional[_Union[FleetTestStarted, _Mapping]] = ..., step: _Optional[_Union[_probe_pb2.ProbeStep, _Mapping]] = ..., result: _Optional[_Union[_connector_service_pb2.TestConnectorResponse, _Mapping]] = ..., refused: _Optional[_Union[FleetTestRefused, _Mapping]] = ..., waiting: _Optional[_Union[FleetTestWaiting, _Mapping]] = ..., finished: _Optional[_Union[FleetTestFinished, _Mapping]] = ...) -> None: ...

class FleetTestStarted(_message.Message):
    __slots__ = ("name", "type")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: str
    def __init__(self, name: _Optional[str] = ..., type: _Optional[str] = ...) -> None: ...

class FleetTestRefused(_message.Message):
    __slots__ = ("name", "type", "reason", "message")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: str
    reason: str
    message: str
    def __init__(self, name: _Optional[str] = ..., type: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class FleetTestWaiting(_message.Message):
    __slots__ = ("seconds",)
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    seconds: float
    def __init__(self, seconds: _Optional[float] = ...) -> None: ...

class FleetTestFinished(_message.Message):
    __slots__ = ("succeeded", "failed", "refused")
    SUCCEEDED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    succeeded: int
    failed: int
    refused: int
    def __init__(self, succeeded: _Optional[int] = ..., failed: _Optional[int] = ..., refused: _Optional[int] = ...) -> None: ...

class WatchConnectorsRequest(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class WatchConnectorsResponse(_message.Message):
    __slots__ = ("revision", "type", "time", "id", "changed_fields", "connector")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELDS_FIELD_NUMBER: _ClassVar[int]
    CONNECTOR_FIELD_NUMBER: _ClassVar[int]
    revision: str
    type: ConnectorEventType
    time: _timestamp_pb2.Timestamp
    id: str
    changed_fields: _containers.RepeatedScalarFieldContainer[str]
    connector: _connector_service_pb2.Connector
    def __init__(self, revision: _Optional[str] = ..., type: _Optional[_Union[ConnectorEventType, str]] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., id: _Optional[str] = ..., changed_fields: _Optional[_Iterable[str]] = ..., connector: _Optional[_Union[_connector_service_pb2.Connector, _Mapping]] = ...) -> None: ...
