"""RabbitMQ: what a test says of a real broker, and of peers that are none."""

from __future__ import annotations

from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.rabbitmq import RabbitmqServer
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_each, assert_refused, probe_of

PASSWORD, VHOST, QUEUE, MODE = "authConfig.password", "config.vhost", "config.queue", "config.tlsMode"
CLEAR: Given = {"tlsMode": "none"}


def probe(server: RabbitmqServer, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {
        "host": server.host,
        "port": server.tls_port,
        "caCertificate": server.ca.read_text(),
        "vhost": server.vhost,
        "queue": server.queue,
    }
    login = {"username": server.reader, "password": server.password}
    return probe_of("rabbitmq", whole, login, config, auth, **more)


def test_a_queue_is_proven_readable_and_keeps_its_message(rabbitmq_server: RabbitmqServer) -> None:
    for _ in range(2):
        result = probe(rabbitmq_server, {}, {})
        assert result.success, result
        assert passed(result)[-4:] == ["tls", "authenticate", "authorize", "resource"]
        assert result.steps[-1].message == "the queue orders.in may be read and holds 0 messages"


def test_without_a_queue_the_vhost_is_what_is_proven(rabbitmq_server: RabbitmqServer) -> None:
    result = probe(rabbitmq_server, {"queue": None}, {})
    assert (result.success, result.level) == (True, Level.AUTHORIZED), result


def test_clear_text_is_a_choice_and_warned_of(rabbitmq_server: RabbitmqServer) -> None:
    result = probe(rabbitmq_server, {**CLEAR, "port": rabbitmq_server.port}, {})
    assert result.success, result
    assert result.warning == "tlsMode is none: the password and all data cross the network in clear text."


REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"username": "nobody"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"username": "outsider"}, Reason.PERMISSION_DENIED, VHOST, Level.AUTHENTICATED),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, PASSWORD, Level.NONE),
    ({}, {"username": None}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE),
    ({"vhost": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, VHOST, Level.AUTHENTICATED),
    ({"vhost": "full", "queue": None}, {}, Reason.RATE_LIMITED, "config.host", Level.AUTHENTICATED),
    ({"queue": "absent"}, {}, Reason.RESOURCE_NOT_FOUND, QUEUE, Level.AUTHORIZED),
    ({"queue": "payroll"}, {}, Reason.PERMISSION_DENIED, QUEUE, Level.AUTHORIZED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, "config.host", Level.REACHABLE),
    (CLEAR, {}, Reason.TLS_REQUIRED, MODE, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, "config.host", Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(rabbitmq_server: RabbitmqServer, refusal: Refusal) -> None:
    assert_each(lambda config, auth: probe(rabbitmq_server, config, auth), refusal)


def test_a_client_certificate_needs_the_broker_to_take_external(
    rabbitmq_server: RabbitmqServer, certificates: Any
) -> None:
    card = {
        "clientCertificate": certificates.client.certificate.read_text(),
        "clientKey": certificates.client.key.read_text(),
    }
    result = probe(rabbitmq_server, {}, card, auth_method="client_certificate")
    assert_refused(result, Reason.UNSUPPORTED, "authMethod", Level.TLS)
    assert "it offers AMQPLAIN, PLAIN" in result.message or "it offers PLAIN, AMQPLAIN" in result.message


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
        (b"AMQP\x00\x01\x00\x00", ""),  # a broker of AMQP 1.0 alone
        (b"\x01\x00\x00\x7f\xff\xff\xff", ""),
        (b"\x01\x00\x00\x00\x00\x00\x04\x00\x0a\x00\x0a\xce", ""),
    ],
)
def test_a_peer_of_another_protocol_is_named(rabbitmq_server: RabbitmqServer, words: bytes, name: str) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(100)
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe(rabbitmq_server, {**CLEAR, "port": stranger.port}, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)
    assert name in result.message
