"""SFTP's probe where it really runs: in a confined child, with paramiko's thread, and no key but the connector's."""

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
from tests.egress.scripted import Conversation, peer
from tests.peers.sshd import SshServer


def run(runner: ProbeRunner, config: dict[str, Any], auth: dict[str, Any], seconds: float = 10.0) -> ProbeResult:
    parameters = connector_types()["sftp"].parameters(config)
    return runner.run(Job("acme", "conn_1", "sftp", "access_key", parameters, auth, timeout_seconds=seconds))


@pytest.fixture(scope="module")
def runner() -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse(["127.0.0.1"], []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def test_a_folder_is_read_with_a_password_and_with_a_key(runner: ProbeRunner, ssh_server: SshServer) -> None:
    config = {"host": "127.0.0.1", "port": ssh_server.port, "path": ssh_server.folder, "hostKey": ssh_server.host_key}
    for auth in ({"password": ssh_server.password}, {"privateKey": ssh_server.private_key}):
        result = run(runner, config, {"username": ssh_server.reader, **auth})
        assert result.success, result
        assert result.level is Level.RESOURCE_READABLE


def test_a_wrong_password_is_diagnosed(runner: ProbeRunner, ssh_server: SshServer) -> None:
    config = {"host": "127.0.0.1", "port": ssh_server.port, "hostKey": ssh_server.fingerprint}
    result = run(runner, config, {"username": ssh_server.reader, "password": "not-the-password"})
    assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.password")


def test_a_peer_that_stays_silent_is_a_time_out(runner: ProbeRunner) -> None:
    with peer(Conversation.hang) as silent:
        result = run(runner, {"host": "127.0.0.1", "port": silent.port}, {"username": "u", "password": "p"}, 1.0)
    assert result.reason is Reason.TIMEOUT
    assert result.level is Level.REACHABLE
