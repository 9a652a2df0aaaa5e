"""The OpenAPI document: valid, committed as generated, and true of what the gateway does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from connectors.v1 import connector_service_pb2 as pb
from probes.registry import connector_types
from probes.schema import config_schema, credentials_schema
from server.errors import RateLimited
from server.rest.openapi import document as described
from server.rest.openapi import render
from server.rest.openapi_pages import page_paths
from server.rest.openapi_types import type_schemas
from tests.rest.conftest import Rest, Serve
from tests.rest.fake_service import METHODS, FakeService, raising

COMMITTED = Path(__file__).parents[2] / "generated" / "openapi" / "connectors.openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(COMMITTED.read_text())
    return loaded


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Those of the methods."""
    return {
        operation["operationId"]: (verb, path, operation)
        for path, verbs in document["paths"].items()
        if path not in page_paths()
        for verb, operation in verbs.items()
    }


def check(document: dict[str, Any], schema: dict[str, Any], instance: object) -> None:
    Draft202012Validator({**schema, "components": document["components"]}).validate(instance)


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()


def test_it_is_the_same_each_time_and_has_the_committed_shape(document: dict[str, Any]) -> None:
    types = connector_types().values()
    bare = render(described(tuple(METHODS.values()), {}, types))
    assert bare == render(described(tuple(METHODS.values()), {}, reversed(types)))

    def undescribed(value: Any) -> Any:
        if isinstance(value, dict):
            told = (key for key, item in value.items() if key in ("description", "summary") and isinstance(item, str))
            return {key: undescribed(value[key]) for key in value.keys() - set(told)}
        return [undescribed(item) for item in value] if isinstance(value, list) else value

    assert undescribed(json.loads(bare)) == undescribed(document)


def test_every_method_and_every_field_is_described(document: dict[str, Any]) -> None:
    assert {name[0].lower() + name[1:] for name in METHODS} == operations(document).keys()
    for _verb, _path, operation in operations(document).values():
        assert operation["summary"]
        assert "Roles: " in operation["description"]
    of_types = type_schemas(document)
    for name, schema in document["components"]["schemas"].items():
        assert schema["description"]
        for field in schema.get("properties", {}).values():
            assert field.get("description") or (name in of_types and (field.get("title") or field["$ref"]))


def test_every_operation_is_served(document: dict[str, Any], rest: Rest) -> None:
    for verb, path, operation in operations(document).values():
        options = {"json": {}} if "requestBody" in operation else {}
        response = rest.call(verb.upper(), re.sub(r"\{\w+\}", "x", path), **options)
        assert str(response.status_code) in operation["responses"], (verb, path)
        assert response.ok


def test_answers_are_as_documented(document: dict[str, Any], rest: Rest, service: FakeService) -> None:
    full = pb.Connector(id="a", name="b", description="c", last_sync_row_count=1)
    full.config.update({"port": 1})
    full.created_at.GetCurrentTime()
    full.auth_config.update({"password": "****"})
    tested = pb.TestConnectorResponse(success=True, reason=2, steps=[{"name": "config", "status": 1}])
    service.answers = {
        "ListConnectors": lambda _r, _c: pb.ListConnectorsResponse(
            data=[full, pb.Connector()], pagination={"cursor": "a"}
        ),
        "GetConnector": lambda _r, _c: pb.GetConnectorResponse(connector=full),
        "TestConnector": lambda _r, _c: tested,
    }
    for verb, path, operation in operations(document).values():
        options = {"json": {}} if "requestBody" in operation else {}
        response = rest.call(verb.upper(), re.sub(r"\{\w+\}", "x", path), **options)
        documented = operation["responses"][str(response.status_code)]
        content = documented.get("content", {})
        if "application/json" in content:
            check(document, content["application/json"]["schema"], response.json())
        elif content:
            assert response.headers["content-type"] in content, (verb, path)


def test_errors_are_as_documented(document: dict[str, Any], rest: Rest, service: FakeService) -> None:
    schema = {"$ref": "#/components/schemas/Error"}
    check(document, schema, rest.call("POST", "/api/v1/connectors", json={"nope": 1}).json())
    service.answers["ListConnectors"] = raising(RateLimited("slow", retry_after=1))
    check(document, schema, rest.call("GET", "/api/v1/connectors").json())


def test_what_the_schemas_of_requests_say(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["CreateConnectorRequest"]["required"] == ["name", "type"]
    assert schemas["UpdateConnectorRequest"]["required"] == ["id"]
    check(document, schemas["UpdateConnectorRequest"], {"id": "a", "description": None, "authConfig": {}})
    assert "authConfig" not in schemas["Connector"]["required"]
    (limit, cursor, *_) = operations(document)["listConnectors"][2]["parameters"]
    assert (limit["name"], limit["schema"]["type"], limit["required"]) == ("limit", "integer", False)
    assert (cursor["name"], cursor["in"]) == ("cursor", "query")
    (identity, *_) = operations(document)["deleteConnector"][2]["parameters"]
    assert (identity["name"], identity["in"], identity["required"]) == ("id", "query", True)
    assert "429" in operations(document)["testConnector"][2]["responses"]


def test_headers_that_say_a_field_of_the_request_stand_where_they_are_taken(
    document: dict[str, Any], rest: Rest, service: FakeService
) -> None:
    named = {
        header: {
            name
            for name, (_verb, _path, operation) in operations(document).items()
            if {"$ref": f"#/components/parameters/{header}"} in operation["parameters"]
        }
        for header in ("ifMatch", "idempotencyKey")
    }
    assert named == {
        "ifMatch": {
            "updateConnector",
            "deleteConnector",
            "applyConnectors",
            "promoteCredentials",
            "rollBackCredentials",
        },
        "idempotencyKey": {"createConnector"},
    }
    for header, value, field in (("ifMatch", '"r3"', "etag"), ("idempotencyKey", "once", "request_id")):
        described = document["components"]["parameters"][header]
        check(document, described["schema"], value)
        for name in named[header]:
            verb, path, operation = operations(document)[name]
            options = {"json": {}} if "requestBody" in operation else {}
            headers = {described["name"]: value}
            assert rest.call(verb.upper(), re.sub(r"\{\w+\}", "x", path), headers=headers, **options).ok
            assert getattr(service.requests[-1], field) == value.strip('"')


def test_the_schemas_of_every_type_are_there_and_judge_as_the_api_s_own(document: dict[str, Any]) -> None:
    index = document["components"]["x-connector-types"]
    types = connector_types()
    assert index.keys() == types.keys()
    for name, entry in index.items():
        assert entry["authConfig"].keys() == {method.name for method in types[name].auth_methods}
        for own, reference in [(config_schema(types[name]), entry["config"])] + [
            (credentials_schema(types[name], method), entry["authConfig"][method.name])
            for method in types[name].auth_methods
        ]:
            judge = Draft202012Validator({**reference, "components": document["components"]})
            known = Draft202012Validator(own)
            properties = own["properties"]
            wrong = {field: [[]] for field in properties}
            for instance in (
                {},
                wrong,
                {field: schema.get("examples", ["x"])[0] for field, schema in properties.items()},
            ):
                assert judge.is_valid(instance) == known.is_valid(instance), (name, instance)


def test_a_request_leads_to_the_schema_of_its_type(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for request in ("CreateConnectorRequest", "UpdateConnectorRequest"):
        for field in ("config", "connectionConfig", "authConfig"):
            index = schemas[request]["properties"][field]["x-connector-types"]
            assert index == "#/components/x-connector-types"
            assert "connector-types/{name}" in schemas[request]["properties"][field]["description"]


def test_every_way_to_say_who_is_calling_is_declared(document: dict[str, Any]) -> None:
    kinds = {scheme["type"] for scheme in document["components"]["securitySchemes"].values()}
    assert kinds == {"apiKey", "http", "mutualTLS"}
    assert [next(iter(way)) for way in document["security"]] == list(document["components"]["securitySchemes"])


def test_the_pages_beside_the_methods_are_served_as_declared(document: dict[str, Any], serve: Serve) -> None:
    rest = serve(openapi=COMMITTED.read_bytes(), docs=b"<p>", metrics=lambda: b"calls 1\n")
    for path in page_paths():
        operation = document["paths"][path]["get"]
        assert operation["security"] == []
        answer = rest.call("GET", path)
        (media_type,) = operation["responses"][str(answer.status_code)]["content"]
        assert answer.headers["content-type"].partition(";")[0] == media_type
        if media_type == "application/json":
            check(document, operation["responses"]["200"]["content"][media_type]["schema"], answer.json())


def test_what_streams_is_declared_as_events(document: dict[str, Any]) -> None:
    for name, (_verb, _path, operation) in operations(document).items():
        (media_type,) = (
            operation["responses"].get("200", operation["responses"].get("201", {})).get("content", ["none"])
        )
        method = METHODS[name[0].upper() + name[1:]]
        assert (media_type == "text/event-stream") == method.streams
