"""Reads data into a Struct of declaration.py and names every place that does not fit; msgspec itself stops at one."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from probes.suggest import did_you_mean
from probes.vendors.consistency import Complaint

_T = TypeVar("_T", bound=msgspec.Struct)
_AT = re.compile(r" - at `\$([^`]*)`$")
_NAMES = {
    "`str`": "a string",
    "`int`": "an integer",
    "`float`": "a number",
    "`bool`": "a boolean",
    "`object`": "an object",
    "`array`": "an array",
    "`null`": "null",
}


def wrong_places(kind: type[_T], value: Any) -> tuple[_T | None, list[Complaint]]:
    """The struct, or every place that is wrong."""
    try:
        return msgspec.convert(value, kind), []
    except msgspec.ValidationError:
        return None, list(_places(kind, value, ""))


def _places(kind: Any, value: Any, path: str) -> Iterator[Complaint]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        found = [*_of_keys(kind, value, path), *(at for inner in _inner(kind, value, path) for at in _places(*inner))]
        yield from found or [_complaint(error, path)]


def _of_keys(kind: Any, value: Any, path: str) -> Iterator[Complaint]:
    struct = _struct_of(kind, value)
    if struct is None or not isinstance(value, dict):
        return
    known = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for key in value:
        if key not in known:
            yield Complaint(_joined(path, key[:64]), f"is no key here{did_you_mean(key, known)}")
    for key, field in known.items():
        if field.required and key not in value:
            yield Complaint(_joined(path, key), "is required")


def _inner(kind: Any, value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    kind = _without_meta(kind)
    struct = _struct_of(kind, value)
    if struct is not None and isinstance(value, dict):
        hints = get_type_hints(struct, include_extras=True)
        for field in msgspec.structs.fields(struct):
            if field.encode_name in value:
                yield hints[field.name], value[field.encode_name], _joined(path, field.encode_name)
    elif get_origin(kind) is tuple and isinstance(value, list) and get_args(kind)[-1] is Ellipsis:
        yield from ((get_args(kind)[0], item, f"{path}[{index}]") for index, item in enumerate(value))
    elif get_origin(kind) is dict and isinstance(value, dict):
        yield from ((get_args(kind)[1], item, _joined(path, key)) for key, item in value.items())


def _without_meta(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _struct_of(kind: Any, value: Any) -> type[msgspec.Struct] | None:
    """The struct that the value is to be, where the kind is one, or may be one among others."""
    kind = _without_meta(kind)
    kinds = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    structs = [item for item in kinds if isinstance(item, type) and issubclass(item, msgspec.Struct)]
    return structs[0] if structs and isinstance(value, dict) else None


def _complaint(error: msgspec.ValidationError, path: str) -> Complaint:
    text = str(error)
    at = _AT.search(text)
    message = _AT.sub("", text)
    for name, words in _NAMES.items():
        message = message.replace(name, words)
    return Complaint(path + (at[1] if at and at[1] != "[...]" else ""), message[0].lower() + message[1:])


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
