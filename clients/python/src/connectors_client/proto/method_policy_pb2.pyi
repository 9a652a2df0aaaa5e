from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_ADMIN: _ClassVar[Role]
    ROLE_EDITOR: _ClassVar[Role]
    ROLE_VIEWER: _ClassVar[Role]
    ROLE_SERVICE: _ClassVar[Role]
ROLE_UNSPECIFIED: Role
ROLE_ADMIN: Role
ROLE_EDITOR: Role
ROLE_VIEWER: Role
ROLE_SERVICE: Role
POLICY_FIELD_NUMBER: _ClassVar[int]
policy: _descriptor.FieldDescriptor
FIELD_POLICY_FIELD_NUMBER: _ClassVar[int]
field_policy: _descriptor.FieldDescriptor

class RateLimit(_message.Message):
    __slots__ = ("requests", "window_seconds")
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    WINDOW_SECONDS_FIELD_NUMBER: _ClassVar[int]
    requests: int
    window_seconds: int
    def __init__(self, requests: _Optional[int] = ..., window_seconds: _Optional[int] = ...) -> None: ...

class MethodPolicy(_message.Message):
    __slots__ = ("roles", "rate_limit", "success_code", "resume_field", "max_request_bytes")
    ROLES_FIELD_NUMBER: _ClassVar[int]
    RATE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_CODE_FIELD_NUMBER: _ClassVar[int]
    RESUME_FIELD_FIELD_NUMBER: _ClassVar[int]
    MAX_REQUEST_BYTES_FIELD_NUMBER: _ClassVar[int]
    roles: _containers.RepeatedScalarFieldContainer[Role]
    rate_limit: RateLimit
    success_code: int
    resume_field: str
    max_request_bytes: int
    def __init__(self, roles: _Optional[_Iterable[_Union[Role, str]]] = ..., rate_limit: _Optional[_Union[RateLimit, _Mapping]] = ..., success_code: _Optional[int] = ..., resume_field: _Optional[str] = ..., max_request_bytes: _Optional[int] = ...) -> None: ...

class FieldPolicy(_message.Message):
    __slots__ = ("null_clears", "omit_when_unset", "names_revision")
    NULL_CLEARS_FIELD_NUMBER: _ClassVar[int]
    OMIT_WHEN_UNSET_FIELD_NUMBER: _ClassVar[int]
    NAMES_REVISION_FIELD_NUMBER: _ClassVar[int]
    null_clears: bool
    omit_when_unset: bool
    names_revision: bool
    def __init__(self, null_clears: bool = ..., omit_when_unset: bool = ..., names_revision: bool = ...) -> None: ...
