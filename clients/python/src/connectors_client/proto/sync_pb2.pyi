from connectors_client.proto import connector_service_pb2 as _connector_service_pb2
from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecordSyncRequest(_message.Message):
    __slots__ = ("id", "row_count", "finished_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    row_count: int
    finished_at: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., row_count: _Optional[int] = ..., finished_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordSyncResponse(_message.Message):
    __slots__ = ("connector",)
    CONNECTOR_FIELD_NUMBER: _ClassVar[int]
    connector: _connector_service_pb2.Connector
    def __init__(self, connector: _Optional[_Union[_connector_service_pb2.Connector, _Mapping]] = ...) -> None: ...
