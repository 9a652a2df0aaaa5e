"""google.protobuf.Struct to plain JSON values and back. Integral doubles become ints: 5432 stays 5432."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.struct_pb2 import ListValue, Struct, Value


def from_struct(struct: Struct) -> dict[str, Any]:
    return {key: from_value(value) for key, value in struct.fields.items()}


def from_value(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return from_struct(value.struct_value)
        case "list_value":
            return [from_value(item) for item in value.list_value.values]
        case _:
            return None


def to_struct(plain: Mapping[str, Any]) -> Struct:
    return Struct(fields={key: to_value(value) for key, value in plain.items()})


def to_value(plain: Any) -> Value:
    """Raises TypeError on what JSON does not have."""
    match plain:
        case str():
            return Value(string_value=plain)
        case bool():
            return Value(bool_value=plain)
        case int() | float():
            return Value(number_value=plain)
        case None:
            return Value(null_value=0)  # type: ignore[arg-type]  # NULL_VALUE, the enum's only value
        case Mapping():
            return Value(struct_value=to_struct(plain))
        case list():
            return Value(list_value=ListValue(values=[to_value(item) for item in plain]))
        case _:
            raise TypeError(f"{type(plain).__name__} is not a JSON value")
