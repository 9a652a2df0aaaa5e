"""How a prober starts: beside what uses it, and said plainly where it cannot."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober, ProberFailed
from probes.isolation.runner import ProbeRunner
from tests.isolation.conftest import Peers, job, prober_for


def test_what_is_asked_while_the_zygote_starts_is_answered_when_it_has(peers: Peers) -> None:
    prober = prober_for(peers)
    try:
        prober.begin()
        assert not prober.has_started()  # it has an interpreter to start first
        assert ProbeRunner(prober.socket_path).run(job("knock", host="127.0.0.1", port=peers.greeting)).success
        assert prober.has_started()
    finally:
        prober.stop()


def _look_now_and_then(prober: Prober) -> None:
    prober.begin()
    until = time.monotonic() + 60
    while not prober.has_started() and time.monotonic() < until:
        time.sleep(0.05)


@pytest.mark.parametrize("start", [Prober.start, _look_now_and_then])
def test_a_zygote_that_cannot_start_is_said_to_and_leaves_nothing(start: Callable[[Prober], None]) -> None:
    prober = Prober(EgressPolicy.parse([], []), preload=["a_module_that_is_not_there"])
    with pytest.raises(ProberFailed, match="did not start"):
        start(prober)
    assert prober.zygote_pid is None
    with pytest.raises(RuntimeError):
        _ = prober.socket_path
