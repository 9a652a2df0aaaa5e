"""The Kafka probe where it really runs: in a confined child, which writes no file and opens no other socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job
from tests.peers.certificates import Certificates
from tests.peers.kafka import kafka_server
from tests.peers.kafka_gate import Rules, kafka_gate


@pytest.fixture(scope="module")
def confined(certificates: Certificates) -> Iterator[tuple[ProbeRunner, dict[str, Any]]]:
    """A runner, and the config of a topic and a group behind TLS and SASL ("emulator + own gate")."""
    rules = Rules(certificates.server, users={"reader": "s3cr3t"}, mechanisms=("PLAIN", "SCRAM-SHA-512"))
    with kafka_server() as broker, kafka_gate(broker.port, rules) as gate:
        config = {
            "bootstrapServers": f"127.0.0.1:{gate.port}",
            "topic": broker.topic,
            "groupId": "loader",
            "caCertificate": certificates.ca.read_text(),
        }
        prober = Prober(EgressPolicy.parse([f"127.0.0.1:{gate.port}"], []), concurrency=4)
        prober.start()
        try:
            yield ProbeRunner(prober.socket_path), config
        finally:
            prober.stop()


def run(confined: tuple[ProbeRunner, dict[str, Any]], auth: dict[str, str]) -> ProbeResult:
    runner, config = confined
    parameters = connector_types()["kafka"].parameters(config)
    return runner.run(Job("acme", "conn_1", "kafka", "access_key", parameters, auth, timeout_seconds=10.0))


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
def test_a_topic_and_a_group_are_proven(confined: tuple[ProbeRunner, dict[str, Any]], mechanism: str) -> None:
    result = run(confined, {"username": "reader", "password": "s3cr3t", "mechanism": mechanism})
    assert result.success, result
    assert result.level is Level.RESOURCE_READABLE


def test_a_wrong_password_is_diagnosed(confined: tuple[ProbeRunner, dict[str, Any]]) -> None:
    result = run(confined, {"username": "reader", "password": "not-the-password"})
    assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.password")
