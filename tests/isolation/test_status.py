"""How busy the prober says it is, and that asking takes nothing from tests."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from probes.isolation.frames import Kind, encode
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable, ProbeRunner
from tests.isolation.conftest import AnyRunner, Peers, Reach, job
from tests.isolation.test_lifecycle import eventually


def counts(runner: AnyRunner) -> tuple[int, int, int]:
    status = runner.status()
    return status.running, status.queued, status.refused


def test_it_counts_what_runs_what_waits_and_what_it_had_no_room_for(
    start_prober: Callable[..., Prober], reach: Reach, peers: Peers
) -> None:
    runner = reach(start_prober(concurrency=4, queue=4))
    idle = runner.status()
    assert (idle.running, idle.queued, idle.concurrency, idle.refused) == (0, 0, 4, 0)
    cancels: list[Callable[[], None]] = []

    def hang(number: int) -> None:
        hung = job("knock", connector=f"conn_{number}", host="127.0.0.1", port=peers.silent, seconds=30)
        with pytest.raises((ProbeCancelled, ProberBusy)):
            runner.run(hung, on_cancel=cancels.append)

    with ThreadPoolExecutor(6) as pool:
        hung = []
        # One tenant alone holds half of the children, and half of the queue.
        for number, expected in enumerate([(1, 0, 0), (2, 0, 0), (2, 1, 0), (2, 2, 0), (2, 2, 1), (2, 2, 2)]):
            hung.append(pool.submit(hang, number))
            assert eventually(lambda expected=expected: counts(runner) == expected), (expected, counts(runner))
        for cancel in cancels:
            cancel()
        for done in hung:
            done.result()
    assert eventually(lambda: counts(runner) == (0, 0, 2))
    assert runner.status().resident > 10 << 20
    assert 0 < runner.status().descriptors < 100
    assert 0 <= time.time() - runner.status().started < 600


def test_a_prober_that_does_not_answer_in_time_is_unavailable(runner: AnyRunner, prober: Prober) -> None:
    assert prober.zygote_pid is not None
    os.kill(prober.zygote_pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        with pytest.raises(ProberUnavailable):
            runner.check()
        assert time.monotonic() - begun < 10
    finally:
        os.kill(prober.zygote_pid, signal.SIGCONT)


def test_what_only_looks_like_the_question_is_dropped(prober: Prober) -> None:
    for said in (encode(Kind.STATUS, {"a": 1}), encode(Kind.BUSY), encode(Kind.STATUS)[:2]):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(10)
            sock.connect(str(prober.socket_path))
            sock.sendall(said)
            with contextlib.suppress(ConnectionResetError):  # what it did not read was thrown away
                assert sock.recv(1) == b""
    ProbeRunner(prober.socket_path).check()
