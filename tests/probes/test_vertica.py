"""Vertica: what a test says of a server scripted from its own client."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes import vertica_peer
from tests.probes.probing import passed
from tests.probes.wire_peer import (
    CLEAR,
    DATABASE,
    TABLE,
    Fields,
    Scripted,
    assert_refused,
    assert_strangers_are_named,
)

ALL = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
SERVER = Scripted("vertica", vertica_peer.serve, {"database": DATABASE, "table": TABLE}, announced=True)


def by(method: int) -> Scripted:
    return replace(SERVER, serve=functools.partial(vertica_peer.serve, method=method))


@pytest.mark.parametrize("method", [vertica_peer.CLEARTEXT, vertica_peer.MD5, vertica_peer.SHA512])
def test_each_way_of_asking_for_the_password(certificates: Certificates, method: int) -> None:
    result = by(method).probe(certificates)
    assert result.success, result
    assert (result.level, passed(result)) == (Level.RESOURCE_READABLE, ALL)
    assert result.warning == "The server says that the password expires soon."


def test_in_clear_text_a_digest_is_answered_and_the_password_is_not(certificates: Certificates) -> None:
    lenient: Fields = {"sslMode": None, "caCertificate": None}
    assert by(vertica_peer.SHA512).probe(certificates, lenient, tls=False).success
    shown = by(vertica_peer.CLEARTEXT).probe(certificates, lenient, tls=False)
    assert_refused(shown, Reason.TLS_REQUIRED, "config.sslMode", "authenticate")
    assert by(vertica_peer.CLEARTEXT).probe(certificates, CLEAR, tls=False).success


def test_the_catalogue_and_an_empty_table(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, {"table": None}).success
    assert "The table empty is empty." in (SERVER.probe(certificates, {"table": "empty"}).warning or "")


@pytest.mark.parametrize("method", [2, 7, 12])
def test_methods_of_others(certificates: Certificates, method: int) -> None:
    assert_refused(by(method).probe(certificates), Reason.UNSUPPORTED, "authMethod", "authenticate")


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "expired"}, Reason.CREDENTIAL_EXPIRED, "authConfig.password", "authenticate"),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "authenticate"),
    ({"database": None}, {}, Reason.INVALID_CONFIG, "config.database", "config"),
    ({"database": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", "authenticate"),
    ({"table": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", "resource"),
    ({"table": "payroll"}, {}, Reason.PERMISSION_DENIED, "config.table", "resource"),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    assert_refused(SERVER.probe(certificates, config, auth), *expected)


def test_a_server_without_tls(certificates: Certificates) -> None:
    assert_refused(SERVER.probe(certificates, tls=False), Reason.TLS_REQUIRED, "config.sslMode", "tls")


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)
