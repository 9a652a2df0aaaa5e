from connectors_client.proto import method_policy_pb2 as _method_policy_pb2
from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PlannedAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLANNED_ACTION_UNSPECIFIED: _ClassVar[PlannedAction]
    PLANNED_ACTION_UNCHANGED: _ClassVar[PlannedAction]
    PLANNED_ACTION_CREATE: _ClassVar[PlannedAction]
    PLANNED_ACTION_UPDATE: _ClassVar[PlannedAction]
    PLANNED_ACTION_DELETE: _ClassVar[PlannedAction]
PLANNED_ACTION_UNSPECIFIED: PlannedAction
PLANNED_ACTION_UNCHANGED: PlannedAction
PLANNED_ACTION_CREATE: PlannedAction
PLANNED_ACTION_UPDATE: PlannedAction
PLANNED_ACTION_DELETE: PlannedAction

class DesiredConnector(_message.Message):
    __slots__ = ("name", "type", "description", "config", "auth_method", "auth_config", "labels")
    class LabelsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    AUTH_METHOD_FIELD_NUMBER: _ClassVar[int]
    AUTH_CONFIG_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: str
    description: str
    config: _struct_pb2.Struct
    auth_method: str
    auth_config: _struct_pb2.Struct
    labels: _containers.ScalarMap[str, str]
    def __init__(self, name: _Optional[str] = ..., type: _Optional[str] = ..., description: _Optional[str] = ..., config: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., auth_method: _Optional[str] = ..., auth_config: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., labels: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ExportConnectorsRequest(_message.Message):
    __slots__ = ("type", "label", "cursor")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    type: _containers.RepeatedScalarFieldContainer[str]
    label: _containers.RepeatedScalarFieldContainer[str]
    cursor: str
    def __init__(self, type: _Optional[_Iterable[str]] = ..., label: _Optional[_Iterable[str]] = ..., cursor: _Optional[str] = ...) -> None: ...

class ExportConnectorsResponse(_message.Message):
    __slots__ = ("connectors", "next_cursor")
    CONNECTORS_FIELD_NUMBER: _ClassVar[int]
    NEXT_CURSOR_FIELD_NUMBER: _ClassVar[int]
    connectors: _containers.RepeatedCompositeFieldContainer[DesiredConnector]
    next_cursor: str
    def __init__(self, connectors: _Optional[_Iterable[_Union[DesiredConnector, _Mapping]]] = ..., next_cursor: _Optional[str] = ...) -> None: ...

class ApplyConnectorsRequest(_message.Message):
    __slots__ = ("connectors", "prune", "label", "dry_run", "etag")
    CONNECTORS_FIELD_NUMBER: _ClassVar[int]
    PRUNE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    connectors: _containers.RepeatedCompositeFieldContainer[DesiredConnector]
    prune: bool
    label: _containers.RepeatedScalarFieldContainer[str]
    dry_run: bool
    etag: str
    def __init__(self, connectors: _Optional[_Iterable[_Union[DesiredConnector, _Mapping]]] = ..., prune: bool = ..., label: _Optional[_Iterable[str]] = ..., dry_run: bool = ..., etag: _Optional[str] = ...) -> None: ...

class ApplyConnectorsResponse(_message.Message):
    __slots__ = ("changes", "created", "updated", "deleted", "unchanged", "etag")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    UPDATED_FIELD_NUMBER: _ClassVar[int]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[PlannedChange]
    created: int
    updated: int
    deleted: int
    unchanged: int
    etag: str
    def __init__(self, changes: _Optional[_Iterable[_Union[PlannedChange, _Mapping]]] = ..., created: _Optional[int] = ..., updated: _Optional[int] = ..., deleted: _Optional[int] = ..., unchanged: _Optional[int] = ..., etag: _Optional[str] = ...) -> None: ...

class PlannedChange(_message.Message):
    __slots__ = ("name", "id", "action", "changed_fields", "credentials_change")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELDS_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_CHANGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    id: str
    action: PlannedAction
    changed_fields: _containers.RepeatedScalarFieldContainer[str]
    credentials_change: bool
    def __init__(self, name: _Optional[str] = ..., id: _Optional[str] = ..., action: _Optional[_Union[PlannedAction, str]] = ..., changed_fields: _Optional[_Iterable[str]] = ..., credentials_change: bool = ...) -> None: ...
