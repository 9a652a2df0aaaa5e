"""SAP HANA: what a test says of a server scripted from SAP's own client."""

from __future__ import annotations

from typing import Any

import pytest

from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes import hana_peer
from tests.probes.probing import passed
from tests.probes.wire_peer import CLEAR, TABLE, Fields, Scripted, assert_refused, assert_strangers_are_named

ALL = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
SERVER = Scripted("hana", hana_peer.serve, {"table": TABLE})


def test_right_credentials_are_proven_up_to_a_row(certificates: Certificates) -> None:
    result = SERVER.probe(certificates)
    assert result.success, result
    assert (result.level, passed(result), result.warning) == (Level.RESOURCE_READABLE, ALL, None)
    assert SERVER.probe(certificates, {"table": None}).success
    assert SERVER.probe(certificates, {"table": "empty"}).warning == "The table empty is empty."


def test_in_clear_text_the_password_is_not_shown(certificates: Certificates) -> None:
    result = SERVER.probe(certificates, CLEAR, tls=False)
    assert result.success, result
    assert "clear text" in (result.warning or "")


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "locked"}, Reason.AUTHENTICATION_FAILED, "authConfig.username", "authenticate"),
    ({}, {"username": "old"}, Reason.CREDENTIAL_EXPIRED, "authConfig.password", "authenticate"),
    ({}, {"username": "n" * 250}, Reason.INVALID_CONFIG, "authConfig.username", "config"),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "config"),
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
