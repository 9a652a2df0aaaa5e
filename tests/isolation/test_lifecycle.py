"""Deadlines, cancellation, and the death of each process involved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeCancelled, ProberUnavailable, ProbeRunner
from probes.result import ProbeResult, Reason, StepName, StepStatus
from tests.isolation.conftest import AnyRunner, Peers, Reach, children_of, job
from tests.prober.remote import remote_runner

PATIENCE = 30.0


def eventually(condition: Callable[[], bool]) -> bool:
    """Waits for what must come; generous, as it only guards against hanging."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def zygote_of(prober: Prober) -> int:
    pid = prober.zygote_pid
    assert pid is not None
    return pid


def run_aside(call: Callable[[], ProbeResult]) -> Future[ProbeResult]:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(call)
    pool.shutdown(wait=False)
    return future


def test_a_silent_peer_ends_at_the_deadline_with_the_trace_so_far(runner: AnyRunner, peers: Peers) -> None:
    begun = time.monotonic()
    result = runner.run(job("knock", host="127.0.0.1", port=peers.silent, seconds=1))
    assert time.monotonic() - begun < 2
    assert result.reason is Reason.TIMEOUT
    assert [step.name for step in result.steps][-1] is StepName.AUTHENTICATE


def test_a_probe_that_ignores_its_deadline_is_killed_and_the_step_under_way_is_named(
    runner: AnyRunner, prober: Prober
) -> None:
    begun = time.monotonic()
    result = runner.run(job("stubborn", seconds=1))
    assert time.monotonic() - begun < 2
    assert result.reason is Reason.TIMEOUT
    assert result.message == "no answer within 1 s while authenticating"
    assert [(step.name, step.status) for step in result.steps] == [
        (StepName.CONFIG, StepStatus.PASSED),
        (StepName.AUTHENTICATE, StepStatus.FAILED),
    ]
    assert eventually(lambda: not children_of(zygote_of(prober)))


def test_steps_are_heard_as_they_happen(runner: AnyRunner) -> None:
    heard = threading.Event()
    future = run_aside(lambda: runner.run(job("stubborn", seconds=3), on_step=lambda _step: heard.set()))
    assert heard.wait(PATIENCE)
    assert not future.done()
    future.result()


def test_a_caller_that_goes_away_stops_the_probe(runner: AnyRunner, prober: Prober) -> None:
    hang_ups: list[Callable[[], None]] = []
    future = run_aside(lambda: runner.run(job("stubborn", seconds=60), on_cancel=hang_ups.append))
    assert eventually(lambda: len(children_of(zygote_of(prober))) == 1)
    hang_ups[0]()
    with pytest.raises(ProbeCancelled):
        future.result(PATIENCE)
    assert eventually(lambda: not children_of(zygote_of(prober)))
    hang_ups[0]()  # too late, and harmless


def test_a_killed_child_is_unavailable_and_the_next_test_works(runner: AnyRunner, prober: Prober) -> None:
    future = run_aside(lambda: runner.run(job("stubborn", seconds=60)))
    assert eventually(lambda: len(children_of(zygote_of(prober))) == 1)
    time.sleep(0.2)
    os.kill(children_of(zygote_of(prober))[0], signal.SIGKILL)
    with pytest.raises(ProberUnavailable, match="was killed"):
        future.result(PATIENCE)
    assert runner.run(job("threaded")).success


def test_a_killed_zygote_is_unavailable_and_the_next_test_works(runner: AnyRunner, prober: Prober) -> None:
    future = run_aside(lambda: runner.run(job("stubborn", seconds=60)))
    assert eventually(lambda: len(children_of(zygote_of(prober))) == 1)
    child = children_of(zygote_of(prober))[0]
    os.kill(zygote_of(prober), signal.SIGKILL)
    with pytest.raises(ProberUnavailable):
        future.result(PATIENCE)
    assert eventually(lambda: not Path(f"/proc/{child}").exists())
    waiting = run_aside(lambda: runner.run(job("threaded")))  # comes while nobody listens
    assert eventually(prober.poll)
    assert waiting.result(PATIENCE).success
    assert runner.run(job("threaded")).success


def test_a_zygote_that_keeps_dying_is_restarted_later_and_later(prober: Prober) -> None:
    waits = []
    for _ in range(3):
        os.kill(zygote_of(prober), signal.SIGKILL)
        assert eventually(lambda: prober.zygote_pid is None)
        begun = time.monotonic()
        assert eventually(prober.poll)
        waits.append(time.monotonic() - begun)
    assert waits[0] < waits[2]


def test_a_prober_apart_has_a_limit_of_its_own(prober: Prober) -> None:
    with remote_runner(ProbeRunner(prober.socket_path), seconds=1) as runner:
        result = runner.run(job("stubborn", seconds=30))
    assert result.message == "no answer within 1 s while authenticating"


def test_without_a_prober_the_caller_is_told_so_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProberUnavailable):
        ProbeRunner(tmp_path / "nobody.sock").run(job("threaded"))


def test_a_stopped_prober_leaves_no_process_and_no_socket(start_prober: Callable[..., Prober], reach: Reach) -> None:
    prober = start_prober()
    runner, folder = reach(prober), prober.socket_path.parent
    future = run_aside(lambda: runner.run(job("stubborn", seconds=60)))
    zygote = zygote_of(prober)
    assert eventually(lambda: len(children_of(zygote)) == 1)
    child = children_of(zygote)[0]
    prober.stop()
    with pytest.raises(ProberUnavailable):
        future.result(PATIENCE)
    assert not Path(f"/proc/{zygote}").exists()
    assert eventually(lambda: not Path(f"/proc/{child}").exists())
    assert not folder.exists()


_SUPERVISOR = """
import sys, time
from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
prober = Prober(EgressPolicy.parse([], []), preload=["tests.isolation.hostile"])
prober.start()
print(prober.zygote_pid, prober.socket_path, flush=True)
time.sleep(120)
"""


def test_when_the_supervisor_is_killed_everything_ends(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", _SUPERVISOR],
        cwd=root,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    ) as supervisor:
        assert supervisor.stdout is not None
        zygote, path = supervisor.stdout.readline().split()
        future = run_aside(lambda: ProbeRunner(Path(path.decode())).run(job("stubborn", seconds=60)))
        assert eventually(lambda: len(children_of(int(zygote))) == 1)
        child = children_of(int(zygote))[0]
        supervisor.kill()
        with pytest.raises(ProberUnavailable):
            future.result(PATIENCE)
    assert eventually(lambda: not Path(f"/proc/{int(zygote)}").exists() and not Path(f"/proc/{child}").exists())


_WORKER = """
import sys
from pathlib import Path
from probes.isolation.runner import ProbeRunner
from tests.isolation.conftest import job
ProbeRunner(Path(sys.argv[1])).run(job("stubborn", seconds=60))
"""


def test_when_a_worker_is_killed_its_probe_ends(runner: AnyRunner, prober: Prober) -> None:
    command = [sys.executable, "-c", _WORKER, str(prober.socket_path)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as worker:
        assert eventually(lambda: len(children_of(zygote_of(prober))) == 1)
        worker.kill()
    assert eventually(lambda: not children_of(zygote_of(prober)))
    assert runner.run(job("threaded")).success


def test_three_hundred_probes_leave_nothing_behind(runner: AnyRunner, prober: Prober, peers: Peers) -> None:
    zygote = zygote_of(prober)

    def run(number: int) -> None:
        kind = ("knock", "threaded", "crashing")[number % 3]
        runner.run(job(kind, connector=f"conn_{number}", host="127.0.0.1", port=peers.greeting))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(run, range(48)))
        assert eventually(lambda: not children_of(zygote))
        idle = _steady(zygote)
        before = (_resident(zygote), _resident(os.getpid()))
        list(pool.map(run, range(300)))
        assert eventually(lambda: not children_of(zygote))
        # Fewer is fine: what earlier tests of this process left to the collector goes meanwhile.
        assert eventually(lambda: _descriptors(zygote) <= idle[0] and _descriptors(os.getpid()) <= idle[1])
        assert _resident(zygote) - before[0] < 8 << 20
        assert _resident(os.getpid()) - before[1] < 32 << 20
    assert _threads(zygote) == 1


def _steady(zygote: int) -> tuple[int, int]:
    """The descriptors of both when nothing runs: the zygote lets go of a connection just after its last word."""
    time.sleep(0.5)
    return _descriptors(zygote), _descriptors(os.getpid())


def _descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))
