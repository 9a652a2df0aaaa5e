"""MQTT: what a test says of a real Mosquitto, in both versions, and of brokers that refuse in every other way."""

from __future__ import annotations

from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.mosquitto import MosquittoServer
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_each, assert_refused, probe_of

PASSWORD, TOPIC, HOST = "authConfig.password", "config.topic", "config.host"
CLEAR: Given = {"tlsMode": "none"}


def probe(server: MosquittoServer, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {
        "host": "127.0.0.1",
        "port": server.tls_port,
        "caCertificate": server.ca.read_text(),
        "topic": "sensors/+/temperature",
    }
    login = {"username": server.reader, "password": server.password}
    return probe_of("mqtt", whole, login, config, auth, **more)


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_a_topic_is_subscribed_to(mosquitto: MosquittoServer, version: str) -> None:
    result = probe(mosquitto, {"protocolVersion": version}, {})
    assert result.success, result
    assert passed(result)[-3:] == ["tls", "authenticate", "resource"]


def test_a_client_certificate_logs_in(mosquitto: MosquittoServer, certificates: Certificates) -> None:
    card = {
        "clientCertificate": certificates.client.certificate.read_text(),
        "clientKey": certificates.client.key.read_text(),
    }
    result = probe(mosquitto, {"port": mosquitto.certificate_port}, card, auth_method="client_certificate")
    assert result.success, result


VERSIONS = pytest.mark.parametrize("version", ["3.1.1", "5"])
REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, PASSWORD, Level.NONE),
    ({}, {"username": None, "password": None}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.TLS),
    ({"topic": "payroll/#"}, {}, Reason.PERMISSION_DENIED, TOPIC, Level.AUTHENTICATED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, HOST, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@VERSIONS
@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(mosquitto: MosquittoServer, version: str, refusal: Refusal) -> None:
    assert_each(lambda config, auth: probe(mosquitto, {"protocolVersion": version, **config}, auth), refusal)


CODES: list[tuple[str, int, Reason, str]] = [
    ("3.1.1", 1, Reason.UNSUPPORTED, "config.protocolVersion"),
    ("3.1.1", 2, Reason.INVALID_CONFIG, "config.clientId"),
    ("3.1.1", 3, Reason.PEER_ERROR, HOST),
    ("3.1.1", 5, Reason.AUTHENTICATION_FAILED, PASSWORD),
    ("5", 0x84, Reason.UNSUPPORTED, "config.protocolVersion"),
    ("5", 0x85, Reason.INVALID_CONFIG, "config.clientId"),
    ("5", 0x88, Reason.PEER_ERROR, HOST),
    ("5", 0x89, Reason.RATE_LIMITED, HOST),
    ("5", 0x8A, Reason.PERMISSION_DENIED, HOST),
    ("5", 0x97, Reason.RATE_LIMITED, HOST),
    ("5", 0x9F, Reason.RATE_LIMITED, HOST),
    ("5", 0xFF, Reason.PEER_ERROR, HOST),
]


def answering(server: MosquittoServer, version: str, connack: bytes) -> ProbeResult:
    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(connack)
        conversation.hang()

    with peer(speak) as broker:
        return probe(server, {**CLEAR, "port": broker.port, "protocolVersion": version}, {}, seconds=2.0)


@pytest.mark.parametrize(("version", "code", "reason", "at"), CODES)
def test_each_code_has_its_meaning(
    mosquitto: MosquittoServer, version: str, code: int, reason: Reason, at: str
) -> None:
    body = bytes([0, code]) + (b"" if version == "3.1.1" else b"\x08\x1f\x00\x05later")
    result = answering(mosquitto, version, bytes([0x20, len(body)]) + body)
    assert_refused(result, reason, at, Level.REACHABLE)
    assert version == "3.1.1" or "it says: later" in result.message


@pytest.mark.parametrize("words", [b"HTTP/1.1 400 Bad\r\n\r\n", b"\x20\xff\xff\xff\xff\x7f", b"\x20\x00", b"\x00" * 9])
def test_a_peer_of_another_protocol(mosquitto: MosquittoServer, words: bytes) -> None:
    assert_refused(answering(mosquitto, "5", words), Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)
