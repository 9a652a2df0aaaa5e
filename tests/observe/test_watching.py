"""What the numbers rest on: pools that count, samples that fail, who hears of a vault's and a breaker's troubles."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest

from server.breaker.breaker import Circuit, Outcome, Permit, Refusal
from server.breaker.metered import MeteredCircuitBreaker
from server.errors import DataLoss, ServiceError
from server.observe.health import Readiness
from server.observe.sampler import Sampler
from server.observe.threads import WatchedPool
from server.storage.pool import PoolExhausted
from server.storage.watched_connections import WatchedConnections
from server.vault.envelope import SecretContext
from server.vault.keyring import Keyring
from tests.vault.vaults import vault_of

CONTEXT = SecretContext(tenant="acme", connector_id="conn_1", field="auth_config", version=1)


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_a_pool_of_threads_says_how_many_work_and_how_many_wait() -> None:
    release = threading.Event()
    with WatchedPool(2, "test") as pool:
        futures = [pool.submit(release.wait) for _ in range(5)]
        assert eventually(lambda: (pool.busy, pool.queued) == (2, 3))
        futures[-1].cancel()
        release.set()
        assert eventually(lambda: (pool.busy, pool.queued) == (0, 0))


def test_a_handler_that_raises_is_at_work_no_longer() -> None:
    with WatchedPool(1, "test") as pool:
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()
        assert pool.busy == 0


def test_connections_in_use_are_counted_and_waits_and_refusals_told() -> None:
    waits: list[float] = []
    refused: list[bool] = []
    pool = WatchedConnections(1, object, lambda _: True, lambda _: None, wait_seconds=0.2)
    pool.on_wait, pool.on_refused = waits.append, lambda: refused.append(True)
    connection = pool.take()
    assert (pool.in_use, pool.size, refused) == (1, 1, [])
    with pytest.raises(PoolExhausted):
        pool.take()
    assert (pool.in_use, refused) == (1, [True])
    threading.Timer(0.05, pool.give, (connection,)).start()
    again = pool.take()
    assert len(waits) >= 1
    assert max(waits) >= 0.01
    pool.give(again)
    assert pool.in_use == 0


def test_a_connection_that_cannot_be_dialled_is_not_in_use() -> None:
    def refuse() -> object:
        raise ConnectionRefusedError

    pool = WatchedConnections(1, refuse, lambda _: True, lambda _: None)
    with pytest.raises(ConnectionRefusedError):
        pool.take()
    assert pool.in_use == 0


def test_a_sample_that_fails_is_told_once_and_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    taken: list[int] = []

    def fail() -> None:
        raise OSError("no")

    sampler = Sampler([fail, lambda: taken.append(1)], seconds=0.01)
    sampler.start()
    assert eventually(lambda: len(taken) >= 3)
    sampler.stop()
    assert [record.message for record in caplog.records] == ["a sample of the metrics failed: OSError"]


def test_who_watches_a_vault_hears_of_each_value_that_cannot_be_used() -> None:
    heard: list[tuple[str, type[ServiceError]]] = []
    vault = vault_of(Keyring({"k1": os.urandom(32)}, "k1"))
    vault.on_error = lambda operation, error: heard.append((operation, type(error)))
    sealed = vault.seal(CONTEXT, b"secret")
    assert vault.open(CONTEXT, sealed) == b"secret"
    assert heard == []
    with pytest.raises(DataLoss):
        vault.open(CONTEXT, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert heard == [("open", DataLoss)]


def test_who_watches_a_breaker_hears_what_tests_met_and_what_came_of_them() -> None:
    class Scripted:
        answers: tuple[Permit | Refusal, ...] = (Permit(), Refusal(1.0, Outcome.UNREACHABLE), Permit(trial="t"))

        def __init__(self) -> None:
            self._next = iter(self.answers)

        def admit(self, _circuit: Circuit) -> Permit | Refusal:
            return next(self._next)

        def report(self, _circuit: Circuit, _permit: Permit, _outcome: Outcome) -> None:
            return

        def forget(self, _tenant: str, _connector_id: str) -> None:
            return

    met: list[str] = []
    came: list[tuple[str, str]] = []
    breaker = MeteredCircuitBreaker(Scripted(), met.append, lambda *told: came.append(told))
    circuit = Circuit("acme", "conn_1", 1)
    for outcome in (Outcome.UNREACHABLE, None, Outcome.HEALTHY):
        answer = breaker.admit(circuit)
        if isinstance(answer, Permit) and outcome:
            breaker.report(circuit, answer, outcome)
    assert met == ["closed", "open", "half_open"]
    assert came == [("closed", "unreachable"), ("half_open", "healthy")]


def test_a_check_that_is_only_told_takes_no_worker_out() -> None:
    def away() -> None:
        raise ConnectionError

    ready, why = Readiness({"database": lambda: None}, told={"prober": away}).report()
    assert ready
    assert why["checks"] == {"database": "ok", "prober": "failed (ConnectionError)"}
