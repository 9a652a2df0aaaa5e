"""Who may do what: tenants, roles, and that another tenant's connector behaves as an absent one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.caller import Caller, Scenario

Both = Callable[[Scenario], None]

READING = ("ListConnectors", "GetConnector")
WRITING = ("CreateConnector", "UpdateConnector", "DeleteConnector", "TestConnector")
METHODS = READING + WRITING


def request_of(method: str, connector_id: str) -> dict[str, Any]:
    """A request that succeeds for whoever may make it."""
    return {
        "ListConnectors": {},
        "CreateConnector": {"name": "another", "type": "braze"},
        "UpdateConnector": {"id": connector_id, "name": "renamed"},
    }.get(method, {"id": connector_id})


@pytest.mark.parametrize("role", ["admin", "editor", "viewer", None, "auditor", "ADMIN", "admin,viewer"])
@pytest.mark.parametrize("method", METHODS)
def test_each_role_may_call_what_the_seed_says(both: Both, method: str, role: str | None) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(type="braze")
        answer = caller.call(method, request_of(method, connector_id), role=role)
        # No role is the embedded default, admin, so that the seed's curl works as printed.
        allowed = role in ("admin", "editor", None) or (role == "viewer" and method in READING)
        if allowed:
            assert answer.status in (200, 201, 204), answer
        else:
            assert (answer.status, answer.reason) == (403, "ROLE_NOT_ALLOWED")

    both(scenario)


@pytest.mark.parametrize("method", METHODS)
def test_without_a_tenant_every_method_is_401(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.call(method, request_of(method, "conn_1"), tenant="")
        assert (answer.status, answer.reason) == (401, "UNAUTHENTICATED")

    both(scenario)


@pytest.mark.parametrize("tenant", ["-a", ".a", "_a", "a b", "a/b", "a" * 64, "a:b", "a,b", "..", "a%2fb"])
@pytest.mark.parametrize("method", ["ListConnectors", "CreateConnector"])
def test_a_malformed_tenant_is_400(both: Both, method: str, tenant: str) -> None:
    def scenario(caller: Caller) -> None:
        answer = caller.call(method, request_of(method, "conn_1"), tenant=tenant)
        assert (answer.status, answer.fields) == (400, {"x-tenant-id"})

    both(scenario)


@pytest.mark.parametrize("tenant", ["a", "A9", "a" * 63, "acme.eu-west_1", "0"])
def test_a_well_formed_tenant_is_taken(both: Both, tenant: str) -> None:
    def scenario(caller: Caller) -> None:
        assert caller.call("ListConnectors", tenant=tenant).status == 200

    both(scenario)


@pytest.mark.parametrize(
    "method", [method for method in METHODS if method not in ("ListConnectors", "CreateConnector")]
)
def test_another_tenants_connector_behaves_as_an_absent_one(both: Both, method: str) -> None:
    def scenario(caller: Caller) -> None:
        connector_id = caller.created(type="braze")
        absent_id = caller.created(name="to be deleted")
        caller.delete(absent_id)
        stranger = f"{caller.tenant[:50]}-stranger"
        foreign = caller.call(method, request_of(method, connector_id), tenant=stranger)
        absent = caller.call(method, request_of(method, absent_id), tenant=stranger)
        assert foreign.status == 404
        assert foreign.masked() == absent.masked()
        assert caller.get(connector_id).body["name"] == "a connector"
        assert caller.call("ListConnectors", tenant=stranger).body["pagination"]["total"] == 0

    both(scenario)


def test_a_request_id_is_echoed_and_made_where_there_is_none(both: Both) -> None:
    def scenario(caller: Caller) -> None:
        given = {"X-Request-Id": "order-66/step:1"}
        assert caller.call("ListConnectors", metadata=given).headers["x-request-id"] == "order-66/step:1"
        assert caller.call("GetConnector", {"id": "x"}, metadata=given).headers["x-request-id"] == "order-66/step:1"
        first, second = (caller.call("ListConnectors").headers["x-request-id"] for _ in range(2))
        assert first
        assert first != second
        hostile = caller.call("ListConnectors", metadata={"X-Request-Id": "a b<script>"})
        assert "script" not in hostile.headers["x-request-id"]

    both(scenario)
