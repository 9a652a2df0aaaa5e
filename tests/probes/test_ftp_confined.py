"""The FTP probe where it really runs: in a confined child, which writes no file and opens no other socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import Level, Reason
from probes.run import Job
from tests.peers.certificates import Certificates
from tests.peers.ftp import PASSWORD, USER, ftp_server


@pytest.fixture(scope="module")
def runner() -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse(["127.0.0.1"], []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


@pytest.mark.parametrize("path", ["/outgoing", "/outgoing/orders.csv"])
def test_a_path_is_read_over_tls_and_a_wrong_password_diagnosed(
    runner: ProbeRunner, certificates: Certificates, path: str
) -> None:
    with ftp_server(certificates.server) as server:
        config: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": server.port,
            "path": path,
            "caCertificate": certificates.ca.read_text(),
        }
        parameters = connector_types()["ftps"].parameters(config)
        right = {"username": USER, "password": PASSWORD}
        good = runner.run(Job("acme", "conn_1", "ftps", "password", parameters, right, timeout_seconds=10.0))
        wrong = {"username": USER, "password": "not-the-password"}
        bad = runner.run(Job("acme", "conn_2", "ftps", "password", parameters, wrong, timeout_seconds=10.0))
    assert good.success, good
    assert good.level is Level.RESOURCE_READABLE
    assert (bad.reason, bad.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.password")
