"""Query parameters and path variables -> fields of a request message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from probes.suggest import did_you_mean
from server.errors import FieldViolation, MalformedRequest
from server.rest import percent, scalars, well_known
from server.rest.body import shown_key
from server.rest.mismatch import Mismatch

MAX_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field that text can set: its way down from the request, and how its text is read."""

    way: tuple[str, ...]
    is_repeated: bool
    read: scalars.Read

    def set(self, message: Message, value: Any) -> None:
        for name in self.way[:-1]:
            message = getattr(message, name)
        if self.is_repeated:
            getattr(message, self.way[-1]).append(value)
            return
        if isinstance(value, Message):
            getattr(message, self.way[-1]).CopyFrom(value)
            return
        setattr(message, self.way[-1], value)


def parse(query: str) -> list[tuple[str, str]]:
    """The parameters of a query string, in order. Raises MalformedRequest."""
    parts = [part for part in query.split("&") if part]
    if len(parts) > MAX_PARAMETERS:
        raise MalformedRequest(f"more than {MAX_PARAMETERS} query parameters")
    pairs = []
    for part in parts:
        name, _, value = part.partition("=")
        shown = percent.decode(name.replace("+", " "), "query")
        pairs.append((shown, percent.decode(value.replace("+", " "), shown_key(shown))))
    return pairs


def resolve(descriptor: Descriptor, name: str) -> Parameter | None:
    """The field that a dotted name means, in either spelling; None where text cannot set it."""
    way: list[str] = []
    *parents, leaf = name.split(".")
    for parent in parents:
        field = field_named(descriptor, parent)
        if field is None or field.message_type is None or field.is_repeated:
            return None
        way.append(field.name)
        descriptor = field.message_type
    field = field_named(descriptor, leaf)
    read = _text_reader(field) if field is not None else None
    return None if field is None or read is None else Parameter((*way, field.name), bool(field.is_repeated), read)


def field_named(descriptor: Descriptor, name: str) -> FieldDescriptor | None:
    """A field by its proto or JSON name."""
    return next((field for field in descriptor.fields if name in (field.name, field.json_name)), None)


def _text_reader(field: FieldDescriptor) -> scalars.Read | None:
    if field.message_type is not None:
        return well_known.text_reader(field.message_type)
    return scalars.text_reader(field)


class Query:
    """The parameters of a method's query: its request's fields but those (`taken`, proto names) that come from
    elsewhere. `known` are their JSON names, for suggestions."""

    def __init__(self, descriptor: Descriptor, taken: frozenset[str]) -> None:
        self._descriptor = descriptor
        self._taken = taken
        found = [(field, resolve(descriptor, field.name)) for field in descriptor.fields if field.name not in taken]
        self.known = tuple(field.json_name for field, parameter in found if parameter)
        # Most queries name no others; those that dots lead to are looked for.
        self._plain = {name: parameter for field, parameter in found for name in (field.name, field.json_name)}

    def fill(self, message: Message, pairs: Iterable[tuple[str, str]]) -> list[FieldViolation]:
        """Sets the fields that the parameters name; gives every fault."""
        found: list[FieldViolation] = []
        seen: set[tuple[str, ...]] = set()
        for name, text in pairs:
            shown = shown_key(name)
            parameter = self._plain.get(name) or resolve(self._descriptor, name)
            if parameter is None or parameter.way[0] in self._taken:
                found.append(FieldViolation(shown, f"unknown query parameter{did_you_mean(name, self.known)}"))
                continue
            if parameter.way in seen and not parameter.is_repeated:
                found.append(FieldViolation(shown, "given twice"))
                continue
            seen.add(parameter.way)
            try:
                parameter.set(message, parameter.read(text, shown))
            except Mismatch as mismatch:
                found += mismatch.violations
        return found
