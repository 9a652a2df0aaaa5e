"""The OpenAPI 3.1 document of our services, from the same descriptors that the gateway serves by.

`python -m server.rest.openapi <descriptor set> <output>` writes it, and the page for people beside it. The set is
protoc's, with --include_source_info, so that the protos' comments become descriptions. The same input always gives the
same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorSet

from probes.connector_type import ConnectorType
from probes.registry import connector_types
from server import request_ids
from server.identity.headers import ROLE_HEADER, TENANT_HEADER
from server.method_policy import HttpRule, Method
from server.rest import deadline, preconditions
from server.rest.docs_page import page
from server.rest.openapi_errors import ERROR, HEADER_COMPONENTS, HEADERS, RESPONSES, failures
from server.rest.openapi_pages import page_paths
from server.rest.openapi_schema import Direction, Schema, Schemas, is_required, message_of
from server.rest.openapi_types import INDEX, lead_to_types, type_components, type_schemas
from server.rest.proto_comments import read_comments
from server.rest.query import field_named
from server.rest.routes import parse_template
from server.rest.transcode import Binding
from server.services import declared_methods

_VARIABLE = re.compile(r"\{([\w.]+)=[^{}]*\}")
_ONE_LINE = "one line: {}"
_JSON = "application/json"
_EVENTS = "text/event-stream"  # the schema is that of one event's data

_HEADER_PARAMETERS: dict[str, Schema] = {
    "role": {
        "name": ROLE_HEADER,
        "in": "header",
        "description": "What the caller is in the tenant; the service has a default.",
        "schema": {"type": "string"},
    },
    "requestId": {
        "name": request_ids.HEADER,
        "in": "header",
        "description": "The caller's own id of the call, echoed and logged; made by the service where absent.",
        "schema": {"type": "string"},
    },
    "requestTimeout": {
        "name": deadline.HEADER,
        "in": "header",
        "description": "How long the caller waits, in seconds.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
}
# Those that say a field of the request (server/rest/preconditions.py), by the field.
_FIELD_HEADERS: dict[str, str] = {"etag": "ifMatch", "request_id": "idempotencyKey"}
_FIELD_HEADER_PARAMETERS: dict[str, Schema] = {
    "ifMatch": {
        "name": "If-Match",
        "in": "header",
        "description": 'The request\'s `etag`: one entity tag as it was read, such as `"r3"`, or `*`.',
        "schema": {"type": "string", "pattern": preconditions.IF_MATCH_PATTERN},
    },
    "idempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The request's `requestId`, with or without quotes.",
        "schema": {"type": "string", "pattern": preconditions.IDEMPOTENCY_KEY_PATTERN},
    },
}


def document(methods: Sequence[Method], comments: Mapping[str, str], types: Iterable[ConnectorType]) -> dict[str, Any]:
    """The document of the methods and types; the first method's service gives its title."""
    schemas = Schemas(comments)
    paths: dict[str, dict[str, Any]] = {}
    for method in methods:
        for rule in method.http:
            operations = paths.setdefault(_VARIABLE.sub(r"{\1}", rule.path), {})
            operations[rule.verb.lower()] = _operation(method, rule, schemas, comments)
    service = methods[0].descriptor.containing_service
    lead_to_types(schemas.components)
    of_types, index = type_components(types)
    if taken := of_types.keys() & schemas.components.keys():
        raise ValueError(f"connector types and messages have schemas of one name: {sorted(taken)}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": service.name,
            "version": service.file.package.rpartition(".")[2],
            "description": comments.get(service.full_name, ""),
        },
        "servers": [{"url": "/"}],
        "security": [{"tenant": []}, {"bearer": []}, {"certificate": []}],
        "paths": dict(sorted({**paths, **page_paths()}.items())),
        "components": {
            "securitySchemes": {
                "tenant": {
                    "type": "apiKey",
                    "in": "header",
                    "name": TENANT_HEADER,
                    "description": "The tenant that the call acts in.",
                },
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Where the service is set up for tokens: they say tenant and role.",
                },
                "certificate": {
                    "type": "mutualTLS",
                    "description": "Where the service is set up for client certificates: they say tenant and role.",
                },
            },
            "parameters": _HEADER_PARAMETERS | _FIELD_HEADER_PARAMETERS,
            "headers": HEADER_COMPONENTS,
            "responses": RESPONSES,
            "schemas": dict(sorted({**schemas.components, **of_types, "Error": ERROR}.items())),
            INDEX: index,
        },
    }


def render(described: Mapping[str, Any]) -> bytes:
    """The document as it is committed and served; a connector type's schema takes one line of it."""
    schemas: Mapping[str, Schema] = described["components"]["schemas"]
    lines = {
        name: json.dumps(schemas[name], ensure_ascii=False, separators=(",", ":")) for name in type_schemas(described)
    }
    marked = {name: _ONE_LINE.format(name) if name in lines else schema for name, schema in schemas.items()}
    components = {**described["components"], "schemas": marked}
    text = json.dumps({**described, "components": components}, indent=2, ensure_ascii=False)
    for name, line in lines.items():
        text = text.replace(f'"{_ONE_LINE.format(name)}"', line, 1)
    return f"{text}\n".encode()


def _operation(method: Method, rule: HttpRule, schemas: Schemas, comments: Mapping[str, str]) -> dict[str, Any]:
    comment = comments.get(method.descriptor.full_name, "")
    operation: dict[str, Any] = {
        "operationId": method.name[0].lower() + method.name[1:],
        "tags": [method.descriptor.containing_service.name],
        "summary": " ".join(comment.split()).partition(". ")[0].rstrip("."),
        "description": _description(method, comment),
        "parameters": [*_parameters(method, rule, schemas), *_header_references(method)],
    }
    if rule.body:
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": _body(method, rule, schemas)}}}
    operation["responses"] = {str(method.success_code): _success(method, rule, schemas), **failures(method)}
    return operation


def _description(method: Method, comment: str) -> str:
    roles = f"Roles: {', '.join(sorted(method.roles))}."
    limit = method.rate_limit
    rate = f" At most {limit.requests} calls in {limit.window_seconds} seconds and tenant." if limit else ""
    return f"{comment}\n\n{roles}{rate}".strip()


def _parameters(method: Method, rule: HttpRule, schemas: Schemas) -> Iterator[Schema]:
    in_path = tuple(variable.field for variable in parse_template(rule.path).variables)
    for name in in_path:
        yield _parameter(method, name, "path", schemas) | {"name": name, "required": True}
    for name in Binding(method, rule, in_path).parameters:
        yield _parameter(method, name, "query", schemas)


def _parameter(method: Method, name: str, where: str, schemas: Schemas) -> Schema:
    descriptor = method.descriptor.input_type
    *parents, leaf = name.split(".")
    for parent in parents:
        descriptor = message_of(descriptor.fields_by_name[parent])
    field = field_named(descriptor, leaf)
    if field is None:
        raise LookupError(f"{method.full_name}: no field {name}")
    value = schemas.single(field, Direction.REQUEST)  # never null: text has none
    parameter = {
        "name": field.json_name,
        "in": where,
        "required": is_required(field, Direction.REQUEST),
        "schema": {"type": "array", "items": value} if field.is_repeated else value,
    }
    return schemas.described(parameter, field.full_name)


def _header_references(method: Method) -> list[Schema]:
    fields = method.descriptor.input_type.fields_by_name
    names = [*_HEADER_PARAMETERS, *(name for field, name in _FIELD_HEADERS.items() if field in fields)]
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _body(method: Method, rule: HttpRule, schemas: Schemas) -> Schema:
    descriptor = method.descriptor.input_type
    if rule.body != "*":
        return schemas.field(descriptor.fields_by_name[rule.body], Direction.REQUEST)
    return schemas.message(descriptor, Direction.REQUEST)


def _success(method: Method, rule: HttpRule, schemas: Schemas) -> Schema:
    described = {"description": "Done.", "headers": HEADERS}
    if method.success_code == 204:
        return described
    descriptor = method.descriptor.output_type
    if rule.response_body:
        descriptor = message_of(descriptor.fields_by_name[rule.response_body])
    media_type = _EVENTS if method.streams else _JSON
    return described | {"content": {media_type: {"schema": schemas.message(descriptor, Direction.RESPONSE)}}}


def main(descriptor_set: str, output: str) -> None:
    comments = read_comments(FileDescriptorSet.FromString(Path(descriptor_set).read_bytes()))
    described = document(declared_methods(), comments, connector_types().values())
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    Path(output).write_bytes(render(described))
    Path(output).with_name("docs.html").write_text(page(described))


if __name__ == "__main__":
    main(*sys.argv[1:])
