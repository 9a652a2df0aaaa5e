"""The fields of a JSON Schema as rows of a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A field: its name, what it holds, what is asked of it, and what it means. All plain text."""

    name: str
    kind: str
    rule: str
    meaning: str


def column_rows(schema: Mapping[str, Any]) -> Iterator[Row]:
    """A row a field, in the schema's order; another name of a field stands with that field."""
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        if "$ref" in field and "/properties/" in field["$ref"]:
            continue
        aliases = "".join(f", or {alias}" for alias in field.get("x-aliases", ()))
        yield Row(f"{name}{aliases}", kind_of(field), ", ".join(_rules(name, field, required)), _meaning(field))


def kind_of(schema: Mapping[str, Any]) -> str:
    """What a value is, in a word or two: `string`, `array of ProbeStep`, `Reason or null`."""
    if "$ref" in schema:
        return schema_name(schema)
    if "anyOf" in schema:
        return " or ".join(kind_of(choice) for choice in schema["anyOf"])
    kind = schema.get("type", "any")
    text = kind if isinstance(kind, str) else " or ".join(kind)
    return f"{text} of {kind_of(schema['items'])}" if "items" in schema else text


def schema_name(reference: Mapping[str, Any]) -> str:
    """The last part of where a reference leads."""
    return str(reference["$ref"]).rpartition("/")[2]


def _rules(name: str, field: Mapping[str, Any], required: Any) -> Iterator[str]:
    if name in required:
        yield "required"
    if field.get("writeOnly") or "x-secret" in field:
        yield "secret"
    if field.get("readOnly"):
        yield "answers only"
    if "default" in field:
        yield f"default {field['default']}"
    if "enum" in field:
        yield f"one of {', '.join(map(str, field['enum']))}"
    for word, key in (("from", "minimum"), ("to", "maximum")):
        if key in field:
            yield f"{word} {field[key]}"


def _meaning(field: Mapping[str, Any]) -> str:
    return str(field.get("description") or field.get("title", ""))
