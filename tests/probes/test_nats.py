"""NATS: every way of logging in at a real nats-server, and what it refuses."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.messaging import NatsServers
from tests.peers.nats import nats_server
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_each, assert_refused, probe_of

PASSWORD, HOST, STREAM, SUBJECT = "authConfig.password", "config.host", "config.stream", "config.subject"
CLEAR: Given = {"tlsMode": "none"}
NOBODY: Given = {"username": None, "password": None}


def probe(servers: NatsServers, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {
        "host": "127.0.0.1",
        "port": servers.port,
        "caCertificate": servers.ca.read_text(),
        "subject": "orders.>",
        "stream": "ORDERS",
    }
    return probe_of("nats", whole, {"username": servers.reader, "password": servers.password}, config, auth, **more)


def test_a_stream_is_read(nats_servers: NatsServers) -> None:
    result = probe(nats_servers, {}, {})
    assert result.success, result
    assert passed(result)[-4:] == ["tls", "authenticate", "authorize", "resource"]
    assert result.steps[-1].message == "the stream ORDERS may be read and holds 0 messages"


def test_an_nkey_signs_and_a_credentials_file_too(nats_servers: NatsServers) -> None:
    nothing = {"stream": None, "subject": None}
    by_key = probe(nats_servers, nothing, {**NOBODY, "nkeySeed": nats_servers.key.seed}, auth_method="nkey")
    assert (by_key.success, by_key.level) == (True, Level.AUTHENTICATED), by_key
    creds = nats_servers.operator.creds()
    where = {**nothing, "port": nats_servers.operated, "subject": "any.thing"}
    by_file = probe(nats_servers, where, {**NOBODY, "creds": creds})
    assert (by_file.success, by_file.level) == (True, Level.RESOURCE_READABLE), by_file
    assert not any(part in str(by_file.to_wire()) for part in creds.split() if len(part) > 30)


def test_a_credentials_file_that_is_over(nats_servers: NatsServers) -> None:
    creds = nats_servers.operator.creds(expires=int(time.time()) - 10)
    where = {"port": nats_servers.operated}
    result = probe(nats_servers, where, {**NOBODY, "creds": creds})
    assert result.reason in (Reason.CREDENTIAL_EXPIRED, Reason.AUTHENTICATION_FAILED), result
    assert (result.field, result.level) == ("authConfig.creds", Level.TLS)


def test_a_token_and_a_server_without_jetstream(nats_servers: NatsServers) -> None:
    with nats_server({"authorization": {"token": "t0ken-of-nats"}}) as port:
        where = {**CLEAR, "port": port, "stream": None}
        good = probe(nats_servers, where, {**NOBODY, "token": "t0ken-of-nats"})
        assert good.success, good
        assert good.warning == "tlsMode is none: the password and all data cross the network in clear text."
        bad = probe(nats_servers, where, {**NOBODY, "token": "another-token"})
        assert_refused(bad, Reason.AUTHENTICATION_FAILED, "authConfig.token", Level.REACHABLE)
        no_jetstream = probe(nats_servers, {**where, "stream": "ORDERS"}, {**NOBODY, "token": "t0ken-of-nats"})
        assert_refused(no_jetstream, Reason.UNSUPPORTED, STREAM, Level.AUTHORIZED)
        no_tls = probe(nats_servers, {"port": port}, {})
        assert_refused(no_tls, Reason.TLS_REQUIRED, "config.tlsMode", Level.REACHABLE)


def full(servers: NatsServers) -> ProbeResult:
    """A server while the one connection that it admits is open."""
    with nats_server({"max_connections": 1}) as port, _admitted(port):
        return probe(servers, {**CLEAR, "port": port}, {})


def _admitted(port: int) -> socket.socket:
    """A connection that the server lets in: it may still be busy with the end of the one before."""
    for _ in range(100):
        first = socket.create_connection(("127.0.0.1", port), 5)
        first.sendall(b'CONNECT {"verbose":false}\r\nPING\r\n')
        got = b""
        with contextlib.suppress(OSError):
            while b"PONG" not in got and (more := first.recv(4096)):
                got += more
        if b"PONG" in got:
            return first
        first.close()
    raise AssertionError("the server admits nobody")


def test_a_server_that_is_full(nats_servers: NatsServers) -> None:
    assert_refused(full(nats_servers), Reason.RATE_LIMITED, HOST, Level.REACHABLE)


def test_a_server_that_wants_a_client_certificate(nats_servers: NatsServers, certificates: Certificates) -> None:
    card = {
        "clientCertificate": certificates.client.certificate.read_text(),
        "clientKey": certificates.client.key.read_text(),
    }
    with nats_server({}, certificates.server, verify=certificates.ca) as port:
        where = {"port": port, "stream": None}
        with_card = probe(nats_servers, where, {**NOBODY, **card}, auth_method="client_certificate")
        assert with_card.success, with_card
        without = probe(nats_servers, where, {})
        assert without.reason is Reason.CREDENTIAL_MISSING, without


REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, PASSWORD, Level.NONE),
    ({}, NOBODY, Reason.CREDENTIAL_MISSING, "authConfig", Level.TLS),
    ({"subject": "payroll.>"}, {}, Reason.PERMISSION_DENIED, SUBJECT, Level.AUTHENTICATED),
    ({"stream": "NONE"}, {}, Reason.RESOURCE_NOT_FOUND, STREAM, Level.AUTHORIZED),
    ({"stream": "PAYROLL"}, {}, Reason.PERMISSION_DENIED, STREAM, Level.AUTHORIZED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, HOST, Level.REACHABLE),
    (CLEAR, {}, Reason.TLS_REQUIRED, "config.tlsMode", Level.REACHABLE),
    ({}, {**NOBODY, "nkeySeed": "SUAAAA"}, Reason.INVALID_CONFIG, "authConfig.nkeySeed", Level.NONE),
    ({}, {**NOBODY, "creds": "no file"}, Reason.INVALID_CONFIG, "authConfig.creds", Level.NONE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(nats_servers: NatsServers, refusal: Refusal) -> None:
    assert_each(lambda config, auth: probe(nats_servers, config, auth), refusal)


@pytest.mark.parametrize(
    "words", [b"HTTP/1.1 400 Bad\r\n\r\n", b"INFO {\r\n", b"INFO []\r\n", b"x" * 40_000, b"\xff\xff\r\n"]
)
def test_a_peer_of_another_protocol(nats_servers: NatsServers, words: bytes) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe(nats_servers, {**CLEAR, "port": stranger.port}, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)
