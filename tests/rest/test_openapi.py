"""The OpenAPI document: valid, committed as generated, and true of what the gateway does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from connectors.v1 import connector_service_pb2 as pb
from server.errors import RateLimited
from server.rest.openapi import render
from tests.rest.conftest import Rest
from tests.rest.fake_service import METHODS, FakeService, raising

COMMITTED = Path(__file__).parents[2] / "generated" / "openapi" / "connectors.openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(COMMITTED.read_text())
    return loaded


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {
        operation["operationId"]: (verb, path, operation)
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
    }


def check(document: dict[str, Any], schema: dict[str, Any], instance: object) -> None:
    Draft202012Validator({**schema, "components": document["components"]}).validate(instance)


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()


def test_it_is_the_same_each_time_and_has_the_committed_shape(document: dict[str, Any]) -> None:
    bare = render(tuple(METHODS.values()), {})
    assert bare == render(tuple(METHODS.values()), {})

    def undescribed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: undescribed(item) for key, item in value.items() if key not in ("description", "summary")}
        return [undescribed(item) for item in value] if isinstance(value, list) else value

    assert undescribed(json.loads(bare)) == undescribed(document)


def test_every_method_and_every_field_is_described(document: dict[str, Any]) -> None:
    assert {name[0].lower() + name[1:] for name in METHODS} == operations(document).keys()
    for _verb, _path, operation in operations(document).values():
        assert operation["summary"]
        assert "Roles: " in operation["description"]
    for schema in document["components"]["schemas"].values():
        assert schema["description"]
        for field in schema.get("properties", {}).values():
            assert field["description"]


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
        if "content" in documented:
            check(document, documented["content"]["application/json"]["schema"], response.json())


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
