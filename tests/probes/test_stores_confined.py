"""Every store where its probe really runs: in a confined child, which opens no file and no socket of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job
from tests.peers.certificates import Certificates
from tests.peers.clickhouse import ClickhouseServer
from tests.peers.http_peer import HttpPeer, serving
from tests.peers.influxdb import InfluxdbServer
from tests.peers.moto import MotoServer
from tests.probes import test_s3
from tests.probes.matrix_aws_stores import ARN, REGION, furnished_moto
from tests.probes.matrix_database_files import DUCKDB, SQLITE
from tests.probes.matrix_stores import SCENES, Scene

__all__ = ["furnished_moto"]

Fields = Mapping[str, Any]
BUCKET = {"bucket": "data-bucket", "prefix": "with-files/"}
# Config and level of the types that moto stands for.
AT_MOTO: dict[str, tuple[Fields, Level]] = {
    "dynamodb": ({**REGION, "tableName": "orders"}, Level.AUTHORIZED),
    "aws_sqs": ({**REGION, "queueName": "orders"}, Level.AUTHORIZED),
    "aws_sns": ({"topicArn": ARN + "orders"}, Level.AUTHORIZED),
    "athena": (REGION, Level.AUTHORIZED),
    "minio": (BUCKET, Level.RESOURCE_READABLE),
    "cloudflare_r2": ({**BUCKET, "accountId": "0" * 32}, Level.RESOURCE_READABLE),
    "backblaze_b2": ({**BUCKET, "region": "us-west-004"}, Level.RESOURCE_READABLE),
    "wasabi": ({**BUCKET, "region": "us-east-1"}, Level.RESOURCE_READABLE),
}
Run = Callable[[str, Fields, Fields], ProbeResult]


@pytest.fixture(scope="module")
def peer(certificates: Certificates) -> Iterator[HttpPeer]:
    with serving(certificates.server) as running:
        yield running


@pytest.fixture(scope="module")
def run(
    peer: HttpPeer,
    furnished_moto: MotoServer,
    clickhouse_server: ClickhouseServer,
    influxdb_server: InfluxdbServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Run]:
    root: Path = tmp_path_factory.mktemp("files")
    (root / "acme").mkdir()
    (root / "acme" / "a.sqlite").write_bytes(SQLITE)
    (root / "acme" / "a.duckdb").write_bytes(DUCKDB)
    ports = [server.port for server in (peer, furnished_moto, clickhouse_server, influxdb_server)]
    prober = Prober(EgressPolicy.parse([f"127.0.0.1:{port}" for port in ports], []), concurrency=4, files_root=root)
    prober.start()
    runner = ProbeRunner(prober.socket_path)

    def run_one(type_name: str, config: Fields, auth: Fields) -> ProbeResult:
        parameters = connector_types()[type_name].parameters(config)
        return runner.run(Job("acme", "c", type_name, "access_key", parameters, dict(auth), timeout_seconds=20.0))

    try:
        yield run_one
    finally:
        prober.stop()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.type_name)
def test_scripted_stores(run: Run, peer: HttpPeer, certificates: Certificates, scene: Scene) -> None:
    peer.script = scene.script
    config = {**scene.config, scene.url: peer.url(scene.path), "caCertificate": certificates.ca.read_text()}
    result = run(scene.type_name, config, scene.auth)
    assert (result.success, result.level, result.warning) == (True, scene.best, None), result
    assert scene.wrong.auth is not None
    refused = run(scene.type_name, config, scene.wrong.auth)
    assert (refused.reason, refused.field) == (Reason.AUTHENTICATION_FAILED, scene.wrong.at), refused


@pytest.mark.parametrize("name", AT_MOTO)
def test_stores_at_moto(run: Run, furnished_moto: MotoServer, name: str) -> None:
    config, level = AT_MOTO[name]
    result = run(name, {**config, "endpoint": furnished_moto.endpoint}, test_s3.credentials(furnished_moto.owner))
    assert (result.success, result.level) == (True, level), result


def test_real_stores(run: Run, clickhouse_server: ClickhouseServer, influxdb_server: InfluxdbServer) -> None:
    config = {"url": clickhouse_server.url, "database": "app", "table": "events"}
    auth = {"username": clickhouse_server.reader, "password": clickhouse_server.password}
    assert run("clickhouse", config, auth).level is Level.RESOURCE_READABLE
    config = {"url": influxdb_server.url, "database": "app", "measurement": "cpu"}
    auth = {"username": influxdb_server.reader, "password": influxdb_server.password}
    assert run("influxdb", config, auth).level is Level.RESOURCE_READABLE


def test_databases_in_files(run: Run) -> None:
    sqlite = run("sqlite", {"path": "a.sqlite", "table": "orders"}, {})
    assert (sqlite.success, sqlite.level) == (True, Level.RESOURCE_READABLE), sqlite
    duckdb = run("duckdb", {"path": "a.duckdb"}, {})
    assert (duckdb.success, duckdb.level) == (True, Level.AUTHORIZED), duckdb
    outside = run("sqlite", {"path": "../acme/a.sqlite"}, {})
    assert outside.reason is Reason.INVALID_CONFIG
