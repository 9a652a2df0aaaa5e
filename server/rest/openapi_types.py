"""The connector types in the OpenAPI document: their schemas as components, and which component belongs to which type.

`components.x-connector-types` leads from a type's name to `{Type}Config` and, by auth method, to
`{Type}Credentials{Method}`. No operation refers to them: what a type requires is judged when a connector is tested, so
that a request with less is still right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from probes.connector_type import ConnectorType
from probes.schema import config_schema, credentials_schema
from server.rest.docs_fields import schema_name
from server.rest.openapi_schema import Schema

INDEX = "x-connector-types"
CONFIG = {
    INDEX: f"#/components/{INDEX}",
    "description": "The schema of each built-in type's config stands in `components`, by the type's name in "
    f"`{INDEX}`; `GET /api/v1/connector-types/{{name}}` has those of plug-ins and of the tenant's own types too.",
}
# Fields of requests that a type's schemas describe.
CONFIGS = frozenset({"config", "connectionConfig", "authConfig"})
# The same in every type, and the OpenAPI document is large: the API itself tells them.
_LEFT_OUT = ("$schema", "title", "properties", "additionalProperties", "x-checked", "x-absent")


def type_components(types: Iterable[ConnectorType]) -> tuple[dict[str, Schema], dict[str, Any]]:
    """The schemas by component name, and the index of them by type."""
    schemas: dict[str, Schema] = {}
    index: dict[str, Any] = {}
    for item in sorted(types, key=lambda item: item.name):
        config = f"{_pascal(item.name)}Config"
        schemas[config] = _component(config, config_schema(item), item.description or item.proves)
        methods = {}
        for method in item.auth_methods:
            name = f"{_pascal(item.name)}Credentials{_pascal(method.name)}"
            schemas[name] = _component(name, credentials_schema(item, method), method.title)
            methods[method.name] = _reference(name)
        index[item.name] = {"title": item.title, "config": _reference(config), "authConfig": methods}
    return schemas, index


def lead_to_types(components: dict[str, Schema]) -> None:
    """Says on every field of a request that holds a config where its schema is."""
    for name, schema in components.items():
        for field, described in schema.get("properties", {}).items() if name.endswith("Request") else ():
            if field in CONFIGS:
                text = f"{described.get('description', '')}\n\n{CONFIG['description']}".strip()
                described.update({**CONFIG, "description": text})


def type_schemas(described: Mapping[str, Any]) -> set[str]:
    """The names of the components that belong to types."""
    entries = described["components"][INDEX].values()
    return {
        schema_name(reference) for entry in entries for reference in (entry["config"], *entry["authConfig"].values())
    }


def _component(name: str, schema: Schema, description: str) -> Schema:
    """The schema at its new place: another name of a field refers to the field there."""
    placed = {key: value for key, value in schema.items() if key not in _LEFT_OUT}
    properties = {
        field: _reference(f"{name}/properties/{described['$ref'].rpartition('/')[2]}")
        if "$ref" in described
        else described
        for field, described in schema["properties"].items()
    }
    return {**placed, "description": description, "properties": properties}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))
