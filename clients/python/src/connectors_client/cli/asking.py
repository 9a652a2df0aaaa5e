"""Asks a person for the fields of a type, as its JSON Schema describes them. Secrets are not echoed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
import yaml
from rich.console import Console
from rich.markup import escape

from connectors_client.models import AuthMethod, ConnectorType

Schema = Mapping[str, Any]

_ACCEPTED: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def config(
    out: Console, connector_type: ConnectorType, given: Mapping[str, Any], *, optional: bool = False
) -> dict[str, Any]:
    """The config: what was given, and answers for what a test needs; with `optional` for every other field too."""
    return _object(out, connector_type.config_schema, given, optional=optional)


def auth_method(out: Console, connector_type: ConnectorType) -> AuthMethod | None:
    """The one way there is, or the one that is chosen."""
    methods = connector_type.auth_methods
    if len(methods) <= 1:
        return methods[0] if methods else None
    out.print("[bold]how to log in[/]", highlight=False)
    for number, method in enumerate(methods, 1):
        out.print(f"  {number}  {escape(method.title)}", highlight=False)
    while True:
        choice: int = typer.prompt("which", default=1, type=int)
        if 1 <= choice <= len(methods):
            return methods[choice - 1]


def credentials(out: Console, method: AuthMethod, given: Mapping[str, Any]) -> dict[str, Any]:
    return _object(out, method.schema, given, optional="x-needed" not in method.schema)


def _object(out: Console, schema: Schema, given: Mapping[str, Any], *, optional: bool) -> dict[str, Any]:
    found = dict(given)
    groups = _groups(schema)
    for name, field in schema.get("properties", {}).items():
        if "$ref" in field or any(other in found for other in (name, *field.get("x-aliases", ()))):
            continue
        open_groups = [group for group in groups if name in group and not group & found.keys()]
        if not open_groups and not optional:
            continue
        answer = _answer(out, name, field, is_required=any(len(group) == 1 for group in open_groups))
        if answer is not None:
            found[name] = answer
    return found


def _groups(schema: Schema) -> list[set[str]]:
    """Of each of these sets a test needs at least one field; other names of a field are that field."""
    alternatives = [[name] for name in (*schema.get("required", ()), *schema.get("x-needed", ()))]
    alternatives += [
        [name for entry in choice.get("anyOf", ()) for name in entry.get("required", ())]
        for choice in schema.get("allOf", ())
    ]
    return [{_field_of(schema, name) for name in names} for names in alternatives]


def _field_of(schema: Schema, name: str) -> str:
    reference = schema.get("properties", {}).get(name, {}).get("$ref", "")
    return reference.rpartition("/")[2] or name


def _answer(out: Console, name: str, field: Schema, *, is_required: bool) -> Any:
    label = f"{field.get('title') or name}{' (required)' if is_required else ''}"
    default = field.get("default")
    if field.get("description"):
        out.print(f"[dim]{escape(field['description'])}[/]", highlight=False)
    if "enum" in field:
        out.print(f"[dim]one of {escape(', '.join(map(str, field['enum'])))}[/]", highlight=False)
    while True:
        hidden = bool(field.get("writeOnly"))
        shown = "" if default is None else default
        text = str(typer.prompt(label, default=shown, hide_input=hidden, show_default=default is not None))
        if text == str(shown):
            return None  # the service applies its own defaults
        value = read(text, field)
        if value is not None:
            return value
        out.print(f"[yellow]expected {_expected(field)}[/]", highlight=False)


def read(text: str, field: Schema) -> Any:
    """The text as the field's JSON type; None where it is none."""
    kinds = field.get("type", "string")
    if "string" in (kinds if isinstance(kinds, list) else [kinds]):
        return text if text in field.get("enum", [text]) else None
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    kind = kinds if isinstance(kinds, str) else kinds[0]
    is_boolean = isinstance(value, bool)
    return value if isinstance(value, _ACCEPTED[kind]) and is_boolean == (kind == "boolean") else None


def _expected(field: Schema) -> str:
    if "enum" in field:
        return f"one of {', '.join(map(str, field['enum']))}"
    kind = field.get("type", "string")
    return f"a value of type {kind if isinstance(kind, str) else ' or '.join(kind)}"
