"""MongoDB's probe where it really runs: in a confined child, whose own name servers it may ask, and nobody else."""

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
from tests.peers.mongodb import MongodbServer


@pytest.fixture(scope="module")
def runner(mongodb_server: MongodbServer) -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse([f"127.0.0.1:{mongodb_server.port}"], []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def run(runner: ProbeRunner, server: MongodbServer, config: dict[str, Any], auth: dict[str, Any]) -> ProbeResult:
    whole = {"host": "127.0.0.1", "port": server.port, "database": server.database, "collection": server.collection}
    whole |= {"caCertificate": server.ca.read_text()} | config
    given = {name: value for name, value in whole.items() if value is not None}
    parameters = connector_types()["mongodb"].parameters(given)
    return runner.run(Job("acme", "conn_1", "mongodb", "access_key", parameters, auth, timeout_seconds=10.0))


def test_a_collection_is_read_with_a_password_and_with_a_certificate(
    runner: ProbeRunner, mongodb_server: MongodbServer, certificates: Certificates
) -> None:
    pair = certificates.client
    certificate = {"clientCertificate": pair.certificate.read_text(), "clientKey": pair.key.read_text()}
    for auth in ({"username": mongodb_server.reader, "password": mongodb_server.password}, certificate):
        result = run(runner, mongodb_server, {"tls": True}, auth)
        assert result.success, result
        assert result.level is Level.RESOURCE_READABLE


def test_a_wrong_password_is_diagnosed(runner: ProbeRunner, mongodb_server: MongodbServer) -> None:
    result = run(runner, mongodb_server, {}, {"username": mongodb_server.reader, "password": "not-the-password"})
    assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.password")


def test_srv_records_are_asked_for_at_the_machines_own_name_servers(
    runner: ProbeRunner, mongodb_server: MongodbServer
) -> None:
    """Neither the audit hook nor seccomp is in the way; whether a name server answers is this machine's affair."""
    config = {"host": None, "port": None, "connectionString": "mongodb+srv://cluster.invalid/app", "database": None}
    result = run(runner, mongodb_server, config, {"username": "reader", "password": "secret-enough"})
    assert result.reason in (Reason.DNS_NOT_FOUND, Reason.DNS_FAILED), result
