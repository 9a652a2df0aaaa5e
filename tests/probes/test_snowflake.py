"""Snowflake against a peer scripted from its SQL API's pages and its drivers' source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.protocols.snowflake_account import canonical
from probes.result import Level, ProbeResult, Reason
from tests.peers import saas_snowflake as peer
from tests.peers.http_peer import Answer
from tests.peers.saas_network import VendorAuthority, VendorNetwork, network
from tests.peers.saas_snowflake import HOSTS, Snowflake
from tests.probes.probing import failed, passed

CONFIG = {
    "account": "xy12345.us-east-1",
    "warehouse": "COMPUTE_WH",
    "database": "ANALYTICS",
    "sourceTable": "PUBLIC.ORDERS",
}
BY_PASSWORD = {"username": peer.USER, "password": peer.PASSWORD}
BY_KEY = {"username": peer.USER, "privateKey": peer.pem(peer.KEY)}
BY_TOKEN = {"accessToken": peer.OAUTH}
GREEN = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
TLS, AUTHENTICATED, AUTHORIZED, READABLE = (
    Level.TLS,
    Level.AUTHENTICATED,
    Level.AUTHORIZED,
    Level.RESOURCE_READABLE,
)


@dataclass(frozen=True)
class Row:
    """One cell: what is given beside CONFIG, and what the test must say. `reason` None is a success."""

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
    Row("right", BY_PASSWORD, None, READABLE),
    Row("right", BY_PASSWORD, None, READABLE, auth_method="password"),
    Row("right", BY_KEY, None, READABLE),
    Row("right", BY_KEY | {"username": "ada"}, None, READABLE, auth_method="key_pair"),
    Row("right", BY_KEY | {"privateKey": peer.pem(peer.KEY, "open sesame"), "privateKeyPassphrase": "open sesame"},
        None, READABLE),
    Row("right", BY_KEY | {"privateKey": peer.pem(peer.KEY).replace("\n", "\\n")}, None, READABLE),
    Row("right", BY_TOKEN, None, READABLE),
    Row("right", BY_TOKEN, None, READABLE, auth_method="oauth_token"),
    Row("right", {"accessToken": peer.PROGRAMMATIC}, None, READABLE, auth_method="programmatic_access_token"),
    Row("right", BY_KEY, None, READABLE, config={"account": "ACME_prod-1"}),
    Row("right", BY_PASSWORD, None, READABLE, config={"account": "xy12345.us-east-1.snowflakecomputing.com"}),
    Row("right", BY_KEY, None, READABLE,
        config={"warehouse": "compute_wh", "database": '"ANALYTICS"', "role": "public"}),
    Row("wrong", BY_PASSWORD | {"password": "not-the-password"}, Reason.AUTHENTICATION_FAILED, TLS,
        "authConfig.password", hint="SERVICE"),
    Row("wrong", BY_PASSWORD | {"username": peer.LOCKED_USER}, Reason.AUTHENTICATION_FAILED, TLS,
        "authConfig.username", hint="unlock"),
    Row("wrong", BY_PASSWORD | {"username": peer.MFA_USER}, Reason.UNSUPPORTED, TLS, "authMethod", hint="key pair"),
    Row("wrong", BY_KEY | {"privateKey": peer.pem(peer.OTHER_KEY)}, Reason.AUTHENTICATION_FAILED, TLS,
        "authConfig.privateKey", hint="RSA_PUBLIC_KEY"),
    Row("wrong", BY_KEY | {"username": "GRACE"}, Reason.AUTHENTICATION_FAILED, TLS, "authConfig.privateKey"),
    Row("wrong", BY_KEY | {"privateKey": peer.pem(peer.KEY, "open sesame"), "privateKeyPassphrase": "close"},
        Reason.AUTHENTICATION_FAILED, Level.NONE, "authConfig.privateKeyPassphrase"),
    Row("wrong", BY_KEY | {"privateKey": "no PEM"}, Reason.INVALID_CONFIG, Level.NONE, "authConfig.privateKey"),
    Row("wrong", {"accessToken": "ver:1-hint:nobodys"}, Reason.AUTHENTICATION_FAILED, TLS, "authConfig.accessToken"),
    Row("wrong", {"accessToken": peer.EXPIRED}, Reason.CREDENTIAL_EXPIRED, TLS, "authConfig.accessToken"),
    Row("missing", {}, Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.username"),
    Row("missing", {"username": peer.USER}, Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.password"),
    Row("missing", {"username": peer.USER}, Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.privateKey",
        auth_method="key_pair"),
    Row("missing", BY_KEY | {"privateKey": peer.pem(peer.KEY, "open sesame")}, Reason.CREDENTIAL_MISSING, Level.NONE,
        "authConfig.privateKeyPassphrase"),
    Row("missing", BY_PASSWORD, Reason.INVALID_CONFIG, Level.NONE, "config.warehouse", {"warehouse": ""}),
    Row("missing", BY_PASSWORD, Reason.UNSUPPORTED, Level.NONE, "authMethod", auth_method="kerberos"),
    Row("absent", BY_PASSWORD, Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.sourceTable",
        {"sourceTable": "PUBLIC.NOTHING"}, hint="case-sensitive"),
    Row("absent", BY_KEY, Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.sourceTable", {"sourceTable": '"Orders"'}),
    Row("absent", BY_PASSWORD, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.warehouse", {"warehouse": "NO_WH"}),
    Row("absent", BY_PASSWORD, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.database", {"database": "NO_DB"}),
    Row("absent", BY_KEY, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.warehouse", {"warehouse": "NO_WH"}),
    Row("absent", BY_TOKEN, Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.database", {"database": "NO_DB"}),
    Row("absent", BY_PASSWORD, Reason.RESOURCE_NOT_FOUND, TLS, "config.account", {"account": "zz99999"}, hint="region"),
    Row("absent", BY_KEY, Reason.RESOURCE_NOT_FOUND, TLS, "config.account", {"account": "zz99999"}, hint="region"),
    Row("permission", BY_PASSWORD, Reason.PERMISSION_DENIED, AUTHORIZED, "config.sourceTable",
        {"sourceTable": "PUBLIC.PAYROLL", "role": "PUBLIC"}, hint="GRANT SELECT"),
    Row("permission", BY_KEY, Reason.PERMISSION_DENIED, AUTHORIZED, "config.sourceTable",
        {"sourceTable": "PUBLIC.PAYROLL", "role": "PUBLIC"}, hint="GRANT SELECT"),
    Row("permission", BY_PASSWORD, Reason.PERMISSION_DENIED, AUTHENTICATED, "config.role", {"role": "OWNER"},
        hint="GRANT ROLE"),
    Row("permission", BY_KEY, Reason.PERMISSION_DENIED, AUTHENTICATED, "config.role", {"role": "OWNER"}),
    Row("permission", BY_PASSWORD | {"username": peer.FAR_USER}, Reason.PERMISSION_DENIED, TLS, "config.account",
        hint="network policy"),
    Row("limited", BY_PASSWORD | {"username": peer.BUSY_USER}, Reason.RATE_LIMITED, TLS, "config.account", hint="wait"),
    Row("limited", {"accessToken": peer.BUSY}, Reason.RATE_LIMITED, TLS, "config.account", hint="wait 3 s"),
)  # fmt: skip


def probed(
    running: VendorNetwork, auth: Mapping[str, Any] = BY_PASSWORD, config: Mapping[str, Any] | None = None, **how: Any
) -> tuple[ProbeResult, Snowflake]:
    account = Snowflake()
    running.answers(account, *HOSTS, "zz99999.snowflakecomputing.com")
    return running.probe("snowflake", {**CONFIG, **(config or {})}, auth, **how), account


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_scripted_from_the_vendors_page(vendor_network: VendorNetwork, row: Row) -> None:
    result, account = probed(vendor_network, row.auth, row.config, auth_method=row.auth_method)
    assert (result.success, result.reason, result.level) == (row.reason is None, row.reason, row.level), result
    assert account.open_sessions == {}, "a session was left open"
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


def test_no_statement_starts_a_warehouse(vendor_network: VendorNetwork) -> None:
    """Context functions are answered, and EXPLAIN is compiled, without one."""
    _result, account = probed(vendor_network, BY_KEY)
    assert [sql.split()[0] for sql in account.statements] == ["SELECT", "EXPLAIN"]
    assert "FROM" not in account.statements[0]
    _result, account = probed(vendor_network, BY_PASSWORD)
    assert [sql.split()[0] for sql in account.statements] == ["EXPLAIN"]


def test_a_password_goes_into_the_body_alone(vendor_network: VendorNetwork) -> None:
    probed(vendor_network)
    login = vendor_network.received[0]
    assert peer.PASSWORD not in f"{login.path} {login.query} {login.headers}"
    assert all(peer.PASSWORD.encode() not in received.body for received in vendor_network.received[1:])


@pytest.mark.parametrize("auth", [BY_PASSWORD, BY_TOKEN], ids=["session", "sql-api"])
class TestTheWayThere:
    def test_a_host_that_does_not_exist(self, vendor_network: VendorNetwork, auth: dict[str, str]) -> None:
        result = vendor_network.probe("snowflake", CONFIG, auth)
        assert (result.reason, result.field, failed(result)) == (Reason.DNS_NOT_FOUND, "config.account", ["resolve"])

    def test_a_closed_port(self, vendor_network: VendorNetwork, auth: dict[str, str], closed_port: int) -> None:
        vendor_network.port = closed_port
        result, _account = probed(vendor_network, auth)
        assert (result.reason, result.level) == (Reason.CONNECTION_REFUSED, Level.RESOLVED)

    def test_a_silent_peer(self, vendor_network: VendorNetwork, auth: dict[str, str], silent_port: int) -> None:
        vendor_network.port = silent_port
        result, _account = probed(vendor_network, auth, seconds=1.0)
        assert (result.reason, result.level) == (Reason.TIMEOUT, Level.REACHABLE)

    def test_an_address_that_the_guard_blocks(self, vendor_network: VendorNetwork, auth: dict[str, str]) -> None:
        result, _account = probed(vendor_network, auth, allowed=False)
        assert (result.reason, failed(result), vendor_network.received) == (Reason.EGRESS_DENIED, ["egress"], [])

    def test_a_certificate_that_nobody_trusts(
        self, vendor_authority: VendorAuthority, monkeypatch: pytest.MonkeyPatch, auth: dict[str, str]
    ) -> None:
        with network(vendor_authority.unknown, vendor_authority.ca, monkeypatch) as running:
            result, _account = probed(running, auth)
            assert (result.reason, result.level, running.received) == (Reason.TLS_UNTRUSTED, Level.REACHABLE, [])

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (Answer(200, body=b"<html>Sign in</html>"), Reason.PROTOCOL_MISMATCH),
            (Answer(200, body=b"[]"), Reason.PROTOCOL_MISMATCH),
            (Answer(302, {"Location": "https://evil.example/"}), Reason.PROTOCOL_MISMATCH),
            (Answer(513), Reason.RESOURCE_NOT_FOUND),
            (Answer(503, body=b"busy"), Reason.PEER_ERROR),
        ],
        ids=lambda value: str(getattr(value, "status", "")),
    )
    def test_an_answer_that_is_none_of_snowflakes(
        self, vendor_network: VendorNetwork, auth: dict[str, str], answer: Answer, reason: Reason
    ) -> None:
        vendor_network.answers(lambda _received: answer, *HOSTS)
        result = vendor_network.probe("snowflake", CONFIG, auth)
        assert (result.success, result.reason, failed(result)) == (False, reason, ["authenticate"])
        assert result.hint
        assert len(vendor_network.received) == 1


@pytest.mark.parametrize("account", ["evil.example/", "xy12345#", "a@b", "xy..z", "-x", "x y"])
def test_an_account_that_would_lead_elsewhere_is_refused(vendor_network: VendorNetwork, account: str) -> None:
    result, _account = probed(vendor_network, config={"account": account})
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.account")
    assert vendor_network.received == []


@pytest.mark.parametrize("name", ["a;drop table b", "a--", "a.b.c.d", "a b", '"a'])
def test_a_table_that_would_be_more_than_a_name_is_refused(vendor_network: VendorNetwork, name: str) -> None:
    result, _account = probed(vendor_network, config={"sourceTable": name})
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.sourceTable")
    assert vendor_network.received == []


def test_names_are_stored_in_upper_case_unless_they_are_quoted() -> None:
    assert (canonical("compute_wh"), canonical('"My wh"')) == ("COMPUTE_WH", "My wh")


def test_regions_of_china_have_a_domain_of_their_own(vendor_network: VendorNetwork) -> None:
    result = vendor_network.probe("snowflake", CONFIG | {"account": "xy12345.cn-northwest-1"}, BY_PASSWORD)
    assert "xy12345.cn-northwest-1.snowflakecomputing.cn" in result.message
