"""The probes of the wire protocols where they really run: in a confined child of the zygote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import ProbeResult, Reason
from probes.run import Job
from tests.peers.certificates import Certificates
from tests.peers.postgresql import PostgresqlServer
from tests.probes import (
    test_bolt,
    test_cql,
    test_drda,
    test_hana,
    test_hive,
    test_listeners,
    test_redis,
    test_tds,
    test_vertica,
)
from tests.probes.test_redis import store  # noqa: F401  # a fixture
from tests.probes.wire_peer import Scripted

SERVERS = [
    *(test_tds.SERVER, test_tds.SERVER.as_type("synapse"), test_cql.SERVER, test_bolt.SERVER, test_vertica.SERVER),
    *(test_hive.SERVER, test_drda.SERVER, test_hana.SERVER, test_listeners.SERVER),
]
UNCHECKED = ("oracle",)


@pytest.fixture(scope="module")
def runner() -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse(["127.0.0.1/32", "localhost"], []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def run(runner: ProbeRunner, type_name: str, config: dict[str, Any], auth: dict[str, Any]) -> ProbeResult:
    parameters = connector_types()[type_name].parameters(config)
    return runner.run(Job("acme", "conn_1", type_name, "access_key", parameters, auth, timeout_seconds=10.0))


@pytest.mark.parametrize("scripted", SERVERS, ids=lambda scripted: scripted.type_name)
def test_each_lets_in_and_keeps_out(runner: ProbeRunner, certificates: Certificates, scripted: Scripted) -> None:
    with scripted.running(certificates.server) as server:
        config = {"host": "127.0.0.1", "port": server.port, "sslMode": "verify-full"} | scripted.config
        config["caCertificate"] = certificates.ca.read_text()
        good = run(runner, scripted.type_name, config, scripted.auth)
        bad = run(runner, scripted.type_name, config, scripted.auth | {"password": "not-the-password"})
    assert good.success, good
    assert good.level is connector_types()[scripted.type_name].highest_level
    assert scripted.type_name in UNCHECKED or bad.reason is Reason.AUTHENTICATION_FAILED, bad


def test_redis_too(runner: ProbeRunner, store: test_redis.Store) -> None:  # noqa: F811  # the fixture
    config = {"host": "localhost", "port": store.server.tls_port, "key": test_redis.KEY, "caCertificate": store.ca}
    good = run(runner, "valkey", config, {"username": test_redis.USER, "password": store.password})
    assert good.success, good
    bad = run(runner, "redis", config, {"username": test_redis.USER, "password": "not-the-password"})
    assert bad.reason is Reason.AUTHENTICATION_FAILED


def test_cockroachdb_too(runner: ProbeRunner, postgresql_server: PostgresqlServer) -> None:
    config = {"host": "127.0.0.1", "port": postgresql_server.port, "database": postgresql_server.database}
    auth = {"username": postgresql_server.reader, "password": postgresql_server.reader_password}
    result = run(runner, "cockroachdb", config, auth)
    assert result.success, result
    assert "not CockroachDB" in (result.warning or "")


def test_teradata_too(runner: ProbeRunner, certificates: Certificates) -> None:
    with Scripted("teradata", lambda line: line.hang(), {}).running(certificates.server, tls=False) as server:
        assert run(runner, "teradata", {"host": "127.0.0.1", "port": server.port}, {}).success
