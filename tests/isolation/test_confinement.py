"""What a probe's process can do, whatever the code in it wants."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from probes.isolation import landlock, seccomp
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.result import Reason, StepName
from tests.isolation.conftest import Peers, job, prober_for


@pytest.fixture(scope="module")
def prober(peers: Peers) -> Iterator[Prober]:
    """One for all, whatever the probes before did: each has a process of its own."""
    prober = prober_for(peers)
    prober.start()
    yield prober
    prober.stop()


@pytest.fixture
def runner(prober: Prober) -> ProbeRunner:
    """What a probe can do does not hang on how it was asked for."""
    return ProbeRunner(prober.socket_path)


def attempt(runner: ProbeRunner, what: str, argument: str | None = None) -> str:
    result = runner.run(job("escaping", attempt=what, argument=argument))
    assert result.success, result
    return result.steps[-1].message


@pytest.mark.parametrize(
    "what",
    [
        *("send a datagram", "bind", "raw socket", "load a library"),
        *("fork", "exec", "spawn", "subprocess", "shell"),
    ],
)
def test_a_probe_cannot_leave_by(what: str, runner: ProbeRunner) -> None:
    assert attempt(runner, what).startswith("refused")


def test_a_probe_connects_only_where_the_guard_let_it(runner: ProbeRunner, peers: Peers) -> None:
    assert attempt(runner, "connect elsewhere", f"127.0.0.1:{peers.closed}") == "refused: ProbeFailure"
    assert runner.run(job("knock", host="127.0.0.1", port=peers.greeting)).success
    refused = runner.run(job("knock", host="127.0.0.1", port=peers.closed))
    assert refused.reason is Reason.EGRESS_DENIED


def test_a_probe_cannot_reach_the_prober_itself(runner: ProbeRunner, prober: Prober) -> None:
    assert attempt(runner, "connect to a local socket", str(prober.socket_path)).startswith("refused")


@pytest.mark.parametrize("what", ["write a file", "remove a file", "make a folder"])
def test_a_probe_changes_nothing_on_disk(what: str, runner: ProbeRunner, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("as it was")
    assert attempt(runner, what, str(there)).startswith("refused")
    assert there.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [there]


@pytest.mark.skipif(not landlock.supported(), reason="this kernel has no Landlock: the README says what holds then")
def test_a_probe_reads_neither_the_keyring_nor_another_tenants_files(
    start_prober: Callable[..., Prober], tmp_path: Path
) -> None:
    (tmp_path / "keyring.json").write_text("secret")
    files = tmp_path / "files"
    for tenant in ("acme", "globex"):
        (files / tenant).mkdir(parents=True)
        (files / tenant / "data.csv").write_text("a,b")
    runner = ProbeRunner(start_prober(files_root=files).socket_path)
    assert attempt(runner, "read a file", str(files / "acme" / "data.csv")) == "done"
    for hidden in ("keyring.json", "files/globex/data.csv"):
        assert attempt(runner, "read a file", str(tmp_path / hidden)) == "refused: PermissionError"
    assert attempt(runner, "list a folder", str(tmp_path)) == "refused: PermissionError"


def test_a_probe_cannot_touch_the_service(runner: ProbeRunner) -> None:
    for what in ("signal the service", "read the service's memory"):
        assert attempt(runner, what, str(os.getpid())).startswith("refused")


@pytest.mark.skipif(seccomp.build() is None, reason="this kernel has no seccomp: the README says what holds then")
@pytest.mark.parametrize("what", ["listen", "raw fork", "raw open", "raw bind", "raw kill", "raw memfd"])
def test_the_kernel_refuses_what_the_audit_hook_cannot_see(what: str, runner: ProbeRunner, tmp_path: Path) -> None:
    argument = {"raw open": str(tmp_path / "written"), "raw kill": str(os.getpid())}.get(what)
    assert attempt(runner, what, argument).startswith("refused")
    assert not list(tmp_path.iterdir())


def test_a_probe_may_use_threads(runner: ProbeRunner) -> None:
    assert runner.run(job("threaded")).steps[-1].message == "from a thread"


def test_a_probe_inherits_no_descriptor_and_no_secret(
    start_prober: Callable[..., Prober], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTORS_DATABASE_URL", "postgresql://root:secret@db/connectors")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    inherited = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(inherited, True)
    result = ProbeRunner(start_prober().socket_path).run(job("curious"))
    os.close(inherited)
    seen = ast.literal_eval(result.steps[-1].message)
    assert seen["descriptors"] == [0, 1, 2, 3]  # nothing three times, and where it tells its steps
    assert seen["threads"] == 1
    assert set(seen["environment"]) <= {"PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LC_CTYPE"}


def test_a_probe_that_takes_memory_without_end_is_stopped_and_the_rest_goes_on(
    start_prober: Callable[..., Prober],
) -> None:
    runner = ProbeRunner(start_prober(memory=64 << 20).socket_path)
    result = runner.run(job("greedy"))
    assert (result.success, result.reason) == (False, Reason.INTERNAL)
    assert runner.run(job("threaded")).success


def test_a_probe_that_spins_loses_the_processor_before_its_deadline(runner: ProbeRunner) -> None:
    result = runner.run(job("spinning", seconds=60))
    assert result.reason is Reason.INTERNAL
    assert "processor time" in result.message
    assert result.steps[-1].name is StepName.AUTHENTICATE


def test_a_crash_in_c_code_is_a_result_with_the_trace_so_far(runner: ProbeRunner) -> None:
    result = runner.run(job("crashing"))
    assert result.reason is Reason.INTERNAL
    assert "crashed during the TLS handshake" in result.message


def test_a_peers_endless_text_stays_out_of_the_worker(runner: ProbeRunner) -> None:
    result = runner.run(job("talkative"))
    assert result.reason is Reason.INTERNAL
    assert sum(len(step.message) for step in result.steps) < 256 << 10
