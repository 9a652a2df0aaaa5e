"""HTTP, S3 and CSV where they really run: in a confined child, with its bounds on files, memory and processor time."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.peers.http_peer import Answer, HttpPeer, asks_for, basic, serving
from tests.peers.moto import MotoServer


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("files")
    for tenant in ("acme", "other"):
        (root / tenant).mkdir()
        (root / tenant / "a.csv").write_bytes(b"id\n1\n2\n")
    return root


@pytest.fixture(scope="module")
def peer(certificates: Certificates) -> Iterator[HttpPeer]:
    with serving(certificates.server) as running:
        yield running


@pytest.fixture(scope="module")
def runner(peer: HttpPeer, moto_server: MotoServer, files: Path) -> Iterator[ProbeRunner]:
    policy = EgressPolicy.parse([f"127.0.0.1:{peer.port}", f"127.0.0.1:{moto_server.port}"], [])
    prober = Prober(policy, concurrency=4, files_root=files)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def run(runner: ProbeRunner, type_name: str, config: dict[str, Any], auth: dict[str, Any] | None = None) -> ProbeResult:
    parameters = connector_types()[type_name].parameters(config)
    return runner.run(Job("acme", "conn_1", type_name, "access_key", parameters, auth or {}, timeout_seconds=20.0))


def test_a_rest_api(runner: ProbeRunner, peer: HttpPeer, certificates: Certificates) -> None:
    peer.script = asks_for(basic("ada", "s3cr3t"), "Basic")
    config = {"url": peer.url(), "caCertificate": certificates.ca.read_text()}
    result = run(runner, "rest_api", config, {"username": "ada", "password": "s3cr3t"})
    assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result
    refused = run(runner, "rest_api", config, {"username": "ada", "password": "wrong"})
    assert refused.reason is Reason.AUTHENTICATION_FAILED


def test_a_bucket(runner: ProbeRunner, moto_server: MotoServer) -> None:
    key = moto_server.reader
    config = {"bucket": moto_server.bucket, "region": moto_server.region, "endpoint": moto_server.endpoint}
    auth = {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key}
    result = run(runner, "aws_s3", config, auth)
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result


def test_the_tenants_own_file_and_no_other(runner: ProbeRunner, files: Path) -> None:
    assert run(runner, "csv", {"path": "a.csv"}).row_count == 2
    assert run(runner, "csv", {"path": "../other/a.csv"}).reason is Reason.INVALID_CONFIG


def test_a_url(runner: ProbeRunner, peer: HttpPeer, certificates: Certificates) -> None:
    peer.script = lambda _received: Answer(200, body=b"id\n" + b"1\n" * 1000)
    result = run(runner, "csv", {"url": peer.url(), "caCertificate": certificates.ca.read_text()})
    assert result.row_count == 1000


def test_more_than_a_probe_has_time_for_is_counted_as_far_as_it_goes(runner: ProbeRunner, files: Path) -> None:
    """300 MB: past the bound on bytes or, on a slow machine, on processor time; never killed without a word."""
    with (files / "acme" / "large.csv").open("wb") as large:
        block = b'12345,"Lovelace, Ada",ada@example.com,2026-03-15T10:30:00Z,199.99\n' * 15_000
        for _ in range(300):
            large.write(block)
    result = run(runner, "csv", {"path": "large.csv"})
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
    assert "at least" in (result.warning or "")
    assert 500_000 < (result.row_count or 0) < 300 * 15_000
