"""Hive: what a test says of a HiveServer2 scripted from its Thrift definition."""

from __future__ import annotations

import functools
import struct
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.thrift_binary import reply
from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes import hive_peer
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
SERVER = Scripted("hive", hive_peer.serve, {"database": DATABASE, "table": TABLE})


def test_right_credentials_are_proven_up_to_a_row(certificates: Certificates) -> None:
    result = SERVER.probe(certificates)
    assert result.success, result
    assert (result.level, passed(result), result.warning) == (Level.RESOURCE_READABLE, ALL, None)
    assert SERVER.probe(certificates, {"database": None, "table": None}).success
    assert SERVER.probe(certificates, CLEAR, tls=False).success


def test_an_empty_table_passes_with_a_warning(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, {"table": "empty"}).warning == "The table empty is empty."


def test_a_server_that_checks_nobody_is_said_to(certificates: Certificates) -> None:
    lax = replace(SERVER, serve=functools.partial(hive_peer.serve, checks=False))
    result = lax.probe(certificates, {}, {"username": None, "password": None})
    assert result.success
    assert "whoever says a name" in (result.warning or "")


def test_a_server_of_kerberos(certificates: Certificates) -> None:
    strict = replace(SERVER, serve=functools.partial(hive_peer.serve, mechanisms=(b"GSSAPI",)))
    assert_refused(strict.probe(certificates), Reason.UNSUPPORTED, "authMethod", "authenticate")


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({"database": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", "authorize"),
    ({"table": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.table", "resource"),
    ({"table": "payroll"}, {}, Reason.PERMISSION_DENIED, "config.table", "resource"),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    assert_refused(SERVER.probe(certificates, config, auth), *expected)


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)


@given(st.binary(max_size=64).map(lambda tail: struct.pack(">Ii", 0x80010002, 0) + tail))
def test_bytes_of_a_stranger_raise_what_is_expected(data: bytes) -> None:
    try:
        reply(data)
    except (ValueError, struct.error):
        return
