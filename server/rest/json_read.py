"""A JSON document -> a request message: a reader per message type, made once from its descriptor.

It is the proto3 JSON mapping, read more strictly: an unknown field is refused with a suggestion, a string never stands
for a number (but for 64-bit integers, whose digits may come as one), and every fault is found before any is told.
null means absent, except where the field's policy says `null_clears`: then it is present and empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from connectors.v1 import method_policy_pb2
from probes.suggest import did_you_mean
from server.errors import FieldViolation
from server.rest import scalars, well_known
from server.rest.body import joined, name_of, shown_key
from server.rest.mismatch import Mismatch

# (value, its path) -> what the message's constructor takes; raises Mismatch.
Read = Callable[[Any, str], Any]


class MessageReader:
    """How one message type is read. Names in `ignored` are accepted at the top and dropped."""

    def __init__(self, descriptor: Descriptor, ignored: Iterable[str] = ()) -> None:
        self._descriptor = descriptor
        self._class: type[Message] = GetMessageClass(descriptor)
        self._ignored = frozenset(ignored)

    @cached_property
    def _fields(self) -> dict[str, tuple[FieldDescriptor, Read]]:
        """By JSON name and by proto name; made late: messages may recurse."""
        known: dict[str, tuple[FieldDescriptor, Read]] = {}
        for field in self._descriptor.fields:
            known[field.name] = known[field.json_name] = (field, _field_reader(field))
        return known

    def read(self, document: object, path: str = "") -> Message:
        """Raises Mismatch with every fault of the document."""
        if not isinstance(document, dict):
            raise Mismatch.at(path, f"expected an object, got {name_of(document)}")
        found: list[FieldViolation] = []
        values: dict[str, Any] = {}
        oneofs: dict[str, str] = {}
        for key, value in document.items():
            here = joined(path, key)
            if key not in self._fields:
                if key not in self._ignored:
                    found.append(FieldViolation(here, self._unknown(key)))
                continue
            field, read = self._fields[key]
            if field.name in values:
                found.append(FieldViolation(here, f"given twice: {field.json_name} and {field.name} are one field"))
                continue
            try:
                values[field.name] = read(value, here)
            except Mismatch as mismatch:
                found += mismatch.violations
            if value is not None and field.containing_oneof is not None:
                other = oneofs.setdefault(field.containing_oneof.name, field.json_name)
                if other != field.json_name:
                    found.append(FieldViolation(here, f"excludes {other}; send one of them"))
        if found:
            raise Mismatch(found)
        return self._class(**{name: value for name, value in values.items() if value is not None})

    def _unknown(self, key: str) -> str:
        names = [field.json_name for field in self._descriptor.fields]
        return f"unknown field{did_you_mean(key, names)}"


@cache
def reader_of(descriptor: Descriptor) -> Read:
    """The function that reads a value of this message type."""
    return well_known.reader(descriptor) or MessageReader(descriptor).read


def _field_reader(field: FieldDescriptor) -> Read:
    read = _list_or_single(field)
    if takes_null(field):
        return read
    if field.GetOptions().Extensions[method_policy_pb2.field_policy].null_clears:
        empty = _empty(field)
        return lambda value, path: empty() if value is None else read(value, path)
    return lambda value, path: None if value is None else read(value, path)


def takes_null(field: FieldDescriptor) -> bool:
    """Whether null is a value of the field's own type."""
    if field.is_repeated:
        return False
    kind = field.message_type or field.enum_type
    return kind is not None and kind.full_name in ("google.protobuf.Value", "google.protobuf.NullValue")


def _empty(field: FieldDescriptor) -> Callable[[], Any]:
    if field.message_type is not None:
        return GetMessageClass(field.message_type)
    return lambda: field.default_value


def _list_or_single(field: FieldDescriptor) -> Read:
    if not field.is_repeated:
        return value_reader(field)
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return _map(field.message_type)
    return _list(value_reader(field))


def value_reader(field: FieldDescriptor) -> Read:
    """Reads one value of the field."""
    if field.message_type is not None:
        return reader_of(field.message_type)
    return scalars.reader(field)


def _list(read: Read) -> Read:
    def read_all(value: object, path: str) -> list[Any]:
        if not isinstance(value, list):
            raise Mismatch.at(path, f"expected an array, got {name_of(value)}")
        return _collected((f"{path}[{index}]", item) for index, item in enumerate(value))

    def _collected(items: Iterable[tuple[str, object]]) -> list[Any]:
        found: list[FieldViolation] = []
        values = []
        for path, item in items:
            try:
                values.append(read(item, path))
            except Mismatch as mismatch:
                found += mismatch.violations
        if found:
            raise Mismatch(found)
        return values

    return read_all


def _map(entry: Descriptor) -> Read:
    to_key = scalars.text_reader(entry.fields_by_name["key"])
    read = value_reader(entry.fields_by_name["value"])

    def read_all(value: object, path: str) -> Mapping[Any, Any]:
        if not isinstance(value, dict):
            raise Mismatch.at(path, f"expected an object, got {name_of(value)}")
        found: list[FieldViolation] = []
        values = {}
        for key, item in value.items():
            here = f"{path}.{shown_key(key)}"
            try:
                values[to_key(key, here)] = read(item, here)
            except Mismatch as mismatch:
                found += mismatch.violations
        if found:
            raise Mismatch(found)
        return values

    return read_all
