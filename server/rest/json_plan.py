"""Message -> JSON: a plan per message type, made once from its descriptor, then orjson.

It is the proto3 JSON mapping with these differences, which the contract asks for: every field is present (null where
it has presence and is unset) unless its policy says `omit_when_unset`; 64-bit integers are numbers; timestamps have
exactly three digits of a second (truncated); integral numbers of a Struct up to 2^53-1 are written as integers.
"""

from __future__ import annotations

import math
import struct
from base64 import b64encode
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import Any

import orjson
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from connectors.v1 import method_policy_pb2
from server.bounds import MAX_INTEGER

Encode = Callable[[Any], Any]

KEPT = 2048  # texts of messages that were written
LARGEST_KEPT = 8 << 10  # bytes of a message: whatever tenants store, some 50 MB are kept at most
_EPOCH = date(1970, 1, 1)
_MINUTES = tuple(f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60))
_GREATEST_FLOAT = (2 - 2**-23) * 2.0**127  # of 32 bits
WRAPPERS = frozenset(
    f"google.protobuf.{name}Value"
    for name in ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes")
)


class MessagePlan:
    """How one message type is written. `to_json` gives what orjson takes."""

    def __init__(self, descriptor: Descriptor) -> None:
        self._descriptor = descriptor

    @cached_property
    def _fields(self) -> tuple[tuple[str, str, Encode], ...]:
        """(JSON name, field name that must be set for it to show or "", reader); made late: messages may recurse."""
        return tuple(
            (field.json_name, field.name if _is_omitted(field) else "", _reader(field))
            for field in self._descriptor.fields
        )

    def to_json(self, message: Message) -> dict[str, Any]:
        return {name: read(message) for name, needed, read in self._fields if not needed or message.HasField(needed)}


@cache
def encoder_of(descriptor: Descriptor) -> Encode:
    """The function that turns a message of this type into what orjson takes."""
    return _WELL_KNOWN.get(descriptor.full_name) or _wrapper(descriptor) or MessagePlan(descriptor).to_json


def dumps(message: Message) -> bytes:
    """A message as JSON text."""
    return orjson.dumps(encoder_of(message.DESCRIPTOR)(message))


def dumps_kept(message: Message) -> bytes:
    """The same, of a message that is likely to be asked for again as it is: its text is kept by its content."""
    content = message.SerializeToString()
    return _text_of(message.DESCRIPTOR, content) if len(content) <= LARGEST_KEPT else dumps(message)


@lru_cache(maxsize=KEPT)
def _text_of(descriptor: Descriptor, content: bytes) -> bytes:
    return dumps(GetMessageClass(descriptor).FromString(content))


def _is_omitted(field: FieldDescriptor) -> bool:
    return field.has_presence and field.GetOptions().Extensions[method_policy_pb2.field_policy].omit_when_unset


def _reader(field: FieldDescriptor) -> Encode:
    """Reads one field of a message as JSON."""
    get = attrgetter(field.name)
    if field.is_repeated:
        return _repeated(field, get)
    encode = _value_encoder(field)
    if field.has_presence:
        return _optional(field.name, encode)
    return get if encode is None else lambda message: encode(get(message))


def _repeated(field: FieldDescriptor, get: Callable[[Any], Any]) -> Encode:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        key, value = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
        to_key = _bool_key if key.type == FieldDescriptor.TYPE_BOOL else str
        encode_value = _value_encoder(value) or _same
        return lambda message: {to_key(name): encode_value(item) for name, item in sorted(get(message).items())}
    if field.message_type is not None and field.message_type.full_name not in _WELL_KNOWN:
        return lambda message: [orjson.Fragment(dumps_kept(item)) for item in get(message)]
    encode = _value_encoder(field)
    if encode is None:
        return lambda message: list(get(message))
    return lambda message: [encode(item) for item in get(message)]


def _optional(name: str, encode: Encode | None) -> Encode:
    get = attrgetter(name)
    if encode is None:
        return lambda message: get(message) if message.HasField(name) else None
    return lambda message: encode(get(message)) if message.HasField(name) else None


def _value_encoder(field: FieldDescriptor) -> Encode | None:
    """How a single value of the field is written; None where it is written as it is."""
    if field.message_type is not None:
        return encoder_of(field.message_type)
    if field.enum_type is not None:
        return _enum(field.enum_type)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return lambda value: b64encode(value).decode()
    if field.type == FieldDescriptor.TYPE_FLOAT:
        return lambda value: _special(value) or _shortest(value)
    if field.type == FieldDescriptor.TYPE_DOUBLE:
        return lambda value: _special(value) or value
    return None


def _enum(descriptor: EnumDescriptor) -> Encode:
    if descriptor.full_name == "google.protobuf.NullValue":
        return lambda _value: None
    names = {number: value.name for number, value in descriptor.values_by_number.items()}
    # A number that this build does not know is shown as it is, as the mapping says.
    return lambda number: names.get(number, number)


def _special(value: float) -> str | None:
    if math.isfinite(value):
        return None
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _shortest(value: float) -> float:
    """The shortest decimal that is this 32-bit float; its double would show digits that nobody wrote."""
    wire = struct.pack("f", value)
    for digits in range(6, 9):
        short = float(f"{value:.{digits}g}")
        if abs(short) <= _GREATEST_FLOAT and struct.pack("f", short) == wire:
            return short
    return float(f"{value:.9g}")


def _timestamp(message: Any) -> str:
    # Half of a page's cost is its times: a page spans few days, so the calendar is asked once a day.
    day, second = divmod(message.seconds, 86_400)
    minute, second = divmod(second, 60)
    return f"{_date(day)}{_MINUTES[minute]}{second:02d}.{message.nanos // 1_000_000:03d}Z"


@lru_cache(maxsize=4096)
def _date(day: int) -> str:
    return f"{(_EPOCH + timedelta(days=day)).isoformat()}T"


def _own_text(message: Any) -> Any:
    return message.ToJsonString()


def struct_to_json(message: Any) -> dict[str, Any]:
    """A Struct as a plain object; its keys sorted, since a map has no order of its own."""
    fields = message.fields
    return {name: value_to_json(fields[name]) for name in sorted(fields)}


def _list_to_json(message: Any) -> list[Any]:
    return [value_to_json(value) for value in message.values]


def value_to_json(value: Any) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() and -MAX_INTEGER <= number <= MAX_INTEGER else number
    if kind == "struct_value":
        return struct_to_json(value.struct_value)
    if kind == "list_value":
        return _list_to_json(value.list_value)
    return None if kind is None or kind == "null_value" else getattr(value, kind)


def _any(message: Any) -> dict[str, Any]:
    """An Any whose type this process knows; an unknown one raises KeyError: nobody but us puts one in."""
    if not message.type_url:
        return {}
    descriptor = descriptor_pool.Default().FindMessageTypeByName(message.type_url.rpartition("/")[2])
    content = GetMessageClass(descriptor)()
    message.Unpack(content)
    shown = encoder_of(descriptor)(content)
    special = descriptor.full_name in _WELL_KNOWN or descriptor.full_name in WRAPPERS
    return {"@type": message.type_url} | ({"value": shown} if special else shown)


def _wrapper(descriptor: Descriptor) -> Encode | None:
    if descriptor.full_name not in WRAPPERS:
        return None
    encode, get = _value_encoder(descriptor.fields_by_name["value"]) or _same, attrgetter("value")
    return lambda message: encode(get(message))


def _same(value: Any) -> Any:
    return value


def _bool_key(value: bool) -> str:
    return "true" if value else "false"


_WELL_KNOWN: dict[str, Encode] = {
    "google.protobuf.Timestamp": _timestamp,
    "google.protobuf.Duration": _own_text,
    "google.protobuf.FieldMask": _own_text,
    "google.protobuf.Struct": struct_to_json,
    "google.protobuf.ListValue": _list_to_json,
    "google.protobuf.Value": value_to_json,
    "google.protobuf.Any": _any,
}
