"""Db2: what a test says of a server scripted from the DRDA standard."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes import drda_peer
from tests.probes.probing import passed
from tests.probes.wire_peer import CLEAR, DATABASE, Fields, Scripted, assert_refused, assert_strangers_are_named

ALL = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize"]
SERVER = Scripted("db2", drda_peer.serve, {"database": DATABASE})


def test_right_credentials_open_the_database(certificates: Certificates) -> None:
    result = SERVER.probe(certificates)
    assert result.success, result
    assert (result.level, passed(result), result.warning) == (Level.AUTHORIZED, ALL, None)
    assert SERVER.probe(certificates, CLEAR, tls=False).success


def test_a_server_that_wants_the_password_encrypted(certificates: Certificates) -> None:
    encrypting = replace(SERVER, serve=functools.partial(drda_peer.serve, mechanism=9))
    assert_refused(encrypting.probe(certificates), Reason.UNSUPPORTED, "authMethod", "authenticate")


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "unknown"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "revoked"}, Reason.AUTHENTICATION_FAILED, "authConfig.username", "authenticate"),
    ({}, {"username": "expired"}, Reason.CREDENTIAL_EXPIRED, "authConfig.password", "authenticate"),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "config"),
    ({}, {"password": "日本-CANARY"}, Reason.INVALID_CONFIG, "authConfig.password", "config"),
    ({"database": None}, {}, Reason.INVALID_CONFIG, "config.database", "config"),
    ({"database": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", "authorize"),
    ({"database": "private"}, {}, Reason.PERMISSION_DENIED, "config.database", "authorize"),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    assert_refused(SERVER.probe(certificates, config, auth), *expected)


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)
