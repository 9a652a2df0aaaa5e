"""A prober that is paused, callers that leave at the wrong moment, and what a killed supervisor leaves behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from probes.isolation.frames import Kind, encode, receive
from probes.isolation.greeting import Request
from probes.isolation.prober import Prober
from probes.isolation.runner import ProberUnavailable
from probes.isolation.stale import PREFIX, SOCKET, remove_stale_folders
from probes.result import Reason
from tests.isolation.conftest import AnyRunner, Peers, Reach, children_of, job
from tests.isolation.test_lifecycle import eventually, run_aside, zygote_of


@pytest.mark.parametrize("when", ["before the test", "during the test"])
def test_a_prober_that_stands_still_blames_no_peer(when: str, runner: AnyRunner, prober: Prober) -> None:
    zygote = zygote_of(prober)
    begun = threading.Event()
    if when == "before the test":
        os.kill(zygote, signal.SIGSTOP)
    future = run_aside(lambda: runner.run(job("stubborn", seconds=2), on_step=lambda _step: begun.set()))
    try:
        if when == "during the test":
            assert begun.wait(30)
            os.kill(zygote, signal.SIGSTOP)
        with pytest.raises(ProberUnavailable):
            future.result(30)
    finally:
        os.kill(zygote, signal.SIGCONT)
    assert eventually(lambda: not children_of(zygote))
    assert runner.run(job("threaded")).success


def test_who_shares_a_probe_sends_the_job_when_the_first_caller_left_before(runner: AnyRunner, prober: Prober) -> None:
    request = Request("acme", "conn_1", "r1", 20.0)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as first:
        first.connect(str(prober.socket_path))
        first.sendall(encode(Kind.HEADER, request.to_wire()))
        assert receive(first, 1000, time.monotonic() + 20)[0] is Kind.SEND
        second = run_aside(lambda: runner.run(job("threaded", seconds=20), share="r1"))
        time.sleep(0.3)
        assert not second.done()
        assert len(children_of(zygote_of(prober))) == 1
    result = second.result(20)
    assert result.success
    assert not result.shared


def test_of_those_who_share_a_probe_exactly_one_is_to_count_it(runner: AnyRunner) -> None:
    with ThreadPoolExecutor(5) as pool:
        futures = [pool.submit(lambda: runner.run(job("stubborn", seconds=2), share="r1")) for _ in range(5)]
        results = [future.result() for future in futures]
    assert {result.reason for result in results} == {Reason.TIMEOUT}
    assert sorted(result.shared for result in results) == [False, True, True, True, True]


def test_a_job_of_another_tenant_than_announced_is_not_run(prober: Prober) -> None:
    """What holds for a tenant (rules, files, share) is chosen by the header; so the job cannot be another's."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.connect(str(prober.socket_path))
        sock.sendall(encode(Kind.HEADER, Request("globex", "conn_1", "", 20.0).to_wire()))
        assert receive(sock, 1000, time.monotonic() + 20)[0] is Kind.SEND
        wire = {name: getattr(job("threaded"), name) for name in job("threaded").__slots__}
        sock.sendall(encode(Kind.JOB, wire))
        sock.settimeout(20)
        assert sock.recv(1000) == b""
    assert eventually(lambda: not children_of(zygote_of(prober)))


def test_a_tenants_own_rules_hold_for_it_alone(start_prober: Callable[..., Prober], reach: Reach, peers: Peers) -> None:
    tenants = {
        "acme": {"allow": [f"127.0.0.1:{peers.closed}"]},
        "globex": {"deny": [f"127.0.0.1:{peers.greeting}"]},
    }
    runner = reach(start_prober(tenants=tenants))

    def refused(tenant: str, port: int) -> bool:
        result = runner.run(job("knock", tenant=tenant, host="127.0.0.1", port=port, seconds=1))
        return result.reason is Reason.EGRESS_DENIED

    assert not refused("acme", peers.closed)
    assert not refused("acme", peers.greeting)
    assert refused("globex", peers.closed)
    assert refused("globex", peers.greeting)
    assert refused("initech", peers.closed)
    assert not refused("initech", peers.greeting)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """pytest's own folders leave no room for a socket's path."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_a_folder_that_a_killed_supervisor_left_is_removed(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(short_folder))
    dead, alive, young, strange = (short_folder / f"{PREFIX}{name}" for name in ("dead", "alive", "young", "strange"))
    for folder in (dead, alive, young):
        folder.mkdir(mode=0o700)
    strange.symlink_to(short_folder)
    with socket.socket(socket.AF_UNIX) as gone, socket.socket(socket.AF_UNIX) as listening:
        for sock, folder in ((gone, dead), (listening, alive)):
            sock.bind(str(folder / SOCKET))
        gone.close()
        listening.listen()
        for folder in (dead, alive):
            os.utime(folder, (0, 0))
        remove_stale_folders()
    assert not dead.exists()
    assert alive.exists()
    assert young.exists()
    assert strange.is_symlink()


def test_what_a_zygote_complains_of_is_a_json_line(tmp_path: Path) -> None:
    script = "from probes.isolation.complaint import complain; complain('cannot start a probe: no memory')"
    said = subprocess.run([sys.executable, "-c", script], stderr=subprocess.PIPE, check=True, text=True).stderr
    line = json.loads(said)
    assert said.count("\n") == 1
    assert (line["level"], line["logger"]) == ("error", "probes.isolation")
    assert line["message"] == "cannot start a probe: no memory"
    assert line["time"].endswith("Z")
