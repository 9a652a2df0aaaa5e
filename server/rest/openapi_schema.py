"""Messages as JSON Schema (the dialect of OpenAPI 3.1): what json_plan writes and json_read takes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from connectors.v1 import method_policy_pb2

Schema = dict[str, Any]

_INT32: Schema = {"type": "integer", "format": "int32"}
_UINT32: Schema = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 2**32 - 1}
_INT64: Schema = {"type": "integer", "format": "int64"}
_UINT64: Schema = {"type": "integer", "minimum": 0}
_SCALARS: dict[int, Schema] = {
    FieldDescriptor.TYPE_DOUBLE: {"type": "number", "format": "double"},
    FieldDescriptor.TYPE_FLOAT: {"type": "number", "format": "float"},
    FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.TYPE_STRING: {"type": "string"},
    FieldDescriptor.TYPE_BYTES: {"type": "string", "contentEncoding": "base64"},
    FieldDescriptor.TYPE_INT32: _INT32,
    FieldDescriptor.TYPE_SINT32: _INT32,
    FieldDescriptor.TYPE_SFIXED32: _INT32,
    FieldDescriptor.TYPE_UINT32: _UINT32,
    FieldDescriptor.TYPE_FIXED32: _UINT32,
    FieldDescriptor.TYPE_INT64: _INT64,
    FieldDescriptor.TYPE_SINT64: _INT64,
    FieldDescriptor.TYPE_SFIXED64: _INT64,
    FieldDescriptor.TYPE_UINT64: _UINT64,
    FieldDescriptor.TYPE_FIXED64: _UINT64,
}
_WELL_KNOWN: dict[str, Schema] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?s$"},
    "google.protobuf.FieldMask": {"type": "string"},
    "google.protobuf.Struct": {"type": "object", "additionalProperties": True},
    "google.protobuf.ListValue": {"type": "array", "items": {}},
    "google.protobuf.Value": {},
    "google.protobuf.Any": {
        "type": "object",
        "required": ["@type"],
        "properties": {"@type": {"type": "string"}},
        "additionalProperties": True,
    },
}


class Direction(Enum):
    """Whether a message is sent or received: presence and null mean different things."""

    REQUEST = "request"
    RESPONSE = "response"


class Schemas:
    """Gathers the component schemas that the operations refer to."""

    def __init__(self, comments: Mapping[str, str]) -> None:
        self.components: dict[str, Schema] = {}
        self._comments = comments
        self._names: dict[tuple[str, Direction], str] = {}

    def message(self, descriptor: Descriptor, direction: Direction) -> Schema:
        """A schema, or a reference to the component that it became."""
        if descriptor.full_name in _WELL_KNOWN:
            return dict(_WELL_KNOWN[descriptor.full_name])
        if descriptor.full_name.startswith("google.protobuf.") and descriptor.name.endswith("Value"):
            return self.single(descriptor.fields_by_name["value"], direction)
        key = (descriptor.full_name, direction)
        if key not in self._names:
            taken = descriptor.name in self.components
            self._names[key] = f"{descriptor.name}In{direction.value.title()}" if taken else descriptor.name
            self.components[self._names[key]] = {}  # its place, should the message contain itself
            self.components[self._names[key]].update(self._object(descriptor, direction))
        return {"$ref": f"#/components/schemas/{self._names[key]}"}

    def field(self, field: FieldDescriptor, direction: Direction) -> Schema:
        """A field with all that is said of it."""
        schema = self._list_or_single(field, direction)
        if _may_be_null(field, direction):
            schema = _nullable(schema)
        described = self.described({}, field.full_name)
        if field_behavior_pb2.OUTPUT_ONLY in field.GetOptions().Extensions[field_behavior_pb2.field_behavior]:
            described["readOnly"] = True
        return schema | described

    def single(self, field: FieldDescriptor, direction: Direction) -> Schema:
        """One value of the field."""
        if field.message_type is not None:
            return self.message(field.message_type, direction)
        if field.enum_type is not None:
            return self._enum(field.enum_type)
        return dict(_SCALARS[field.type])

    def described(self, schema: Schema, full_name: str) -> Schema:
        comment = self._comments.get(full_name)
        return schema | {"description": comment} if comment else schema

    def _object(self, descriptor: Descriptor, direction: Direction) -> Schema:
        schema = self.described({"type": "object"}, descriptor.full_name)
        required = [field.json_name for field in descriptor.fields if is_required(field, direction)]
        if required:
            schema["required"] = required
        schema["properties"] = {field.json_name: self.field(field, direction) for field in descriptor.fields}
        return schema

    def _list_or_single(self, field: FieldDescriptor, direction: Direction) -> Schema:
        if not field.is_repeated:
            return self.single(field, direction)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            value = self.single(field.message_type.fields_by_name["value"], direction)
            return {"type": "object", "additionalProperties": value}
        return {"type": "array", "items": self.single(field, direction)}

    def _enum(self, descriptor: EnumDescriptor) -> Schema:
        if descriptor.name not in self.components:
            lines = [self._comments.get(descriptor.full_name, "")]
            lines += [
                f"- {v.name}: {self._comments.get(_value_name(descriptor, v.name), '')}" for v in descriptor.values
            ]
            schema = {"type": "string", "enum": [value.name for value in descriptor.values]}
            self.components[descriptor.name] = schema | {"description": "\n".join(lines).strip()}
        return {"$ref": f"#/components/schemas/{descriptor.name}"}


def _value_name(descriptor: EnumDescriptor, name: str) -> str:
    return f"{descriptor.full_name}.{name}"


def is_required(field: FieldDescriptor, direction: Direction) -> bool:
    """Whether the field is always there: in an answer nearly always, in a request where the contract says so."""
    if direction is Direction.RESPONSE:
        return not (field.has_presence and _policy(field).omit_when_unset)
    return field_behavior_pb2.REQUIRED in field.GetOptions().Extensions[field_behavior_pb2.field_behavior]


def message_of(field: FieldDescriptor) -> Descriptor:
    """The message type of a field that must have one."""
    if field.message_type is None:
        raise TypeError(f"{field.full_name} is no message")
    return field.message_type


def _may_be_null(field: FieldDescriptor, direction: Direction) -> bool:
    if direction is Direction.REQUEST:
        return not is_required(field, direction)
    return bool(field.has_presence) and not _policy(field).omit_when_unset


def _policy(field: FieldDescriptor) -> method_policy_pb2.FieldPolicy:
    return field.GetOptions().Extensions[method_policy_pb2.field_policy]


def _nullable(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]} if "type" in schema else schema
