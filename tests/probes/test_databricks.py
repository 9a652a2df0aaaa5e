"""Databricks against a workspace scripted from its API's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.connector_type import out_of_grammar
from probes.protocols.databricks_target import quoted
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from tests.peers import saas_databricks as peer
from tests.peers.http_peer import Answer
from tests.peers.saas_network import VendorAuthority, VendorNetwork, network
from tests.probes.probing import failed, passed

BY_TOKEN = {"accessToken": peer.GOOD}
BY_CLIENT = {"clientId": peer.CLIENT_ID, "clientSecret": peer.CLIENT_SECRET}
GREEN = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
TLS, AUTHENTICATED, AUTHORIZED, READABLE = (
    Level.TLS,
    Level.AUTHENTICATED,
    Level.AUTHORIZED,
    Level.RESOURCE_READABLE,
)


def at(warehouse: str) -> dict[str, str]:
    return {"httpPath": f"/sql/1.0/warehouses/{warehouse}"}


CONFIG = {"host": peer.HOST, **at(peer.RUNNING)}


@dataclass(frozen=True)
class Row:
    """One cell; `reason` None is a success."""

    cell: str
    auth: Mapping[str, Any]
    reason: Reason | None
    level: Level
    at: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    auth_method: str = "access_key"
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.cell}-{'+'.join(self.auth)}-{self.reason}-{self.at}-{self.auth_method}"


CELLS = ("right", "wrong", "missing", "absent", "permission", "limited")
ROWS = (
    Row("right", BY_TOKEN, None, READABLE),
    Row("right", BY_TOKEN, None, READABLE, config={"host": f"https://{peer.HOST}/", "table": "main.sales.orders"}),
    Row("right", BY_TOKEN, None, READABLE, auth_method="personal_access_token",
        config={"table": "orders", "catalog": "main", "schema": "sales"}),
    Row("right", BY_CLIENT, None, READABLE),
    Row("right", BY_CLIENT, None, READABLE, auth_method="oauth2_client_credentials"),
    Row("wrong", {"accessToken": "dapi-wrong-0"}, Reason.AUTHENTICATION_FAILED, TLS, "authConfig.accessToken",
        hint="this workspace"),
    Row("wrong", {"accessToken": peer.EXPIRED}, Reason.CREDENTIAL_EXPIRED, TLS, "authConfig.accessToken", hint="new"),
    Row("wrong", BY_CLIENT | {"clientSecret": "dose-wrong"}, Reason.AUTHENTICATION_FAILED, TLS,
        "authConfig.clientSecret"),
    Row("missing", {}, Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.accessToken"),
    Row("missing", {"clientId": peer.CLIENT_ID}, Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.clientSecret"),
    Row("missing", BY_TOKEN, Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.clientId",
        auth_method="oauth2_client_credentials"),
    Row("missing", BY_TOKEN, Reason.INVALID_CONFIG, Level.NONE, "config.host", {"host": ""}),
    Row("missing", BY_TOKEN, Reason.INVALID_CONFIG, Level.NONE, "config.httpPath", {"httpPath": ""}),
    Row("missing", BY_TOKEN, Reason.UNSUPPORTED, Level.NONE, "authMethod", auth_method="kerberos"),
    Row("absent", BY_TOKEN, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.httpPath", at("f" * 16)),
    Row("absent", BY_CLIENT, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.httpPath", at("f" * 16)),
    Row("absent", BY_TOKEN, Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.httpPath", at(peer.DELETED)),
    Row("absent", BY_TOKEN, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.httpPath",
        {"httpPath": "sql/protocolv1/o/0/0000-000000-gone"}),
    Row("absent", BY_TOKEN, Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.table", {"table": "nothing"}, hint="USE"),
    Row("absent", BY_TOKEN, Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.schema",
        {"table": "nothing", "schema": "nothing"}),
    Row("permission", {"accessToken": peer.LIMITED}, Reason.PERMISSION_DENIED, AUTHENTICATED, "config.httpPath",
        hint="Can use"),
    Row("permission", BY_TOKEN, Reason.PERMISSION_DENIED, AUTHORIZED, "config.table", {"table": "payroll"},
        hint="GRANT SELECT"),
    Row("permission", {"accessToken": peer.BLOCKED}, Reason.PERMISSION_DENIED, TLS, "config.host", hint="IP access"),
    Row("limited", {"accessToken": peer.BUSY}, Reason.RATE_LIMITED, TLS, "config.host", hint="wait 4 s"),
    Row("limited", BY_TOKEN, Reason.TIMEOUT, AUTHORIZED, "config.httpPath", at(peer.SLOW), hint="queue"),
)  # fmt: skip


def probed(
    running: VendorNetwork, auth: Mapping[str, Any] = BY_TOKEN, config: Mapping[str, Any] | None = None, **how: Any
) -> ProbeResult:
    running.answers(peer.workspace, peer.HOST)
    return running.probe("databricks", {**CONFIG, **(config or {})}, auth, **how)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_scripted_from_the_vendors_page(vendor_network: VendorNetwork, row: Row) -> None:
    result = probed(vendor_network, row.auth, row.config, auth_method=row.auth_method)
    assert (result.success, result.reason, result.level) == (row.reason is None, row.reason, row.level), result
    if row.reason is None:
        assert passed(result) == GREEN
        assert (failed(result), result.warning) == ([], None)
        return
    assert (result.field, len(failed(result))) == (row.at, 1)
    assert result.hint
    assert row.hint in result.hint
    if row.level is Level.NONE:
        assert vendor_network.received == []


def test_no_cell_is_left_out() -> None:
    assert {row.cell for row in ROWS} == set(CELLS)


def test_a_warehouse_that_is_stopped_is_not_started(vendor_network: VendorNetwork) -> None:
    result = probed(vendor_network, config=at(peer.STOPPED))
    assert (result.success, result.level) == (True, AUTHORIZED)
    assert "stopped" in (result.warning or "")
    assert [received.method for received in vendor_network.received] == ["GET"]


def test_of_a_cluster_no_more_is_proven_than_that_it_may_be_seen(vendor_network: VendorNetwork) -> None:
    result = probed(vendor_network, config={"httpPath": f"sql/protocolv1/o/1234/{peer.CLUSTER}"})
    assert (result.success, result.level) == (True, AUTHORIZED)
    assert "SQL warehouse" in (result.warning or "")


class TestTheWayThere:
    @pytest.mark.parametrize("auth", [BY_TOKEN, BY_CLIENT], ids=["token", "client"])
    def test_a_host_that_does_not_exist(self, vendor_network: VendorNetwork, auth: dict[str, str]) -> None:
        result = vendor_network.probe("databricks", CONFIG, auth)
        assert (result.reason, result.field, failed(result)) == (Reason.DNS_NOT_FOUND, "config.host", ["resolve"])

    def test_a_closed_port(self, vendor_network: VendorNetwork, closed_port: int) -> None:
        vendor_network.port = closed_port
        result = probed(vendor_network)
        assert (result.reason, result.level) == (Reason.CONNECTION_REFUSED, Level.RESOLVED)

    def test_a_silent_peer(self, vendor_network: VendorNetwork, silent_port: int) -> None:
        vendor_network.port = silent_port
        result = probed(vendor_network, seconds=1.0)
        assert (result.reason, result.level) == (Reason.TIMEOUT, Level.REACHABLE)

    def test_an_address_that_the_guard_blocks(self, vendor_network: VendorNetwork) -> None:
        result = probed(vendor_network, allowed=False)
        assert (result.reason, failed(result), vendor_network.received) == (Reason.EGRESS_DENIED, ["egress"], [])

    def test_a_certificate_that_nobody_trusts(
        self, vendor_authority: VendorAuthority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with network(vendor_authority.unknown, vendor_authority.ca, monkeypatch) as running:
            result = probed(running)
            assert (result.reason, result.level, running.received) == (Reason.TLS_UNTRUSTED, Level.REACHABLE, [])

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (Answer(200, body=b"<html>Sign in</html>"), Reason.PROTOCOL_MISMATCH),
            (Answer(303, {"Location": "https://evil.example/"}), Reason.PROTOCOL_MISMATCH),
            (Answer(503), Reason.PEER_ERROR),
        ],
        ids=lambda value: str(getattr(value, "status", "")),
    )
    def test_an_answer_that_is_no_workspaces(
        self, vendor_network: VendorNetwork, answer: Answer, reason: Reason
    ) -> None:
        vendor_network.answers(lambda _received: answer, peer.HOST)
        result = vendor_network.probe("databricks", CONFIG, BY_TOKEN)
        assert (result.reason, result.field, len(vendor_network.received)) == (reason, "config.host", 1)


@pytest.mark.parametrize(
    "host", ["evil.example", "databricks.com.evil.example", "a@x.databricks.com", "x.databricks.com:1"]
)
def test_a_token_goes_to_databricks_own_domains_alone(host: str) -> None:
    declared = connector_types()["databricks"].by_name["host"]
    assert out_of_grammar(declared, host)


def test_a_table_is_quoted_part_by_part() -> None:
    assert quoted("main.sales.orders") == "`main`.`sales`.`orders`"
    assert quoted("a`; drop table b") == "`a``; drop table b`"
