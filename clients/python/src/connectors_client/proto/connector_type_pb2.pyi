from connectors_client.proto import probe_pb2 as _probe_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConnectorType(_message.Message):
    __slots__ = ("name", "title", "category", "description", "documentation_url", "config_schema", "auth_methods", "highest_level", "proves", "verified_against", "etag", "custom", "version", "declaration", "created_at", "updated_at")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTATION_URL_FIELD_NUMBER: _ClassVar[int]
    CONFIG_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    AUTH_METHODS_FIELD_NUMBER: _ClassVar[int]
    HIGHEST_LEVEL_FIELD_NUMBER: _ClassVar[int]
    PROVES_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_AGAINST_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    category: str
    description: str
    documentation_url: str
    config_schema: _struct_pb2.Struct
    auth_methods: _containers.RepeatedCompositeFieldContainer[ConnectorAuthMethod]
    highest_level: _probe_pb2.VerifiedLevel
    proves: str
    verified_against: str
    etag: str
    custom: bool
    version: int
    declaration: _struct_pb2.Struct
    created_at: _timestamp_pb2.Timestamp
    updated_at: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., category: _Optional[str] = ..., description: _Optional[str] = ..., documentation_url: _Optional[str] = ..., config_schema: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., auth_methods: _Optional[_Iterable[_Union[ConnectorAuthMethod, _Mapping]]] = ..., highest_level: _Optional[_Union[_probe_pb2.VerifiedLevel, str]] = ..., proves: _Optional[str] = ..., verified_against: _Optional[str] = ..., etag: _Optional[str] = ..., custom: bool = ..., version: _Optional[int] = ..., declaration: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ConnectorAuthMethod(_message.Message):
    __slots__ = ("name", "title", "schema")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    schema: _struct_pb2.Struct
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., schema: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ListConnectorTypesRequest(_message.Message):
    __slots__ = ("category",)
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    category: str
    def __init__(self, category: _Optional[str] = ...) -> None: ...

class ListConnectorTypesResponse(_message.Message):
    __slots__ = ("data", "etag")
    DATA_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[ConnectorType]
    etag: str
    def __init__(self, data: _Optional[_Iterable[_Union[ConnectorType, _Mapping]]] = ..., etag: _Optional[str] = ...) -> None: ...

class GetConnectorTypeRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetConnectorTypeResponse(_message.Message):
    __slots__ = ("connector_type",)
    CONNECTOR_TYPE_FIELD_NUMBER: _ClassVar[int]
    connector_type: ConnectorType
    def __init__(self, connector_type: _Optional[_Union[ConnectorType, _Mapping]] = ...) -> None: ...

class CreateConnectorTypeRequest(_message.Message):
    __slots__ = ("name", "declaration")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    name: str
    declaration: _struct_pb2.Struct
    def __init__(self, name: _Optional[str] = ..., declaration: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class CreateConnectorTypeResponse(_message.Message):
    __slots__ = ("connector_type",)
    CONNECTOR_TYPE_FIELD_NUMBER: _ClassVar[int]
    connector_type: ConnectorType
    def __init__(self, connector_type: _Optional[_Union[ConnectorType, _Mapping]] = ...) -> None: ...

class UpdateConnectorTypeRequest(_message.Message):
    __slots__ = ("name", "declaration", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    declaration: _struct_pb2.Struct
    version: int
    def __init__(self, name: _Optional[str] = ..., declaration: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class UpdateConnectorTypeResponse(_message.Message):
    __slots__ = ("connector_type",)
    CONNECTOR_TYPE_FIELD_NUMBER: _ClassVar[int]
    connector_type: ConnectorType
    def __init__(self, connector_type: _Optional[_Union[ConnectorType, _Mapping]] = ...) -> None: ...

class DeleteConnectorTypeRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteConnectorTypeResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
