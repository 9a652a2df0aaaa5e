"""Cassandra and ScyllaDB: what a test says of a node scripted from CQL's native protocol."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes import cql_peer
from tests.probes.probing import passed
from tests.probes.wire_peer import (
    CLEAR,
    DATABASE,
    TABLE,
    Fields,
    Line,
    Scripted,
    assert_refused,
    assert_strangers_are_named,
)

ALL = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
SERVER = Scripted("cassandra", cql_peer.serve, {"keyspace": DATABASE, "table": TABLE})


def with_authenticator(name: str | None) -> Scripted:
    return replace(SERVER, serve=functools.partial(cql_peer.serve, authenticator=name))


@pytest.mark.parametrize("type_name", ["cassandra", "scylladb"])
@pytest.mark.parametrize("mode", ["verify-full", None])
def test_right_credentials_are_proven_up_to_a_row(certificates: Certificates, type_name: str, mode: str | None) -> None:
    result = SERVER.as_type(type_name).probe(certificates, {"sslMode": mode})
    assert result.success, result
    assert (result.level, passed(result), result.warning) == (Level.RESOURCE_READABLE, ALL, None)
    assert result.steps[-1].message == "logged in and read orders"


def test_the_table_may_name_its_keyspace_and_both_may_be_left_out(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, {"keyspace": None, "table": f"{DATABASE}.{TABLE}"}).success
    assert SERVER.probe(certificates, {"table": None}).success
    assert SERVER.probe(certificates, {"table": None, "keyspace": None}).success
    assert SERVER.probe(certificates, {"table": "empty"}).warning == "The table empty is empty."


def test_the_authenticators_of_others(certificates: Certificates) -> None:
    assert with_authenticator("com.datastax.bdp.cassandra.auth.DseAuthenticator").probe(certificates).success
    assert with_authenticator("com.scylladb.auth.TransitionalAuthenticator").probe(certificates).success
    assert with_authenticator(None).probe(certificates).success
    kerberos = with_authenticator("com.example.KerberosAuthenticator").probe(certificates)
    assert_refused(kerberos, Reason.UNSUPPORTED, "authMethod", "authenticate")


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": None, "password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "authenticate"),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "config"),
    ({"keyspace": None}, {}, Reason.INVALID_CONFIG, "config.database", "config"),
    ({"keyspace": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", "authorize"),
    ({"table": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", "resource"),
    ({"table": "payroll"}, {}, Reason.PERMISSION_DENIED, "config.table", "resource"),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    assert_refused(SERVER.probe(certificates, config, auth), *expected)


def test_in_clear_text_the_password_is_shown_by_choice_alone(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, CLEAR, tls=False).success
    shown = SERVER.probe(certificates, {"sslMode": None, "caCertificate": None}, shown=certificates.unknown)
    assert_refused(shown, Reason.TLS_REQUIRED, "config.sslMode", "authenticate")


@pytest.mark.parametrize(("code", "reason"), [(0x1001, Reason.RATE_LIMITED), (0x000A, Reason.PROTOCOL_MISMATCH)])
def test_a_node_that_takes_nobody(certificates: Certificates, code: int, reason: Reason) -> None:
    def refuse(line: Line) -> None:
        cql_peer.hear(line)
        cql_peer.say(line, 0, cql_peer.error(code, "no"))

    assert replace(SERVER, serve=refuse).probe(certificates).reason is reason


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)
