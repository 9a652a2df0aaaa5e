"""Refuses what no method can take, the same for gRPC and REST: too large, too deep, numbers JSON cannot carry,
required fields left out."""

from __future__ import annotations

import math
from collections.abc import Iterator

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct, Value

from server.bounds import MAX_DEPTH, MAX_INTEGER
from server.call import Call, Handler
from server.errors import FieldViolation, InvalidArgument, MalformedRequest, PayloadTooLarge
from server.interceptors.inner_fields import InnerFields
from server.method_policy import Method


def validation(method: Method, handler: Handler) -> Handler:
    descriptor = method.descriptor.input_type
    required = _required(descriptor)
    structs = InnerFields(descriptor, lambda field: field.message_type is Struct.DESCRIPTOR)

    def handle(request: Message, call: Call) -> Message:
        if request.ByteSize() > method.max_request_bytes:
            raise PayloadTooLarge(f"the request is larger than {method.max_request_bytes} bytes")
        found = [
            FieldViolation(field.json_name, "is required") for field in required if not getattr(request, field.name)
        ]
        for struct, path in structs.values(request):
            found += _wrong_numbers(struct, path)
        if found:
            raise InvalidArgument.of(found)
        return handler(request, call)

    return handle


def _required(descriptor: Descriptor) -> list[FieldDescriptor]:
    return [
        field
        for field in descriptor.fields
        if field_behavior_pb2.REQUIRED in field.GetOptions().Extensions[field_behavior_pb2.field_behavior]
    ]


def _wrong_numbers(struct: Struct, name: str) -> Iterator[FieldViolation]:
    """Walks without recursion; raises MalformedRequest when the nesting goes deeper than MAX_DEPTH."""
    # (value, its path, the level of the object or array that holds it)
    pending = [(value, f"{name}.{key}", 2) for key, value in struct.fields.items()]
    while pending:
        value, path, level = pending.pop()
        kind = value.WhichOneof("kind")
        if kind == "number_value":
            if message := _wrong_number(value.number_value):
                yield FieldViolation(path, message)
        elif kind in ("struct_value", "list_value"):
            if level == MAX_DEPTH:
                raise _too_deep(name)
            pending += [(child, f"{path}{key}", level + 1) for key, child in _children(value)]
        elif kind is None:
            yield FieldViolation(path, "has no value")


def _children(value: Value) -> list[tuple[str, Value]]:
    if value.WhichOneof("kind") == "struct_value":
        return [(f".{key}", child) for key, child in value.struct_value.fields.items()]
    return [(f"[{index}]", child) for index, child in enumerate(value.list_value.values)]


def _too_deep(name: str) -> MalformedRequest:
    message = f"nested deeper than {MAX_DEPTH} levels"
    return MalformedRequest(f"{name}: {message}", violations=(FieldViolation(name, message),))


def _wrong_number(number: float) -> str:
    if not math.isfinite(number):
        return "expected a finite number"
    if abs(number) > MAX_INTEGER and number.is_integer():
        return f"integers beyond {MAX_INTEGER} lose digits; send a string"
    return ""
