"""Pulsar: what a test says of brokers scripted from PulsarApi.proto (no real one could be had)."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Callable
from typing import Any

import pytest

from probes.protocols import pulsar_wire as wire
from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.probes.probing import passed
from tests.probes.server_probing import Given, assert_refused, probe_of

TOPIC, HOST, SECRET = "config.topic", "config.host", "authConfig.token"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.e30.signature"
NAME = "persistent://public/default/orders"
OWNED, KNOWS_PIP_344 = {3: 1, 1: "pulsar://broker:6650"}, wire.encode({5: 1})

Answer = tuple[int, dict[int, Any]]
"""A command's type and fields."""


class Broker:
    """Its rules: one token, topics that are there, topics that are closed; `error` is answered to every login."""

    def __init__(self, error: int | None = None) -> None:
        self.error = error
        self.heard: list[int] = []

    def answer(self, kind: int, fields: dict[int, Any]) -> Answer:
        self.heard.append(kind)
        if kind == wire.CONNECT:
            wrong = self.error if self.error is not None else 3 if fields.get(3) != TOKEN.encode() else None
            if wrong is not None:
                return wire.ERROR, {1: 0, 2: wrong, 3: "no"}
            return wire.CONNECTED, {1: "Pulsar Server", 2: 19, 4: KNOWS_PIP_344}
        request, topic = fields[2], fields[1].decode()
        if kind == wire.LOOKUP:
            refused = {3: 2, 6: 4, 7: "no permission"} if "payroll" in topic else OWNED
            return wire.LOOKUP_RESPONSE, {4: request, **refused}
        assert fields[6] == 0, "the topic would be made"
        absent = {3: 1, 4: 11, 5: "not found"} if "absent" in topic else {1: 0, 3: 0}
        return wire.METADATA_RESPONSE, {2: request, **absent}

    def converse(self, certificates: Certificates) -> Callable[[Conversation], None]:
        def speak(conversation: Conversation) -> None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.server.certificate, certificates.server.key)
            sock = conversation.tls(context).sock
            with sock, sock.makefile("rb") as received:
                while head := received.read(8):
                    size = struct.unpack(">II", head)[1]
                    command = wire.decode(received.read(size))
                    kind = command[1]
                    answered, fields = self.answer(kind, wire.decode(command[kind]))
                    body = wire.encode({1: answered, answered: wire.encode(fields)})
                    sock.sendall(struct.pack(">II", len(body) + 4, len(body)) + body)

        return speak


def probe(
    certificates: Certificates, config: Given, auth: Given, *, broker: Broker | None = None, **more: Any
) -> ProbeResult:
    with peer((broker or Broker()).converse(certificates)) as served:
        whole = {
            "host": "127.0.0.1",
            "port": served.port,
            "caCertificate": certificates.ca.read_text(),
            "topic": NAME,
        }
        return probe_of("pulsar", whole, {"token": TOKEN}, config, auth, **more)


def test_a_topic_is_looked_up_and_none_is_made(certificates: Certificates) -> None:
    broker = Broker()
    result = probe(certificates, {}, {}, broker=broker)
    assert result.success, result
    assert passed(result)[-3:] == ["tls", "authenticate", "authorize"]
    assert broker.heard == [wire.CONNECT, wire.LOOKUP, wire.METADATA]


REFUSALS: list[tuple[Given, Given, Reason, str, Level]] = [
    ({}, {"token": "another"}, Reason.AUTHENTICATION_FAILED, SECRET, Level.TLS),
    ({}, {"token": None}, Reason.CREDENTIAL_MISSING, SECRET, Level.TLS),
    ({"topic": f"{NAME}-absent"}, {}, Reason.RESOURCE_NOT_FOUND, TOPIC, Level.AUTHENTICATED),
    ({"topic": "payroll"}, {}, Reason.PERMISSION_DENIED, TOPIC, Level.AUTHENTICATED),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, HOST, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(certificates: Certificates, refusal: Any) -> None:
    config, auth, reason, at, level = refusal
    assert_refused(probe(certificates, config, auth), reason, at, level)


@pytest.mark.parametrize(
    ("error", "reason", "at"),
    [
        (14, Reason.RATE_LIMITED, HOST),
        (22, Reason.RATE_LIMITED, HOST),
        (6, Reason.PEER_ERROR, HOST),
        (10, Reason.UNSUPPORTED, HOST),
        (0, Reason.PEER_ERROR, HOST),
    ],
)
def test_each_error_has_its_meaning(certificates: Certificates, error: int, reason: Reason, at: str) -> None:
    assert_refused(probe(certificates, {}, {}, broker=Broker(error)), reason, at, Level.TLS)


@pytest.mark.parametrize(
    "words",
    [
        b"HTTP/1.1 400 Bad\r\n\r\n",
        b"\x00\x00\x00\x06\x00\x00\x00\x02\x08\xff",
        b"\x00\x00\x00\x06\x00\x00\x00\x02\x08\x05",
    ],
)
def test_a_peer_of_another_protocol(certificates: Certificates, words: bytes) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(4096)
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        result = probe(certificates, {"tlsMode": "none", "port": stranger.port}, {}, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)
