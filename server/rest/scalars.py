"""Single values of the scalar types, from JSON and from the text of a query or a path."""

from __future__ import annotations

import binascii
import math
import re
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor

from probes.suggest import did_you_mean
from server.rest.body import name_of
from server.rest.mismatch import Mismatch

Read = Callable[[Any, str], Any]

_INTEGERS = {
    **dict.fromkeys(
        (FieldDescriptor.TYPE_INT32, FieldDescriptor.TYPE_SINT32, FieldDescriptor.TYPE_SFIXED32), (-(2**31), 2**31 - 1)
    ),
    **dict.fromkeys((FieldDescriptor.TYPE_UINT32, FieldDescriptor.TYPE_FIXED32), (0, 2**32 - 1)),
    **dict.fromkeys(
        (FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_SINT64, FieldDescriptor.TYPE_SFIXED64), (-(2**63), 2**63 - 1)
    ),
    **dict.fromkeys((FieldDescriptor.TYPE_UINT64, FieldDescriptor.TYPE_FIXED64), (0, 2**64 - 1)),
}
_DIGITS = re.compile(r"-?[0-9]{1,20}")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_MAX_FLOAT = 3.4028235677973366e38  # what rounds to the greatest 32-bit float
_SHOWN_TEXT = 40


def reader(field: FieldDescriptor) -> Read:
    """Reads a JSON value of the field's type."""
    if field.enum_type is not None:
        return _enum(field.enum_type)
    if field.type in _INTEGERS:
        return _integer(*_INTEGERS[field.type])
    if field.type in (FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE):
        return _number(_MAX_FLOAT if field.type == FieldDescriptor.TYPE_FLOAT else math.inf)
    if field.type == FieldDescriptor.TYPE_BOOL:
        return _boolean
    return _bytes if field.type == FieldDescriptor.TYPE_BYTES else _string


def text_reader(field: FieldDescriptor) -> Read:
    """Reads the text of a query parameter, a path segment or a map key as a value of the field's type."""
    read = reader(field)
    if field.type in _INTEGERS:
        return lambda text, path: read(_to_integer(text, path), path)
    if field.type in (FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE):
        return lambda text, path: read(_to_number(text, path), path)
    if field.type == FieldDescriptor.TYPE_BOOL:
        return _to_boolean
    if field.enum_type is not None:
        return lambda text, path: read(int(text) if _DIGITS.fullmatch(text) else text, path)
    return read


def shown(text: str) -> str:
    """A text as an error repeats it."""
    return repr(text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT] + "…")


def _string(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise Mismatch.at(path, f"expected a string, got {name_of(value)}")
    return value


def _boolean(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise Mismatch.at(path, f"expected true or false, got {name_of(value)}")
    return value


def _integer(low: int, high: int) -> Read:
    is_wide = high > 2**32  # proto3 JSON writes these as strings, since most JSON readers cut them

    def read(value: object, path: str) -> int:
        if is_wide and isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, float):
            raise Mismatch.at(path, "expected an integer, got a number with a fraction")
        if not isinstance(value, int) or isinstance(value, bool):
            raise Mismatch.at(path, f"expected an integer, got {name_of(value)}")
        if not low <= value <= high:
            raise Mismatch.at(path, f"expected an integer from {low} to {high}")
        return value

    return read


def _number(limit: float) -> Read:
    def read(value: object, path: str) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise Mismatch.at(path, f"expected a number, got {name_of(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isinf(number) or abs(number) >= limit:
            raise Mismatch.at(path, "the number is too large")
        return number

    return read


def _enum(descriptor: EnumDescriptor) -> Read:
    if descriptor.full_name == "google.protobuf.NullValue":
        return _null

    def read(value: object, path: str) -> int:
        if isinstance(value, str):
            if value not in descriptor.values_by_name:
                hint = did_you_mean(value, descriptor.values_by_name)
                raise Mismatch.at(path, f"not one of {', '.join(descriptor.values_by_name)}{hint}")
            return int(descriptor.values_by_name[value].number)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Mismatch.at(path, f"expected one of {', '.join(descriptor.values_by_name)}, got {name_of(value)}")
        if value not in descriptor.values_by_number:
            raise Mismatch.at(path, f"not a number of {', '.join(descriptor.values_by_name)}")
        return value

    return read


def _null(value: object, path: str) -> int:
    if value is not None:
        raise Mismatch.at(path, f"expected null, got {name_of(value)}")
    return 0


def _bytes(value: object, path: str) -> bytes:
    """Base64 of either alphabet, padded or not."""
    text = _string(value, path).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Mismatch.at(path, "expected base64") from None


def _to_integer(text: str, path: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise Mismatch.at(path, f"expected an integer, got {shown(text)}")
    return int(text)


def _to_number(text: str, path: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise Mismatch.at(path, f"expected a number, got {shown(text)}")
    return float(text)


def _to_boolean(text: str, path: str) -> bool:
    if text not in ("true", "false"):
        raise Mismatch.at(path, f"expected true or false, got {shown(text)}")
    return text == "true"
