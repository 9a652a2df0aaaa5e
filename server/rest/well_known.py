"""The well-known types from JSON: Struct and its parts, Timestamp, Duration, FieldMask, Any, the wrappers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from google.protobuf import any_pb2, json_format
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.struct_pb2 import NULL_VALUE, ListValue, Struct, Value

from server.bounds import MAX_INTEGER
from server.errors import FieldViolation
from server.rest import scalars
from server.rest.body import joined, name_of
from server.rest.json_plan import WRAPPERS
from server.rest.mismatch import Mismatch

Read = Callable[[Any, str], Any]
M = TypeVar("M", bound=Message)

# Types whose JSON is a string that they read themselves.
_TEXTS = {
    "google.protobuf.Timestamp": "a time such as 2026-03-15T10:30:00.000Z",
    "google.protobuf.Duration": "a duration such as 3.5s",
    "google.protobuf.FieldMask": "field names with commas between them",
}


def reader(descriptor: Descriptor) -> Read | None:
    """How a well-known type is read; None for any other type."""
    name = descriptor.full_name
    if name in _TEXTS:
        return _text(descriptor, _TEXTS[name])
    if name in WRAPPERS:
        return _wrapper(descriptor)
    return _BY_NAME.get(name)


def text_reader(descriptor: Descriptor) -> Read | None:
    """How the type is read from a query parameter; None where it cannot be."""
    if descriptor.full_name in WRAPPERS:
        read, make = scalars.text_reader(descriptor.fields_by_name["value"]), GetMessageClass(descriptor)
        return lambda text, path: make(value=read(text, path))
    return reader(descriptor) if descriptor.full_name in _TEXTS else None


def _text(descriptor: Descriptor, expected: str) -> Read:
    make: type[Any] = GetMessageClass(descriptor)

    def read(value: object, path: str) -> Message:
        message: Any = make()
        if not isinstance(value, str):
            raise Mismatch.at(path, f"expected {expected}, got {name_of(value)}")
        try:
            message.FromJsonString(value)
        except (ValueError, OverflowError, json_format.ParseError):
            raise Mismatch.at(path, f"expected {expected}") from None
        return message  # type: ignore[no-any-return]  # Any only because these types' methods are added at run time

    return read


def _wrapper(descriptor: Descriptor) -> Read:
    read, make = scalars.reader(descriptor.fields_by_name["value"]), GetMessageClass(descriptor)
    return lambda value, path: make(value=read(value, path))


def _any(value: object, path: str) -> Message:
    message = any_pb2.Any()
    if not isinstance(value, dict):
        raise Mismatch.at(path, f"expected an object, got {name_of(value)}")
    try:
        return json_format.ParseDict(value, message)
    except json_format.ParseError:
        raise Mismatch.at(path, "expected an object with @type and the fields of that type") from None


def _struct(value: object, path: str) -> Struct:
    if not isinstance(value, dict):
        raise Mismatch.at(path, f"expected an object, got {name_of(value)}")
    message = Struct()
    found: list[FieldViolation] = []
    _fill_struct(message, value, path, found)
    return _unless(found, message)


def _list(value: object, path: str) -> ListValue:
    if not isinstance(value, list):
        raise Mismatch.at(path, f"expected an array, got {name_of(value)}")
    message = ListValue()
    found: list[FieldViolation] = []
    _fill_list(message, value, path, found)
    return _unless(found, message)


def _value(value: object, path: str) -> Value:
    message = Value()
    found: list[FieldViolation] = []
    _fill(message, value, path, found)
    return _unless(found, message)


def _unless(found: list[FieldViolation], message: M) -> M:
    if found:
        raise Mismatch(found)
    return message


def _fill_struct(message: Struct, document: dict[str, object], path: str, found: list[FieldViolation]) -> None:
    for key, item in document.items():
        _fill(message.fields[key], item, joined(path, key), found)


def _fill_list(message: ListValue, items: list[object], path: str, found: list[FieldViolation]) -> None:
    for index, item in enumerate(items):
        _fill(message.values.add(), item, f"{path}[{index}]", found)


def _fill(message: Value, value: object, path: str, found: list[FieldViolation]) -> None:
    """Recurses as deep as the document, whose depth body.py bounds."""
    if isinstance(value, str):
        message.string_value = value
    elif isinstance(value, bool):
        message.bool_value = value
    elif isinstance(value, int | float):
        # A float of that size is an integer too, written with an exponent: refused alike.
        if abs(value) > MAX_INTEGER and value == value // 1:
            found.append(FieldViolation(path, f"integers beyond {MAX_INTEGER} lose digits; send a string"))
        else:
            message.number_value = value
    elif value is None:
        message.null_value = NULL_VALUE
    elif isinstance(value, dict):
        message.struct_value.SetInParent()
        _fill_struct(message.struct_value, value, path, found)
    elif isinstance(value, list):
        message.list_value.SetInParent()
        _fill_list(message.list_value, value, path, found)
    else:
        raise TypeError(f"not a JSON value: {type(value).__name__}")


_BY_NAME: dict[str, Read] = {
    "google.protobuf.Struct": _struct,
    "google.protobuf.ListValue": _list,
    "google.protobuf.Value": _value,
    "google.protobuf.Any": _any,
}
