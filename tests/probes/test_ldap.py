"""LDAP: what a test says of a real OpenLDAP, and of directories that refuse in other ways."""

from __future__ import annotations

from typing import Any

import pytest

from probes.protocols import ber
from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.slapd import SlapdServer
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_each, assert_refused, probe_of

PASSWORD, USERNAME, HOST, BASE, MODE = (
    "authConfig.password",
    "authConfig.username",
    "config.host",
    "config.baseDn",
    "config.tlsMode",
)
CLEAR: Given = {"tlsMode": "none"}
NOBODY: Given = {"username": None, "password": None}


def probe(server: SlapdServer, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {
        "host": "127.0.0.1",
        "port": server.tls_port,
        "tlsMode": "implicit",
        "caCertificate": server.ca.read_text(),
        "baseDn": server.base,
    }
    return probe_of("ldap", whole, {"username": server.reader, "password": server.password}, config, auth, **more)


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_the_base_entry_is_read(slapd: SlapdServer, mode: str) -> None:
    port = slapd.tls_port if mode == "implicit" else slapd.port
    result = probe(slapd, {"port": port, "tlsMode": mode}, {})
    assert result.success, result
    assert passed(result)[-3:] == ["tls", "authenticate", "resource"]
    assert result.steps[-1].message == f"read the entry {slapd.base}"


def test_without_a_base_the_servers_own_entry_is_read(slapd: SlapdServer) -> None:
    assert probe(slapd, {"baseDn": None}, {}).steps[-1].message == "read the server's own entry (root DSE)"


REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"username": "cn=nobody,dc=example,dc=com"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"username": "reader"}, Reason.INVALID_CONFIG, USERNAME, Level.TLS),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, PASSWORD, Level.NONE),
    ({}, {"password": ""}, Reason.CREDENTIAL_MISSING, PASSWORD, Level.NONE),
    ({}, NOBODY, Reason.CREDENTIAL_MISSING, USERNAME, Level.NONE),
    ({"baseDn": "dc=absent"}, {}, Reason.RESOURCE_NOT_FOUND, BASE, Level.AUTHENTICATED),
    ({"baseDn": "no dn"}, {}, Reason.INVALID_CONFIG, BASE, Level.AUTHENTICATED),
    ({"baseDn": "ou=payroll,dc=example,dc=com"}, {}, Reason.PERMISSION_DENIED, BASE, Level.AUTHENTICATED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, HOST, Level.REACHABLE),
    (CLEAR, {}, Reason.UNREACHABLE, HOST, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(slapd: SlapdServer, refusal: Refusal) -> None:
    assert_each(lambda config, auth: probe(slapd, config, auth), refusal)


def test_a_server_that_takes_no_login_in_clear_text(slapd: SlapdServer) -> None:
    result = probe(slapd, {**CLEAR, "port": slapd.port}, {})
    assert_refused(result, Reason.TLS_REQUIRED, MODE, Level.REACHABLE)


def test_a_server_that_lets_nobody_in_without_a_login(slapd: SlapdServer) -> None:
    result = probe(slapd, {}, NOBODY, auth_method="none")
    assert_refused(result, Reason.CREDENTIAL_MISSING, USERNAME, Level.TLS)


def outcome(tag: int, code: int, text: str = "", number: int = 1) -> bytes:
    result = ber.sequence(ber.integer(code, ber.ENUMERATED), ber.octets(""), ber.octets(text), tag=tag)
    return ber.sequence(ber.integer(number), result)


def answering(server: SlapdServer, answer: bytes, **config: Any) -> ProbeResult:
    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(answer)
        conversation.hang()

    with peer(speak) as directory:
        return probe(server, {**CLEAR, "port": directory.port, **config}, {}, seconds=2.0)


AD = "80090308: LdapErr: DSID-0C09, AcceptSecurityContext error, data"
BINDS: list[tuple[int, str, Reason, str]] = [
    (51, "busy", Reason.RATE_LIMITED, HOST),
    (52, "", Reason.PEER_ERROR, HOST),
    (8, "", Reason.TLS_REQUIRED, MODE),
    (53, "", Reason.PERMISSION_DENIED, USERNAME),
    (49, f"{AD} 52e, v4563", Reason.AUTHENTICATION_FAILED, PASSWORD),
    (49, f"{AD} 532, v4563", Reason.CREDENTIAL_EXPIRED, PASSWORD),
    (49, f"{AD} 533, v4563", Reason.PERMISSION_DENIED, USERNAME),
    (49, f"{AD} 773, v4563", Reason.CREDENTIAL_EXPIRED, PASSWORD),
    (80, "", Reason.PEER_ERROR, HOST),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "reason", "at"), BINDS)
def test_each_code_has_its_meaning(slapd: SlapdServer, code: int, text: str, reason: Reason, at: str) -> None:
    assert_refused(answering(slapd, outcome(0x61, code, text)), reason, at, Level.REACHABLE)


def test_a_notice_of_disconnection_is_told(slapd: SlapdServer) -> None:
    assert_refused(answering(slapd, outcome(0x78, 52, "", 0)), Reason.PEER_ERROR, HOST, Level.REACHABLE)


def test_a_server_without_starttls_gets_no_password(slapd: SlapdServer) -> None:
    result = answering(slapd, outcome(0x78, 2), tlsMode="starttls")
    assert_refused(result, Reason.TLS_REQUIRED, MODE, Level.REACHABLE)


@pytest.mark.parametrize(
    "words",
    [b"HTTP/1.1 400 Bad\r\n\r\n", b"\x30\x03\x02\x01", b"\x30\x84\x7f\xff\xff\xff", b"\x30\x05\x02\x01\x01\x04\x00"],
)
def test_a_peer_of_another_protocol(slapd: SlapdServer, words: bytes) -> None:
    result = answering(slapd, words + b"\xff" * 20)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)
