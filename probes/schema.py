"""JSON Schema (2020-12) of a type's config, and of the credentials of each auth method: from the same declarations
that probes/connector_type.py validates with.

What no keyword of JSON Schema says stands under `x-`: which rules hold when (`x-checked`), what counts as absent
(`x-absent`), other names of a key (`x-aliases`), which part of a value is secret (`x-secret`), of which fields, in
config and credentials together, one must be given (`x-either`), and which credentials a method cannot do without
(`x-needed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.ecma_pattern import ecma_pattern

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_RULES = ["required", "allOf", "enum", "pattern", "minimum", "maximum"]
CREDENTIALS = "authConfig."


def config_schema(connector_type: ConnectorType) -> Schema:
    """Of `config` without the keys whose value is null or empty text: these count as absent."""
    fields = connector_type.fields
    schema = _object(f"{connector_type.title}: config", fields)
    schema["x-checked"] = {"create": ["type"], "test": _RULES}
    schema["x-absent"] = [None, ""]
    if connector_type.either:
        schema["x-either"] = [list(group) for group in connector_type.either]
    by_name = {item.name: item for item in fields}
    choices = [_required(item, by_name) for item in fields if item.required and item.default is None]
    choices += [
        _any_of(name for path in group for name in _names(by_name[path]))
        for group in connector_type.either
        if not any(path.startswith(CREDENTIALS) for path in group)
    ]
    return _with_choices(schema, choices)


def credentials_schema(connector_type: ConnectorType, method: AuthMethod) -> Schema:
    """Of `authConfig` under the method. Null and empty text are refused at once, in an update with a hint."""
    schema = _object(f"{connector_type.title}: {method.title}", method.fields)
    for schema_of in schema["properties"].values():
        if "string" in schema_of.get("type", ()):
            schema_of["minLength"] = 1
    schema["x-checked"] = {"create": ["minLength"], "test": ["type", *_RULES]}
    if method.needed:
        schema["x-needed"] = list(method.needed)
    by_name = {item.name: item for item in method.fields}
    return _with_choices(
        schema, [_required(item, by_name) for item in method.fields if item.required and item.default is None]
    )


def field_schema(item: Field) -> Schema:
    schema: Schema = {"type": [item.kind.value, "string"] if item.json_text else item.kind.value, "title": item.title}
    if item.description:
        schema["description"] = item.description
    if item.default is not None:
        schema["default"] = item.default
    if item.choices:
        schema["enum"] = list(item.choices)
    if item.pattern:
        schema["pattern"] = ecma_pattern(item.pattern)
    if item.minimum is not None:
        schema["minimum"] = item.minimum
    if item.maximum is not None:
        schema["maximum"] = item.maximum
    if item.example is not None:
        schema["examples"] = [item.example]
    if item.secrecy is Secrecy.WHOLE:
        schema["writeOnly"] = True
        if item.kind is Kind.STRING:
            schema["format"] = "password"
    if item.secrecy is not Secrecy.NONE:
        schema["x-secret"] = item.secrecy.value
    return schema


def _object(title: str, fields: Iterable[Field]) -> Schema:
    properties: dict[str, Schema] = {}
    for item in fields:
        schema = field_schema(item)
        properties[item.name] = {**schema, "x-aliases": list(item.aliases)} if item.aliases else schema
        for alias in item.aliases:
            properties[alias] = {"$ref": f"#/properties/{item.name}"}
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": True,
    }


def _names(item: Field) -> tuple[str, ...]:
    return (item.name, *item.aliases)


def _required(item: Field, by_name: Mapping[str, Field]) -> Schema:
    names = _names(item)
    if item.unless:
        names += _names(by_name[item.unless])
    return _any_of(names)


def _any_of(names: Iterable[str]) -> Schema:
    alternatives = [{"required": [name]} for name in names]
    return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}


def _with_choices(schema: Schema, choices: list[Schema]) -> Schema:
    """Where a key has no other name it is plainly required."""
    plain = [choice["required"][0] for choice in choices if "required" in choice]
    others = [choice for choice in choices if "anyOf" in choice]
    if plain:
        schema["required"] = plain
    if others:
        schema["allOf"] = others
    return schema
