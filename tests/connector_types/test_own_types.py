"""Tenants' own types through the whole service: declared, listed, tested for real, changed, deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.connector_types.declarations import acme
from tests.e2e.plugin import _end
from tests.e2e.service import Service, service_in
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, HttpPeer, Received, serving


@pytest.fixture(scope="module")
def peer(certificates: Certificates) -> Iterator[HttpPeer]:
    with serving(certificates.server) as running:
        running.script = _acme
        yield running


def _acme(received: Received) -> Answer:
    if received.headers.get("x-key") != "right":
        return Answer(401, body=b'{"error": "who are you"}')
    if received.path == "/shops/poor":
        return Answer(402, body=b"{}")
    return Answer(200, {"Content-Type": "application/json"}, json.dumps({"id": received.path}).encode())


@pytest.fixture(scope="module")
def service(peer: HttpPeer, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("own-types")
    started = service_in(folder, egress_allow=f"localhost:{peer.port}", ca_bundle=str(certificates.ca))
    started.start()
    yield started
    _end(started)


class Tenant:
    def __init__(self, service: Service, name: str, role: str = "admin") -> None:
        self._url = f"{service.url}/api/v1"
        self._headers = {"X-Tenant-Id": name, "X-Role": role}

    def call(self, verb: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        sent = {**self._headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return requests.request(verb, self._url + path, json=body, headers=sent, timeout=60)

    def types(self, **headers: str) -> requests.Response:
        return self.call("GET", "/connector-types", **headers)

    def declare(self, name: str, declaration: dict[str, Any]) -> requests.Response:
        return self.call("POST", "/connector-types", {"name": name, "declaration": declaration})

    def connect(self, type_name: str, shop: str = "north", key: str = "right") -> str:
        body = {"name": shop, "type": type_name, "config": {"shop": shop}, "authConfig": {"apiKey": key}}
        made = self.call("POST", "/connectors", body)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def test(self, connector_id: str) -> dict[str, Any]:
        tested = self.call("POST", "/connectors/test", {"id": connector_id})
        assert tested.status_code == 200, tested.text
        answer: dict[str, Any] = tested.json()
        return answer


def names(response: requests.Response) -> list[str]:
    return [item["name"] for item in response.json()["data"]]


def test_a_declared_type_is_tested_for_real(service: Service, peer: HttpPeer, tenant: str) -> None:
    acting = Tenant(service, tenant)
    made = acting.declare("acme", acme(peer.port))
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["custom"], shown["version"], shown["title"]) == (True, 1, "Acme")
    assert shown["configSchema"]["properties"]["shop"]["pattern"] == "^(?:[a-z]{1,9})$"
    assert shown["declaration"] == acme(peer.port)
    tested = acting.test(acting.connect("acme"))
    assert tested["success"], tested
    assert tested["verifiedLevel"] == "RESOURCE_READABLE"
    refused = acting.test(acting.connect("acme", shop="south", key="wrong"))
    assert (refused["reason"], refused["field"]) == ("AUTHENTICATION_FAILED", "authConfig.apiKey")
    assert "wrong" not in json.dumps(refused)
    broke = acting.test(acting.connect("acme", shop="poor"))
    assert (broke["reason"], broke["field"]) == ("PERMISSION_DENIED", "config.shop")


def test_it_is_the_tenants_alone(service: Service, tenant: str) -> None:
    mine, theirs = Tenant(service, tenant), Tenant(service, f"{tenant}-other")
    assert mine.declare("acme", acme()).status_code == 201
    assert "acme" in names(mine.types())
    assert names(mine.types()) == sorted(names(mine.types()))
    assert "acme" not in names(theirs.types())
    assert theirs.call("GET", "/connector-types/acme").status_code == 404
    assert theirs.call("PUT", "/connector-types/acme", {"declaration": acme()}).status_code == 404
    assert theirs.call("DELETE", "/connector-types/acme").status_code == 404
    refused = theirs.call("POST", "/connectors", {"name": "x", "type": "acme"})
    assert refused.status_code == 400
    assert theirs.declare("acme", acme()).status_code == 201


def test_only_admins_declare(service: Service, tenant: str) -> None:
    editor = Tenant(service, tenant, role="editor")
    assert editor.declare("acme", acme()).status_code == 403
    assert editor.types().status_code == 200


def test_a_name_is_taken_once_and_never_a_built_in_ones(service: Service, tenant: str) -> None:
    acting = Tenant(service, tenant)
    assert acting.declare("postgresql", acme()).status_code == 409
    assert acting.declare("Acme!", acme()).status_code == 400
    assert acting.declare("acme", acme()).status_code == 201
    assert acting.declare("acme", acme()).status_code == 409


def test_a_wrong_declaration_names_every_place(service: Service, tenant: str) -> None:
    declaration = acme() | {"title": 5, "base": "http://x"}
    declaration["checks"][0]["path"] = "no"
    refused = Tenant(service, tenant).declare("acme", declaration)
    assert refused.status_code == 400
    places = {
        violation["field"]
        for detail in refused.json()["details"]
        for violation in detail.get("fieldViolations", detail.get("field_violations", []))
    }
    assert places == {"declaration.title", "declaration.base", "declaration.checks[0].path"}


def test_an_update_is_a_new_version_with_new_rules(service: Service, peer: HttpPeer, tenant: str) -> None:
    acting = Tenant(service, tenant)
    acting.declare("acme", acme(peer.port))
    connector = acting.connect("acme")
    assert acting.test(connector)["success"]
    stricter = acme(peer.port)
    stricter["fields"][0] |= {"pattern": "[0-9]{1,9}", "example": "17"}
    updated = acting.call("PUT", "/connector-types/acme", {"declaration": stricter, "version": 1})
    assert (updated.status_code, updated.json()["version"]) == (200, 2)
    stale = acting.call("PUT", "/connector-types/acme", {"declaration": stricter, "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, 10)
    tested = acting.test(connector)
    assert (tested["reason"], tested["field"]) == ("INVALID_CONFIG", "config.shop")
    assert tested["message"] == 'config.shop: expected a well-formed shop, such as 17, got "north"'


def test_a_type_in_use_stays(service: Service, tenant: str) -> None:
    acting = Tenant(service, tenant)
    acting.declare("acme", acme())
    connector = acting.connect("acme")
    refused = acting.call("DELETE", "/connector-types/acme")
    assert (refused.status_code, refused.json()["code"]) == (412, 9), refused.text
    assert acting.call("DELETE", f"/connectors?id={connector}").status_code == 204
    assert acting.call("DELETE", "/connector-types/acme").status_code == 204
    assert "acme" not in names(acting.types())


def test_what_has_not_changed_is_not_sent_again(service: Service, tenant: str) -> None:
    acting = Tenant(service, tenant)
    first = acting.types()
    assert acting.types(If_None_Match=first.headers["ETag"]).status_code == 304
    assert acting.types(If_None_Match='"other"').status_code == 200
    assert first.headers["ETag"] == f'"{first.json()["etag"]}"'
    acting.declare("acme", acme())
    changed = acting.types(If_None_Match=first.headers["ETag"])
    assert (changed.status_code, len(changed.json()["data"])) == (200, len(first.json()["data"]) + 1)
    one = acting.call("GET", "/connector-types/postgresql")
    again = acting.call("GET", "/connector-types/postgresql", If_None_Match=one.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_one_category(service: Service, tenant: str) -> None:
    every = Tenant(service, tenant).types().json()["data"]
    some = Tenant(service, tenant).call("GET", "/connector-types?category=databases").json()["data"]
    assert some == [item for item in every if item["category"] == "databases"] != []


def test_what_was_done_is_in_the_audit_trail(service: Service, tenant: str) -> None:
    acting = Tenant(service, tenant)
    acting.declare("acme", acme())
    acting.call("PUT", "/connector-types/acme", {"declaration": acme()})
    acting.call("DELETE", "/connector-types/acme")
    events = acting.call("GET", "/audit-events").json()["data"]
    told = [(event["method"], event["connectorType"]) for event in events]
    assert sorted(told) == [
        ("CreateConnectorType", "acme"),
        ("DeleteConnectorType", "acme"),
        ("UpdateConnectorType", "acme"),
    ]
