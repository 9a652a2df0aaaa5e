"""SQL Server, Synapse and Fabric: what a test says of a server scripted from [MS-TDS]."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, Received, serving
from tests.probes import tds_peer
from tests.probes.probing import passed, steps
from tests.probes.wire_peer import (
    CLEAR,
    DATABASE,
    Fields,
    Line,
    Scripted,
    assert_refused,
    assert_strangers_are_named,
)

ALL = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
SERVER = Scripted("mssql", tds_peer.serve, {"database": DATABASE, "table": "dbo.orders"}, announced=True)
STRICT = replace(SERVER, serve=functools.partial(tds_peer.serve, strict=True), announced=False)
PRINCIPAL = {"tenantId": "acme.example", "clientId": "app-1", "clientSecret": "s3cret-CANARY"}
NO_LOGIN = {"username": None, "password": None}


def assert_proven(result: ProbeResult) -> None:
    assert result.success, result
    assert result.level is Level.RESOURCE_READABLE
    assert passed(result) == ALL
    assert result.steps[-1].message == "logged in and read dbo.orders"


@pytest.mark.parametrize("type_name", ["mssql", "synapse"])
@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "require", None])
def test_a_sql_login_is_proven_up_to_a_row(certificates: Certificates, type_name: str, mode: str | None) -> None:
    result = SERVER.as_type(type_name).probe(certificates, {"sslMode": mode})
    assert_proven(result)
    assert result.warning is None


def test_strict_encryption_begins_with_tls(certificates: Certificates) -> None:
    assert_proven(STRICT.probe(certificates, {"strictEncryption": True}))


def test_the_default_database_and_its_catalogue(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, {"database": None, "table": None}).success
    empty = SERVER.probe(certificates, {"table": "dbo.empty"})
    assert empty.warning == "The table dbo.empty is empty."


def test_a_connection_string_says_it_all(certificates: Certificates) -> None:
    url = "mssql://reader:p%40ss-CANARY-%C3%BC1@127.0.0.1:{}/analytics"
    with SERVER.running(certificates.server) as server:
        config = {"host": None, "port": None, "database": None, "connectionString": url.format(server.port)}
        result = SERVER.probe(certificates, config, NO_LOGIN, allow=(f"127.0.0.1:{server.port}",))
    assert result.success, result


def entra(received: Received) -> Answer:
    assert received.path == "/acme.example/oauth2/v2.0/token"
    if b"client_secret=s3cret-CANARY" not in received.body:
        return Answer(401, body=json.dumps({"error": "invalid_client", "error_codes": [7000215]}).encode())
    assert b"scope=https%3A%2F%2Fdatabase.windows.net%2F.default" in received.body
    token = tds_peer.TOKEN if b"client_id=app-1" in received.body else "of-another"
    return Answer(200, {"Content-Type": "application/json"}, json.dumps({"access_token": token}).encode())


@pytest.mark.parametrize("type_name", ["mssql", "synapse", "fabric"])
@pytest.mark.parametrize(
    ("auth", "reason", "at"),
    [
        ({}, None, None),
        ({"clientSecret": "wrong"}, Reason.AUTHENTICATION_FAILED, "authConfig.clientSecret"),
        ({"clientId": "app-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.clientId"),
        ({"clientSecret": None}, Reason.CREDENTIAL_MISSING, "authConfig.clientSecret"),
    ],
)
def test_an_entra_application_logs_in_by_its_token(
    certificates: Certificates, type_name: str, auth: Fields, reason: Reason | None, at: str | None
) -> None:
    with serving() as authority:
        authority.script = entra
        result = SERVER.as_type(type_name).probe(
            certificates,
            {"authority": f"http://127.0.0.1:{authority.port}"},
            NO_LOGIN | PRINCIPAL | auth,
            auth_method="entra_application",
            allow=(f"127.0.0.1:{authority.port}",),
        )
    assert (result.reason, result.field) == (reason, at), result
    assert "CANARY" not in json.dumps(result.to_wire())
    if reason is None:
        assert_proven(result)


def test_azure_sends_a_login_on_to_another_node(certificates: Certificates) -> None:
    with SERVER.running(certificates.server) as node:
        gateway = replace(SERVER, serve=functools.partial(tds_peer.serve, route=("localhost", node.port)))
        result = gateway.probe(certificates, allow=(f"localhost:{node.port}",))
        assert_proven(result)
        refused = gateway.probe(certificates)
    assert_refused(refused, Reason.EGRESS_DENIED, "config.host", "authenticate")


def test_a_server_that_sends_on_for_ever_is_left(certificates: Certificates) -> None:
    def ring(line: Line) -> None:
        tds_peer.serve(line, route=("localhost", port[0]))

    port = [0]
    server = replace(SERVER, serve=ring)
    with server.running(certificates.server) as running:
        port[0] = running.port
        result = server.probe(certificates, {"port": running.port})
    assert_refused(result, Reason.PEER_ERROR, "config.host", "authenticate")


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "locked"}, Reason.AUTHENTICATION_FAILED, "authConfig.username", "authenticate"),
    ({}, {"username": "off"}, Reason.AUTHENTICATION_FAILED, "authConfig.username", "authenticate"),
    ({}, {"username": "expired"}, Reason.CREDENTIAL_EXPIRED, "authConfig.password", "authenticate"),
    ({}, {"username": None}, Reason.CREDENTIAL_MISSING, "authConfig.username", "config"),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "config"),
    ({"database": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", "authorize"),
    ({"database": "firewalled"}, {}, Reason.PERMISSION_DENIED, "config.host", "authenticate"),
    ({"table": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", "resource"),
    ({"table": "payroll"}, {}, Reason.PERMISSION_DENIED, "config.table", "resource"),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
    (CLEAR, {}, Reason.TLS_REQUIRED, "config.sslMode", "authenticate"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    result = SERVER.probe(certificates, config, auth)
    assert_refused(result, *expected)
    assert "10.1.2.3" not in result.message


def test_a_server_without_tls(certificates: Certificates) -> None:
    assert_refused(SERVER.probe(certificates, tls=False), Reason.TLS_REQUIRED, "config.sslMode", "tls")
    shown = SERVER.probe(certificates, {"sslMode": None, "caCertificate": None}, tls=False)
    assert_refused(shown, Reason.TLS_REQUIRED, "config.sslMode", "authenticate")
    chosen = SERVER.probe(certificates, CLEAR, tls=False)
    assert chosen.success, chosen
    assert "clear text" in (chosen.warning or "")


@pytest.mark.parametrize("name", ["expired", "wrong_name", "unknown"])
def test_certificates_that_are_wrong(certificates: Certificates, name: str) -> None:
    expected = {"expired": Reason.TLS_EXPIRED, "wrong_name": Reason.TLS_NAME_MISMATCH, "unknown": Reason.TLS_UNTRUSTED}
    result = SERVER.probe(certificates, shown=getattr(certificates, name))
    assert_refused(result, expected[name], "config.host", "tls")
    assert list(steps(result))[-1] == "tls"


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)
