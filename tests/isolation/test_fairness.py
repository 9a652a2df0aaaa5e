"""Who waits for whom: the bound on probes at once, the tenants' shares, the queue, and tests that share a probe."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.isolation.fairness import FairQueue
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeCancelled, ProberBusy
from probes.result import Step
from tests.isolation.conftest import AnyRunner, Peers, Reach, children_of, job
from tests.isolation.test_lifecycle import eventually, run_aside, zygote_of


def test_two_hundred_hung_peers_of_one_tenant_leave_another_tenant_alone(
    start_prober: Callable[..., Prober], reach: Reach, peers: Peers
) -> None:
    prober = start_prober(concurrency=8)
    runner = reach(prober)
    most = 0
    cancels: list[Callable[[], None]] = []

    def hang(number: int) -> str:
        try:
            hung = job(
                "knock", tenant="hung", connector=f"conn_{number}", host="127.0.0.1", port=peers.silent, seconds=40
            )
            runner.run(hung, on_cancel=cancels.append)
        except ProberBusy:
            return "busy"
        except ProbeCancelled:
            return "cancelled"
        return "ran"

    with ThreadPoolExecutor(200) as pool:
        hung = [pool.submit(hang, number) for number in range(200)]
        assert eventually(lambda: len(children_of(zygote_of(prober))) == 4)  # half of what there is
        for number in range(20):
            well = job("knock", tenant="well", connector=f"conn_{number}", host="127.0.0.1", port=peers.greeting)
            begun = time.monotonic()
            assert runner.run(well).success
            assert time.monotonic() - begun < 5
            most = max(most, len(children_of(zygote_of(prober))))
        assert eventually(lambda: sum(future.done() for future in hung) >= 180)  # 4 run, 16 wait, the rest are refused
        for cancel in cancels:
            cancel()
        outcomes = Counter(future.result() for future in hung)
    assert most <= 8
    assert outcomes == {"busy": 180, "cancelled": 20}
    assert eventually(lambda: not children_of(zygote_of(prober)))


def test_beyond_the_queue_a_test_is_refused_at_once_and_told_when_to_come_back(
    start_prober: Callable[..., Prober], reach: Reach
) -> None:
    prober = start_prober(concurrency=1, queue=2)
    runner = reach(prober)
    cancels: list[Callable[[], None]] = []
    running = run_aside(lambda: runner.run(job("stubborn", seconds=60), on_cancel=cancels.append))
    assert eventually(lambda: len(children_of(zygote_of(prober))) == 1)
    waiting = run_aside(lambda: runner.run(job("threaded", connector="conn_2"), on_cancel=cancels.append))
    assert eventually(lambda: len(cancels) == 2)
    time.sleep(0.2)
    with pytest.raises(ProberBusy) as refusal:
        runner.run(job("threaded", connector="conn_3"))
    assert 1 <= refusal.value.retry_after <= 30
    cancels[0]()
    with pytest.raises(ProbeCancelled):
        running.result(30)
    assert waiting.result(30).success


def test_a_test_that_finds_no_room_in_half_its_time_blames_nobody(
    start_prober: Callable[..., Prober], reach: Reach
) -> None:
    prober = start_prober(concurrency=1)
    runner = reach(prober)
    cancels: list[Callable[[], None]] = []
    running = run_aside(lambda: runner.run(job("stubborn", seconds=60), on_cancel=cancels.append))
    assert eventually(lambda: len(children_of(zygote_of(prober))) == 1)
    with pytest.raises(ProberBusy):
        runner.run(job("threaded", connector="conn_2", seconds=1))
    cancels[0]()
    with pytest.raises(ProbeCancelled):
        running.result(30)


def test_overlapping_tests_of_one_connector_share_one_probe(runner: AnyRunner, prober: Prober) -> None:
    first_step = threading.Event()
    late_steps: list[Step] = []
    first = run_aside(
        lambda: runner.run(job("stubborn", seconds=2), share="r1", on_step=lambda _step: first_step.set())
    )
    assert first_step.wait(30)
    others = [run_aside(lambda: runner.run(job("stubborn", seconds=2), share="r1", on_step=late_steps.append))]
    time.sleep(0.3)
    assert len(children_of(zygote_of(prober))) == 1
    other_revision = run_aside(lambda: runner.run(job("stubborn", seconds=2), share="r2"))
    other_tenant = run_aside(lambda: runner.run(job("stubborn", seconds=2, tenant="globex"), share="r1"))
    assert eventually(lambda: len(children_of(zygote_of(prober))) == 3)
    results = [future.result(30) for future in (first, *others)]
    assert results[0].steps[:1] == results[1].steps[:1]
    assert late_steps  # who comes late hears the earlier steps first
    other_revision.result(30)
    other_tenant.result(30)


def test_who_shares_a_probe_keeps_it_when_the_first_caller_goes_away(runner: AnyRunner, prober: Prober) -> None:
    first_step = threading.Event()
    cancels: list[Callable[[], None]] = []
    first = run_aside(
        lambda: runner.run(
            job("stubborn", seconds=3), share="r1", on_cancel=cancels.append, on_step=lambda _step: first_step.set()
        )
    )
    assert first_step.wait(30)
    second = run_aside(lambda: runner.run(job("stubborn", seconds=3), share="r1", on_cancel=cancels.append))
    assert eventually(lambda: len(cancels) == 2)
    time.sleep(0.2)
    cancels[0]()
    with pytest.raises(ProbeCancelled):
        first.result(30)
    assert len(children_of(zygote_of(prober))) == 1
    assert "while authenticating" in second.result(30).message


TENANTS = st.sampled_from(["a", "b", "c", "d"])


@given(st.integers(1, 12), st.lists(st.one_of(TENANTS, st.just("end")), max_size=120))
def test_no_tenant_takes_more_than_its_share_and_none_starves(concurrency: int, events: list[str]) -> None:
    queue: FairQueue[tuple[str, int]] = FairQueue(concurrency, limit=64, tenant_limit=32)
    running: list[tuple[str, int]] = []
    waiting: list[tuple[str, int]] = []
    for number, event in enumerate(events):
        if event == "end" and running:
            queue.done(running.pop(0)[0])
        elif event != "end" and queue.offer(event, (event, number)):
            waiting.append((event, number))
        while True:
            share = queue.share
            item = queue.take()
            if item is None:
                break
            running.append(item)
            waiting.remove(item)
            assert Counter(tenant for tenant, _ in running)[item[0]] <= share
        assert len(running) <= concurrency
        assert len(queue) == len(waiting)
    while running or waiting:  # everything is served in the end, and a tenant's own in order
        if running:
            queue.done(running.pop(0)[0])
        while (item := queue.take()) is not None:
            assert item == min(entry for entry in waiting if entry[0] == item[0])
            waiting.remove(item)
            running.append(item)
        assert running or not waiting


def test_the_queue_turns_round_over_the_tenants() -> None:
    queue: FairQueue[str] = FairQueue(1, limit=64, tenant_limit=32)
    for number in range(3):
        for tenant in ("a", "b"):
            queue.offer(tenant, f"{tenant}{number}")
    served = []
    for _ in range(6):
        item = queue.take()
        assert item is not None
        served.append(item)
        queue.done(item[0])
    assert served == ["a0", "b0", "a1", "b1", "a2", "b2"]
