from connectors_client.proto import connector_service_pb2 as _connector_service_pb2
from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CredentialRotation(_message.Message):
    __slots__ = ("staged", "previous")
    STAGED_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_FIELD_NUMBER: _ClassVar[int]
    staged: StagedCredentials
    previous: PreviousCredentials
    def __init__(self, staged: _Optional[_Union[StagedCredentials, _Mapping]] = ..., previous: _Optional[_Union[PreviousCredentials, _Mapping]] = ...) -> None: ...

class StagedCredentials(_message.Message):
    __slots__ = ("fields", "auth_method", "staged_at", "staged_by", "fingerprint", "expires_at", "outdated")
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    AUTH_METHOD_FIELD_NUMBER: _ClassVar[int]
    STAGED_AT_FIELD_NUMBER: _ClassVar[int]
    STAGED_BY_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    OUTDATED_FIELD_NUMBER: _ClassVar[int]
    fields: _containers.RepeatedScalarFieldContainer[str]
    auth_method: str
    staged_at: _timestamp_pb2.Timestamp
    staged_by: str
    fingerprint: str
    expires_at: _timestamp_pb2.Timestamp
    outdated: bool
    def __init__(self, fields: _Optional[_Iterable[str]] = ..., auth_method: _Optional[str] = ..., staged_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., staged_by: _Optional[str] = ..., fingerprint: _Optional[str] = ..., expires_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., outdated: bool = ...) -> None: ...

class PreviousCredentials(_message.Message):
    __slots__ = ("fields", "auth_method", "set_at", "set_by", "version", "fingerprint", "expires_at")
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    AUTH_METHOD_FIELD_NUMBER: _ClassVar[int]
    SET_AT_FIELD_NUMBER: _ClassVar[int]
    SET_BY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    fields: _containers.RepeatedScalarFieldContainer[str]
    auth_method: str
    set_at: _timestamp_pb2.Timestamp
    set_by: str
    version: int
    fingerprint: str
    expires_at: _timestamp_pb2.Timestamp
    def __init__(self, fields: _Optional[_Iterable[str]] = ..., auth_method: _Optional[str] = ..., set_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., set_by: _Optional[str] = ..., version: _Optional[int] = ..., fingerprint: _Optional[str] = ..., expires_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StageCredentialsRequest(_message.Message):
    __slots__ = ("id", "auth_config", "auth_method")
    ID_FIELD_NUMBER: _ClassVar[int]
    AUTH_CONFIG_FIELD_NUMBER: _ClassVar[int]
    AUTH_METHOD_FIELD_NUMBER: _ClassVar[int]
    id: str
    auth_config: _struct_pb2.Struct
    auth_method: str
    def __init__(self, id: _Optional[str] = ..., auth_config: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., auth_method: _Optional[str] = ...) -> None: ...

class StageCredentialsResponse(_message.Message):
    __slots__ = ("test", "rotation")
    TEST_FIELD_NUMBER: _ClassVar[int]
    ROTATION_FIELD_NUMBER: _ClassVar[int]
    test: _connector_service_pb2.TestConfigResponse
    rotation: CredentialRotation
    def __init__(self, test: _Optional[_Union[_connector_service_pb2.TestConfigResponse, _Mapping]] = ..., rotation: _Optional[_Union[CredentialRotation, _Mapping]] = ...) -> None: ...

class GetCredentialRotationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetCredentialRotationResponse(_message.Message):
    __slots__ = ("rotation",)
    ROTATION_FIELD_NUMBER: _ClassVar[int]
    rotation: CredentialRotation
    def __init__(self, rotation: _Optional[_Union[CredentialRotation, _Mapping]] = ...) -> None: ...

class PromoteCredentialsRequest(_message.Message):
    __slots__ = ("id", "keep_previous_seconds", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    KEEP_PREVIOUS_SECONDS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    keep_previous_seconds: int
    etag: str
    def __init__(self, id: _Optional[str] = ..., keep_previous_seconds: _Optional[int] = ..., etag: _Optional[str] = ...) -> None: ...

class PromoteCredentialsResponse(_message.Message):
    __slots__ = ("connector", "rotation")
    CONNECTOR_FIELD_NUMBER: _ClassVar[int]
    ROTATION_FIELD_NUMBER: _ClassVar[int]
    connector: _connector_service_pb2.Connector
    rotation: CredentialRotation
    def __init__(self, connector: _Optional[_Union[_connector_service_pb2.Connector, _Mapping]] = ..., rotation: _Optional[_Union[CredentialRotation, _Mapping]] = ...) -> None: ...

class RollBackCredentialsRequest(_message.Message):
    __slots__ = ("id", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    etag: str
    def __init__(self, id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class RollBackCredentialsResponse(_message.Message):
    __slots__ = ("connector", "rotation")
    CONNECTOR_FIELD_NUMBER: _ClassVar[int]
    ROTATION_FIELD_NUMBER: _ClassVar[int]
    connector: _connector_service_pb2.Connector
    rotation: CredentialRotation
    def __init__(self, connector: _Optional[_Union[_connector_service_pb2.Connector, _Mapping]] = ..., rotation: _Optional[_Union[CredentialRotation, _Mapping]] = ...) -> None: ...

class DiscardCredentialRotationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DiscardCredentialRotationResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
