"""Neo4j: what a test says of a server scripted from Bolt's specification."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.packstream import Structure, packed, unpacked
from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes import bolt_peer
from tests.probes.probing import passed
from tests.probes.wire_peer import (
    CLEAR,
    DATABASE,
    Fields,
    Scripted,
    assert_refused,
    assert_strangers_are_named,
)

ALL = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
SERVER = Scripted("neo4j", bolt_peer.serve, {"database": DATABASE, "label": bolt_peer.LABEL})
NO_LOGIN = {"username": None, "password": None}


def of_version(major: int, minor: int) -> Scripted:
    return replace(SERVER, serve=functools.partial(bolt_peer.serve, version=(major, minor)))


@pytest.mark.parametrize("version", [(5, 8), (5, 4), (5, 1), (5, 0), (4, 4), (4, 2)])
def test_each_version_is_proven_up_to_a_node(certificates: Certificates, version: tuple[int, int]) -> None:
    result = of_version(*version).probe(certificates)
    assert result.success, result
    assert (result.level, passed(result), result.warning) == (Level.RESOURCE_READABLE, ALL, None)
    assert result.steps[-1].message == "logged in and read Customer"


def test_a_server_of_another_version(certificates: Certificates) -> None:
    assert_refused(of_version(3, 0).probe(certificates), Reason.UNSUPPORTED, "config.host", "authenticate")


def test_a_token_of_a_single_sign_on(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, {}, NO_LOGIN | {"token": bolt_peer.TOKEN}, auth_method="bearer_token").success
    wrong = SERVER.probe(certificates, {}, NO_LOGIN | {"token": "another-CANARY"}, auth_method="bearer_token")
    assert_refused(wrong, Reason.AUTHENTICATION_FAILED, "authConfig.token", "authenticate")
    assert "another-CANARY" not in wrong.message


def test_the_home_database_and_nodes_that_are_not_there(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, {"database": None, "label": None}).success
    none = SERVER.probe(certificates, {"label": "Nobody"})
    assert none.success
    assert "no node with the label Nobody" in (none.warning or "")


@pytest.mark.parametrize(
    ("scheme", "shown", "reason"),
    [
        ("neo4j+s", "server", None),
        ("bolt+ssc", "unknown", Reason.TLS_REQUIRED),  # what is not verified is not shown the password
        ("neo4j+s", "unknown", Reason.TLS_UNTRUSTED),
    ],
)
def test_the_scheme_says_how_tls_is_verified(
    certificates: Certificates, scheme: str, shown: str, reason: Reason | None
) -> None:
    with SERVER.running(getattr(certificates, shown)) as server:
        authorities = {"caCertificate": certificates.ca.read_text() if scheme == "neo4j+s" else None}
        url = {"connectionString": f"{scheme}://127.0.0.1:{server.port}/analytics"}
        whole = {"host": None, "port": None, "sslMode": None, "database": None} | authorities | url
        result = SERVER.probe(certificates, whole, allow=(f"127.0.0.1:{server.port}",))
    assert result.reason is reason, result


REFUSALS: list[tuple[Fields, Fields, Reason, str, str]] = [
    ({}, {"password": "wrong-CANARY-2"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, "authConfig.password", "authenticate"),
    ({}, {"username": "expired"}, Reason.CREDENTIAL_EXPIRED, "authConfig.password", "authenticate"),
    ({}, {"username": "hasty"}, Reason.RATE_LIMITED, "authConfig.password", "authenticate"),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, "authConfig.password", "config"),
    ({}, {"username": None}, Reason.CREDENTIAL_MISSING, "authConfig.username", "config"),
    ({"database": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, "config.database", "authorize"),
    ({"label": "Secret"}, {}, Reason.PERMISSION_DENIED, "config.label", "resource"),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, auth, *expected = case
    assert_refused(SERVER.probe(certificates, config, auth), *expected)


def test_in_clear_text_by_choice(certificates: Certificates) -> None:
    assert SERVER.probe(certificates, CLEAR, tls=False).success


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_packed_is_read_again(value: Any) -> None:
    assert unpacked(packed(Structure(1, (value,)))) == Structure(1, (value,))


@given(st.binary(max_size=64))
def test_bytes_of_a_stranger_raise_what_is_expected(data: bytes) -> None:
    try:
        unpacked(data)
    except (ValueError, LookupError, OSError):
        return
    except Exception as error:
        assert type(error).__name__ == "error"  # noqa: PT017  # struct.error
