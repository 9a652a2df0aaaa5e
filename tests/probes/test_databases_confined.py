"""The database probes where they really run: in a confined child, which writes no file and opens no other socket."""

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
from tests.peers.mariadb import MariadbServer
from tests.peers.postgresql import PostgresqlServer


@pytest.fixture(scope="module")
def runner(postgresql_server: PostgresqlServer, mariadb_server: MariadbServer) -> Iterator[ProbeRunner]:
    allowed = [f"127.0.0.1:{postgresql_server.port}", f"127.0.0.1:{mariadb_server.port}"]
    prober = Prober(EgressPolicy.parse(allowed, []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def run(runner: ProbeRunner, type_name: str, config: dict[str, Any], auth: dict[str, Any]) -> ProbeResult:
    parameters = connector_types()[type_name].parameters(config)
    return runner.run(Job("acme", "conn_1", type_name, "access_key", parameters, auth, timeout_seconds=10.0))


def config_of(server: PostgresqlServer | MariadbServer) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": server.port, "database": server.database, "table": "customers"}


def test_both_databases_are_read_with_their_certificates_verified(
    runner: ProbeRunner, postgresql_server: PostgresqlServer, mariadb_server: MariadbServer
) -> None:
    servers: dict[str, PostgresqlServer | MariadbServer] = {"postgresql": postgresql_server, "mysql": mariadb_server}
    for type_name, server in servers.items():
        config = config_of(server) | {"sslMode": "verify-full", "caCertificate": server.ca.read_text()}
        result = run(runner, type_name, config, {"user": server.reader, "password": server.reader_password})
        assert result.success, result
        assert result.level is Level.RESOURCE_READABLE


def test_a_certificate_that_is_not_verified_takes_a_second_connection_and_passes(
    runner: ProbeRunner, postgresql_server: PostgresqlServer
) -> None:
    auth = {"username": postgresql_server.reader, "password": postgresql_server.reader_password}
    result = run(runner, "postgresql", config_of(postgresql_server), auth)
    assert result.success, result
    assert result.warning


def test_a_client_certificate_is_presented_without_a_file(
    runner: ProbeRunner, mariadb_server: MariadbServer, certificates: Certificates
) -> None:
    mariadb_server.execute("CREATE OR REPLACE USER 'carded'@'%' REQUIRE X509", "GRANT SELECT ON app.* TO 'carded'@'%'")
    pair = certificates.client
    auth = {
        "username": "carded",
        "clientCertificate": pair.certificate.read_text(),
        "clientKey": pair.key.read_text(),
    }
    config = config_of(mariadb_server) | {"sslMode": "verify-full", "caCertificate": mariadb_server.ca.read_text()}
    result = run(runner, "mysql", config, auth)
    assert result.success, result


def test_a_wrong_password_is_diagnosed(runner: ProbeRunner, postgresql_server: PostgresqlServer) -> None:
    auth = {"username": postgresql_server.reader, "password": "not-the-password"}
    result = run(runner, "postgresql", config_of(postgresql_server), auth)
    assert result.reason is Reason.AUTHENTICATION_FAILED
    assert result.field == "authConfig.password"
