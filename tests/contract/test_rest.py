"""What only HTTP has: bodies that cannot be read, headers, verbs, and the pages beside the methods."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.answer import Answer
from tests.contract.shapes import case_id
from tests.contract.transport import rest_answer
from tests.e2e.service import Service

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTORS = "/api/v1/connectors"


def send(
    service: Service,
    tenant: str,
    body: bytes | str | dict[str, Any] | None,
    *,
    verb: str = "POST",
    path: str = CONNECTORS,
    **headers: str,
) -> Answer:
    content = json.dumps(body) if isinstance(body, dict) else body
    sent = {"X-Tenant-Id": tenant, "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return rest_answer(requests.request(verb, service.url + path, data=content, headers=sent, timeout=30))


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", set()),
        (b"   ", set()),
        (b"{", set()),
        (b'{"name": "x",}', set()),
        (b"{'name': 'x'}", set()),
        (b"[]", set()),
        (b'"text"', set()),
        (b"null", set()),
        (b'{"name": "\xff\xfe"}', set()),
        (b'\xef\xbb\xbf{"name": "x", "type": "csv"}', set()),
        (b'{"name": "a", "name": "b", "type": "csv"}', {"name"}),
        (b'{"name": "x", "type": "csv", "config": {"a": {"b": 1, "b": 2}}}', {"config.a.b"}),
        (b'{"name": "x", "type": "csv", "config": {"n": NaN}}', {"config.n"}),
        (b'{"name": "x", "type": "csv", "config": {"n": -Infinity}}', {"config.n"}),
        (b'{"name": "x", "type": "csv", "config": {"n": 1e999}}', {"config.n"}),
        (b'{"name": "x", "type": "csv", "config": {"n": "\\ud800"}}', {"config.n"}),
        (b'{"name": "x", "type": "csv", "config": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}", {"config"}),
        (b'{"name": 1, "type": "csv"}', {"name"}),
        (b'{"name": "x", "type": "csv", "config": []}', {"config"}),
        (b'{"name": "x", "type": "csv", "authConfig": "secret"}', {"authConfig"}),
        (b'{"name": "x", "type": "csv", "config": "a=b"}', {"config"}),
        (b'{"name": ["x"], "type": {"a": 1}}', {"name", "type"}),
    ],
    ids=case_id,
)
@pytest.mark.parametrize("verb", ["POST", "PUT"])
def test_a_body_that_cannot_be_taken_is_400_and_names_the_field(
    service: Service, tenant: str, verb: str, body: bytes, fields: set[str]
) -> None:
    answer = send(service, tenant, body, verb=verb)
    assert answer.status == 400
    assert fields <= answer.fields
    assert answer.message
    assert send(service, tenant, None, verb="GET").body["data"] == []


def test_invalid_json_to_the_test_endpoint_is_400(service: Service, tenant: str) -> None:
    answer = send(service, tenant, b"{", path=f"{CONNECTORS}/test")
    assert (answer.status, answer.reason) == (400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    ("key", "suggestion"), [("authconfig", "authConfig"), ("conection_config", "connectionConfig"), ("nam", "name")]
)
def test_an_unknown_field_is_400_with_the_nearest_known_one(
    service: Service, tenant: str, key: str, suggestion: str
) -> None:
    answer = send(service, tenant, {"name": "x", "type": "csv", key: "y"})
    assert (answer.status, answer.fields) == (400, {key})
    assert f"did you mean {suggestion}?" in answer.message


def test_an_object_that_was_read_can_be_sent_back(service: Service, tenant: str) -> None:
    created = send(service, tenant, {"name": "x", "type": "csv", "authConfig": {"token": "t"}}).body
    changed = send(service, tenant, {**created, "name": "y"}, verb="PUT")
    assert changed.status == 200, changed
    again = send(service, tenant, changed.body, verb="PUT")
    assert again.status == 200, again
    assert again.body["name"] == "y"


def test_a_connector_that_was_read_can_be_registered_elsewhere(service: Service, tenant: str) -> None:
    created = send(service, tenant, {"name": "x", "type": "csv"}).body
    copied = send(service, f"{tenant[:50]}-copy", created)
    assert copied.status == 201, copied
    assert copied.body["id"] != created["id"]


@pytest.mark.parametrize("name", ["description", "config", "connectionConfig", "authMethod", "authConfig"])
def test_null_is_as_good_as_absent_in_a_create(service: Service, tenant: str, name: str) -> None:
    assert send(service, tenant, {"name": "x", "type": "csv", name: None}).status == 201


def test_null_keeps_credentials_in_an_update(service: Service, tenant: str) -> None:
    created = send(service, tenant, {"name": "x", "type": "csv", "authConfig": {"token": "t"}}).body
    answer = send(service, tenant, {"id": created["id"], "authConfig": None}, verb="PUT")
    assert answer.body["authConfig"] == {"token": "********"}


@pytest.mark.parametrize("limit", ["abc", "1.5", "", "1e2", " 5", "99999999999999999999"])
def test_a_limit_that_is_no_number_is_400(service: Service, tenant: str, limit: str) -> None:
    answer = send(service, tenant, None, verb="GET", path=f"{CONNECTORS}?limit={limit}")
    assert (answer.status, answer.fields) == (400, {"limit"})


def test_an_unknown_query_parameter_is_400(service: Service, tenant: str) -> None:
    answer = send(service, tenant, None, verb="GET", path=f"{CONNECTORS}?limt=5")
    assert (answer.status, answer.fields) == (400, {"limt"})


def test_a_delete_is_204_without_a_body(service: Service, tenant: str) -> None:
    created = send(service, tenant, {"name": "x", "type": "csv"}).body
    response = requests.delete(
        f"{service.url}{CONNECTORS}", params={"id": created["id"]}, headers={"X-Tenant-Id": tenant}, timeout=30
    )
    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("size", [1 << 20, 3 << 20])
def test_a_body_over_1_mib_is_413(service: Service, tenant: str, size: int) -> None:
    answer = send(service, tenant, {"name": "x", "type": "csv", "config": {"note": "x" * size}})
    assert (answer.status, answer.reason) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_another_media_type_is_415(service: Service, tenant: str, kind: str) -> None:
    answer = send(service, tenant, {"name": "x", "type": "csv"}, Content_Type=kind)
    assert (answer.status, answer.reason) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_is_taken_however_it_is_spelled(service: Service, tenant: str, kind: str) -> None:
    assert send(service, tenant, {"name": "x", "type": "csv"}, Content_Type=kind).status == 201


@pytest.mark.parametrize(
    ("verb", "path", "allowed"),
    [
        ("PATCH", CONNECTORS, {"GET", "POST", "PUT", "DELETE"}),
        ("GET", "/openapi.json/", None),
        ("PUT", f"{CONNECTORS}/test", {"POST"}),
        ("GET", "/api/v2/connectors", None),
        ("GET", "/", None),
    ],
)
def test_an_unknown_route_is_404_and_a_wrong_verb_is_405(
    service: Service, tenant: str, verb: str, path: str, allowed: set[str] | None
) -> None:
    answer = send(service, tenant, None, verb=verb, path=path)
    if allowed is None:
        assert (answer.status, answer.reason) == (404, "ROUTE_NOT_FOUND")
        return
    assert (answer.status, answer.reason) == (405, "METHOD_NOT_ALLOWED")
    assert allowed <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8080"])
def test_a_host_that_is_not_ours_is_421(service: Service, tenant: str, host: str) -> None:
    answer = send(service, tenant, None, verb="GET", Host=host)
    assert (answer.status, answer.reason) == (421, "MISDIRECTED_REQUEST")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]:9", "LOCALHOST:80"])
def test_loopback_hosts_are_ours(service: Service, tenant: str, host: str) -> None:
    assert send(service, tenant, None, verb="GET", Host=host).status == 200


def test_two_tenants_in_one_request_are_refused(service: Service) -> None:
    connection = http.client.HTTPConnection(service.rest_address, timeout=30)
    connection.putrequest("GET", CONNECTORS)
    connection.putheader("X-Tenant-Id", "one")
    connection.putheader("X-Tenant-Id", "two")
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


def test_health_and_readiness(service: Service) -> None:
    assert requests.get(f"{service.url}/healthz", timeout=30).json() == {"status": "ok"}
    ready = requests.get(f"{service.url}/readyz", timeout=30)
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_the_openapi_document_is_the_generated_one_and_has_every_route(service: Service) -> None:
    served = requests.get(f"{service.url}/openapi.json", timeout=30).json()
    generated = next((ROOT / "generated" / "openapi").glob("*.json"))
    assert served == json.loads(generated.read_text())
    assert served["openapi"].startswith("3.")
    verbs = {path: set(operations) for path, operations in served["paths"].items()}
    assert {"get", "post", "put", "delete"} <= verbs[CONNECTORS]
    assert "post" in verbs[f"{CONNECTORS}/test"]
    assert "get" in verbs[f"{CONNECTORS}/{{id}}"]


def test_no_page_of_another_origin_may_call_unless_it_is_set(service: Service, tenant: str) -> None:
    answer = send(service, tenant, None, verb="GET", Origin="https://evil.example")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_answers_are_not_cached_nor_sniffed(service: Service, tenant: str) -> None:
    headers = send(service, tenant, None, verb="GET").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
