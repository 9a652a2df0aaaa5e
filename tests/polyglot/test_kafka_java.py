"""Kafka's probe against Apache Kafka itself: its own SASL, TLS and ACLs. Run by `make test-polyglot` (Java, Maven)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers.certificates import Certificates
from tests.peers.kafka_java import PASSWORD, USER, JavaKafka, java_kafka
from tests.probes.probing import failed, passed, run

LOGIN = {"username": USER, "password": PASSWORD}
WRONG = {"username": USER, "password": "not-the-password"}
SECURED = ["config", "resolve", "egress", "connect", "tls"]
ALL = [*SECURED, "authenticate", "authorize", "resource"]


@pytest.fixture(scope="module")
def kafka(certificates: Certificates) -> Iterator[JavaKafka]:
    with java_kafka(certificates) as running:
        yield running


def probe(certificates: Certificates, port: int, config: dict[str, Any], auth: dict[str, Any]) -> ProbeResult:
    ca = {"caCertificate": certificates.ca.read_text()}
    given = {"bootstrapServers": f"127.0.0.1:{port}", **ca, **config}
    return run("kafka", {name: value for name, value in given.items() if value}, auth, port=port, seconds=10.0)


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_each_mechanism_lets_in_and_keeps_out(kafka: JavaKafka, certificates: Certificates, mechanism: str) -> None:
    config = {"topic": "orders", "groupId": "loader", "saslMechanism": mechanism}
    good = probe(certificates, kafka.sasl, config, LOGIN)
    assert good.success, good
    assert passed(good) == ALL
    bad = probe(certificates, kafka.sasl, config, WRONG)
    assert (bad.reason, bad.field, bad.level) == (Reason.AUTHENTICATION_FAILED, "authConfig.password", Level.TLS)
    assert failed(bad) == ["authenticate"]


@pytest.mark.parametrize(
    ("config", "reason", "at"),
    [
        ({"topic": "seen"}, Reason.PERMISSION_DENIED, "config.topic"),
        ({"topic": "secret"}, Reason.PERMISSION_DENIED, "config.topic"),
        ({"topic": "orders", "groupId": "other"}, Reason.PERMISSION_DENIED, "config.groupId"),
        ({"saslMechanism": "OAUTHBEARER"}, Reason.UNSUPPORTED, "authConfig.mechanism"),
    ],
)
def test_its_own_rights_and_refusals(
    kafka: JavaKafka, certificates: Certificates, config: dict[str, Any], reason: Reason, at: str
) -> None:
    result = probe(certificates, kafka.sasl, config, {**LOGIN, "token": "t"})
    assert (result.reason, result.field) == (reason, at), result
    assert result.hint


def test_no_topic_is_made_by_asking_for_it(kafka: JavaKafka, certificates: Certificates) -> None:
    config = {"topic": "absent", "caCertificate": None}
    for _ in range(2):
        result = probe(certificates, kafka.clear, config, {})
        assert (result.reason, result.field) == (Reason.RESOURCE_NOT_FOUND, "config.topic"), result


def test_listeners_that_want_something_else(kafka: JavaKafka, certificates: Certificates) -> None:
    clear_to_tls = probe(certificates, kafka.sasl, {"caCertificate": None}, {})
    assert (clear_to_tls.reason, clear_to_tls.field) == (Reason.TLS_REQUIRED, "config.securityProtocol")
    no_login = probe(certificates, kafka.sasl, {}, {})
    assert (no_login.reason, no_login.field) == (Reason.CREDENTIAL_MISSING, "config.securityProtocol")
    no_sasl = probe(certificates, kafka.clear, {"securityProtocol": "SASL_PLAINTEXT"}, LOGIN)
    assert (no_sasl.reason, no_sasl.field) == (Reason.INVALID_CONFIG, "config.securityProtocol")


def test_a_client_certificate(kafka: JavaKafka, certificates: Certificates) -> None:
    pair = certificates.client
    card = {"clientCertificate": pair.certificate.read_text(), "clientKey": pair.key.read_text()}
    good = probe(certificates, kafka.mtls, {}, card)
    assert good.success, good
    assert passed(good) == ALL[:-1]
    bad = probe(certificates, kafka.mtls, {}, {})
    assert (bad.reason, bad.field) == (Reason.CREDENTIAL_MISSING, "authConfig.clientCertificate")
