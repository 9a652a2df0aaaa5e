"""What is asked of both gateways, in order. `{orders}` in a path or body is the id of the connector of that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.api import annotations_pb2
from google.protobuf.descriptor import MethodDescriptor

from server.services import SERVICES
from tests.connector_types.declarations import acme

CONNECTORS = "/api/v1/connectors"
TYPES = "/api/v1/connector-types"
AUDIT = "/api/v1/audit-events"
# Refused calls are counted together, by each process for itself: only what was done is the same twice.
DONE, TOTAL = f"{AUDIT}?outcome=OK&limit=100", frozenset({"total"})
NOBODY: Mapping[str, str] = {"X-Tenant-Id": ""}


@dataclass(frozen=True, slots=True)
class Request:
    """`body` is sent as JSON, or as it is where it is text; `rpc` is the method that answers, empty where none does."""

    name: str
    rpc: str
    verb: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    loose: frozenset[str] = frozenset()  # names of fields whose values are not compared


def methods() -> Iterator[tuple[MethodDescriptor, str, str]]:
    """Every served method that REST reaches and answers at once, with its verb and path."""
    for service in SERVICES:
        for method in service.methods:
            rule = method.GetOptions().Extensions[annotations_pb2.http]
            verb = rule.WhichOneof("pattern")
            if verb and not method.server_streaming:
                yield method, verb.upper(), getattr(rule, verb)


def plain() -> list[Request]:
    """Every method, asked with next to nothing: it answers, or says what is missing."""
    return [
        Request("audit, plain", method.name, verb, DONE, loose=TOTAL)
        if path == AUDIT
        else Request(
            f"{method.name}, plain",
            method.name,
            verb,
            path.replace("{id}", "conn_absent").replace("{name}", "absent"),
            {} if verb in ("POST", "PUT") else None,
        )
        for method, verb, path in methods()
    ]


def create(name: str, **body: Any) -> Request:
    return Request(
        f"create {name}", "CreateConnector", "POST", CONNECTORS, {"name": name, "type": "postgresql", **body}
    )


def story(url: str) -> list[Request]:
    """The life of some connectors. `url` answers 200 to Basic credentials."""
    login = {"username": "user", "password": "correct horse"}
    numbers = {"port": 5432, "ratio": 0.5, "large": 2**53 - 1, "deep": {"list": [1, None, True, "x", {}]}, "none": None}
    return [
        Request("list, empty", "ListConnectors", "GET", CONNECTORS),
        create("orders", type="rest_api", config={"url": url}, authMethod="basic", authConfig=login),
        create("numbers", config=numbers, description="of all kinds", authConfig={"password": "x"}),
        create("alias", connectionConfig={"host": "a", "database": "b"}, config={"host": "c"}),
        create("bare"),
        Request("create, name taken", "CreateConnector", "POST", CONNECTORS, {"name": "bare", "type": "mysql"}),
        Request("create, no such type", "CreateConnector", "POST", CONNECTORS, {"name": "x", "type": "abacus"}),
        Request(
            "create, wrong kind of value",
            "CreateConnector",
            "POST",
            CONNECTORS,
            {"name": "x", "type": "postgresql", "config": {"port": "five"}},
        ),
        Request("create, as a viewer", "CreateConnector", "POST", CONNECTORS, {"name": "x"}, {"X-Role": "viewer"}),
        Request("get", "GetConnector", "GET", f"{CONNECTORS}/{{orders}}"),
        Request("get, numbers", "GetConnector", "GET", f"{CONNECTORS}/{{numbers}}"),
        Request("list", "ListConnectors", "GET", CONNECTORS),
        Request("list, first page", "ListConnectors", "GET", f"{CONNECTORS}?limit=2"),
        Request("list, next page", "ListConnectors", "GET", f"{CONNECTORS}?limit=2&cursor={{alias}}"),
        Request("list, too many asked for", "ListConnectors", "GET", f"{CONNECTORS}?limit=1000"),
        Request("list, none asked for", "ListConnectors", "GET", f"{CONNECTORS}?limit=0"),
        Request("list, malformed cursor", "ListConnectors", "GET", f"{CONNECTORS}?cursor=%00"),
        Request("list, by nobody", "ListConnectors", "GET", CONNECTORS, headers=NOBODY),
        Request("list, as a stranger", "ListConnectors", "GET", CONNECTORS, headers={"X-Role": "emperor"}),
        Request("test", "TestConnector", "POST", f"{CONNECTORS}/test", {"id": "{orders}"}),
        Request("test, incomplete", "TestConnector", "POST", f"{CONNECTORS}/test", {"id": "{bare}"}),
        Request("test, may not be dialled", "TestConnector", "POST", f"{CONNECTORS}/test", {"id": "{alias}"}),
        Request("update", "UpdateConnector", "PUT", CONNECTORS, {"id": "{numbers}", "name": "numbers too"}),
        Request("update, credentials", "UpdateConnector", "PUT", CONNECTORS, {"id": "{bare}", "authConfig": login}),
        Request("update, wiped", "UpdateConnector", "PUT", CONNECTORS, {"id": "{bare}", "authConfig": {}}),
        Request("update, parked", "UpdateConnector", "PUT", CONNECTORS, {"id": "{bare}", "status": "inactive"}),
        Request("update, no such status", "UpdateConnector", "PUT", CONNECTORS, {"id": "{bare}", "status": "on fire"}),
        Request("confirm", "ConfirmCredentials", "POST", f"{CONNECTORS}/{{orders}}:confirmCredentials", {}),
        Request("confirm, none", "ConfirmCredentials", "POST", f"{CONNECTORS}/{{bare}}:confirmCredentials", {}),
        Request("list after tests", "ListConnectors", "GET", CONNECTORS),
        Request("type", "GetConnectorType", "GET", f"{TYPES}/postgresql"),
        Request("types", "ListConnectorTypes", "GET", TYPES),
        Request("types of a category", "ListConnectorTypes", "GET", f"{TYPES}?category=Databases"),
        Request("create type", "CreateConnectorType", "POST", TYPES, {"name": "acme", "declaration": acme()}),
        Request("create type, taken", "CreateConnectorType", "POST", TYPES, {"name": "acme", "declaration": acme()}),
        create("of an own type", type="acme"),
        Request("update type", "UpdateConnectorType", "PUT", f"{TYPES}/acme", {"declaration": acme(), "version": 1}),
        Request(
            "update type, stale", "UpdateConnectorType", "PUT", f"{TYPES}/acme", {"declaration": acme(), "version": 1}
        ),
        Request("delete type, in use", "DeleteConnectorType", "DELETE", f"{TYPES}/acme"),
        Request("delete", "DeleteConnector", "DELETE", f"{CONNECTORS}?id={{of an own type}}"),
        Request("delete, gone", "DeleteConnector", "DELETE", f"{CONNECTORS}?id={{of an own type}}"),
        Request("audit", "ListAuditEvents", "GET", DONE, loose=TOTAL),
        Request("audit, narrowed", "ListAuditEvents", "GET", f"{DONE}&method=UpdateConnector", loose=TOTAL),
        Request("audit, since", "ListAuditEvents", "GET", f"{DONE}&startTime=2026-01-01T00:00:00Z", loose=TOTAL),
        Request(
            "integer beyond JSON's",
            "UpdateConnector",
            "PUT",
            CONNECTORS,
            {"id": "{numbers}", "config": {"large": 2**53 + 1}},
        ),
        Request("path with an escape", "GetConnector", "GET", f"{CONNECTORS}/a%20b"),
    ]


def reads() -> list[Request]:
    """What can be asked twice of the same tenant, and be the same to the letter."""
    return [
        Request("list", "ListConnectors", "GET", CONNECTORS),
        Request("get", "GetConnector", "GET", f"{CONNECTORS}/{{orders}}"),
        Request("get, of a whole second", "GetConnector", "GET", f"{CONNECTORS}/{{bare}}"),
        Request("types", "ListConnectorTypes", "GET", TYPES),
        Request("own type", "GetConnectorType", "GET", f"{TYPES}/acme"),
        Request("test runs", "ListTestRuns", "GET", f"{CONNECTORS}/{{orders}}/test-runs"),
        Request("audit", "ListAuditEvents", "GET", DONE, loose=TOTAL),
    ]
