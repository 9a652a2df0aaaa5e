"""The circuit breaker over processes: the same suite for SQLite, PostgreSQL and Redis."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Barrier

import pytest

from server.breaker import redis, sql
from server.breaker.breaker import Circuit, CircuitBreaker, Outcome, Permit, Refusal
from tests.storage.processes import in_processes
from tests.storage.shared_state import SharedStore

HEALTHY, UNREACHABLE, REFUSED, NEUTRAL = Outcome.HEALTHY, Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.NEUTRAL
CIRCUIT = Circuit("acme", "conn_1", 3)
OPEN_SECONDS, LEASE_SECONDS = 0.6, 1.5


@pytest.fixture
def breaker(store: SharedStore) -> CircuitBreaker:
    return store.breaker(open_seconds=OPEN_SECONDS, lease_seconds=LEASE_SECONDS)


def probe(breaker: CircuitBreaker, *outcomes: Outcome, circuit: Circuit = CIRCUIT) -> None:
    """Probes that are admitted and end so."""
    for outcome in outcomes:
        permit = breaker.admit(circuit)
        assert isinstance(permit, Permit)
        breaker.report(circuit, permit, outcome)


def refused(breaker: CircuitBreaker, circuit: Circuit = CIRCUIT) -> Refusal:
    answer = breaker.admit(circuit)
    assert isinstance(answer, Refusal)
    return answer


def trial(breaker: CircuitBreaker) -> Permit:
    """The trial after the pause."""
    time.sleep(refused(breaker).retry_after)
    answer = breaker.admit(CIRCUIT)
    assert isinstance(answer, Permit)
    assert answer.trial
    return answer


@pytest.mark.parametrize(
    ("outcomes", "opens"),
    [
        ([UNREACHABLE] * 5, UNREACHABLE),
        ([REFUSED] * 5, REFUSED),
        ([UNREACHABLE, REFUSED, UNREACHABLE, UNREACHABLE, REFUSED], REFUSED),
        ([REFUSED] * 4 + [UNREACHABLE], UNREACHABLE),
        ([UNREACHABLE, NEUTRAL] * 4 + [NEUTRAL, UNREACHABLE], UNREACHABLE),
        ([UNREACHABLE] * 4, None),
        ([UNREACHABLE] * 4 + [HEALTHY] + [UNREACHABLE] * 4, None),
        ([NEUTRAL] * 10, None),
        ([HEALTHY] * 10, None),
    ],
)
def test_five_failures_in_a_row_open_it(
    breaker: CircuitBreaker, outcomes: list[Outcome], opens: Outcome | None
) -> None:
    probe(breaker, *outcomes)
    answer = breaker.admit(CIRCUIT)
    if opens is None:
        assert answer == Permit()
    else:
        assert isinstance(answer, Refusal)
        assert answer.cause is opens
        assert 0 < answer.retry_after <= OPEN_SECONDS


def test_other_connectors_and_tenants_are_not_touched(breaker: CircuitBreaker) -> None:
    probe(breaker, *[UNREACHABLE] * 5)
    assert breaker.admit(Circuit("acme", "conn_2", 3)) == Permit()
    assert breaker.admit(Circuit("globex", "conn_1", 3)) == Permit()


def test_after_the_pause_one_caller_gets_the_trial_and_success_closes(breaker: CircuitBreaker) -> None:
    probe(breaker, *[UNREACHABLE] * 5)
    permit = trial(breaker)
    waiting = refused(breaker)
    assert waiting.cause is UNREACHABLE
    assert 0 < waiting.retry_after <= LEASE_SECONDS
    breaker.report(CIRCUIT, permit, HEALTHY)
    probe(breaker, *[UNREACHABLE] * 4)  # counts from nothing again
    assert breaker.admit(CIRCUIT) == Permit()


def test_a_trial_that_fails_opens_it_again_with_its_own_cause(breaker: CircuitBreaker) -> None:
    probe(breaker, *[UNREACHABLE] * 5)
    breaker.report(CIRCUIT, trial(breaker), REFUSED)
    again = refused(breaker)
    assert again.cause is REFUSED
    assert again.retry_after > OPEN_SECONDS / 2
    breaker.report(CIRCUIT, trial(breaker), HEALTHY)
    assert breaker.admit(CIRCUIT) == Permit()


def test_a_trial_that_asked_nobody_is_given_back(breaker: CircuitBreaker) -> None:
    probe(breaker, *[UNREACHABLE] * 5)
    first = trial(breaker)
    breaker.report(CIRCUIT, first, NEUTRAL)
    second = breaker.admit(CIRCUIT)
    assert isinstance(second, Permit)
    assert second.trial not in {None, first.trial}


def test_a_trial_whose_holder_died_goes_to_another_and_its_late_report_is_dropped(breaker: CircuitBreaker) -> None:
    probe(breaker, *[UNREACHABLE] * 5)
    lost = trial(breaker)
    time.sleep(refused(breaker).retry_after)
    taken = breaker.admit(CIRCUIT)
    assert isinstance(taken, Permit)
    assert taken.trial not in {None, lost.trial}
    for outcome in (HEALTHY, UNREACHABLE, NEUTRAL):
        breaker.report(CIRCUIT, lost, outcome)
        refused(breaker)  # the other's trial still runs
    breaker.report(CIRCUIT, taken, HEALTHY)
    assert breaker.admit(CIRCUIT) == Permit()


@pytest.mark.parametrize("outcome", [HEALTHY, UNREACHABLE, REFUSED])
def test_while_open_a_probe_admitted_before_says_nothing(breaker: CircuitBreaker, outcome: Outcome) -> None:
    late = breaker.admit(CIRCUIT)
    assert isinstance(late, Permit)
    probe(breaker, *[UNREACHABLE] * 5)
    before = refused(breaker)
    time.sleep(0.05)
    breaker.report(CIRCUIT, late, outcome)
    after = refused(breaker)
    assert after.cause is UNREACHABLE
    assert after.retry_after < before.retry_after


def test_a_new_target_starts_anew_and_the_old_one_has_no_say_in_it(breaker: CircuitBreaker) -> None:
    changed = Circuit("acme", "conn_1", 4)
    old = breaker.admit(CIRCUIT)
    assert isinstance(old, Permit)
    probe(breaker, *[UNREACHABLE] * 5)
    probe(breaker, *[REFUSED] * 4, circuit=changed)
    breaker.report(CIRCUIT, old, UNREACHABLE)
    breaker.report(CIRCUIT, old, HEALTHY)
    probe(breaker, REFUSED, circuit=changed)
    assert refused(breaker, changed).cause is REFUSED
    assert refused(breaker, CIRCUIT).cause is REFUSED  # read before the change: no trial for a stale target
    time.sleep(OPEN_SECONDS)
    refused(breaker, CIRCUIT)
    assert isinstance(breaker.admit(changed), Permit)


def test_a_success_of_the_new_target_clears_the_old_one(breaker: CircuitBreaker) -> None:
    changed = Circuit("acme", "conn_1", 4)
    probe(breaker, *[UNREACHABLE] * 5)
    probe(breaker, HEALTHY, circuit=changed)
    assert breaker.admit(changed) == Permit()


def test_a_deleted_connector_is_forgotten(breaker: CircuitBreaker) -> None:
    probe(breaker, *[UNREACHABLE] * 5)
    breaker.forget("acme", "conn_other")
    breaker.forget("globex", "conn_1")
    refused(breaker)
    breaker.forget("acme", "conn_1")
    breaker.forget("acme", "conn_1")
    assert breaker.admit(CIRCUIT) == Permit()


def test_a_circuit_that_nobody_touches_is_forgotten(store: SharedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for store_of_circuits in (sql, redis):
        monkeypatch.setattr(store_of_circuits, "FORGET_AFTER_SECONDS", 1)
    monkeypatch.setattr(sql, "PRUNE_EVERY_SECONDS", 0.0)
    breaker = store.breaker(open_seconds=60, lease_seconds=60)
    probe(breaker, *[UNREACHABLE] * 5)
    time.sleep(1.5)
    probe(breaker, UNREACHABLE, circuit=Circuit("acme", "conn_2", 1))  # a write is what prunes
    assert breaker.admit(CIRCUIT) == Permit()


def fail_once(store: SharedStore, barrier: Barrier) -> bool:
    breaker = store.breaker(open_seconds=60, lease_seconds=60)
    permit = breaker.admit(CIRCUIT)
    barrier.wait()
    assert isinstance(permit, Permit)
    breaker.report(CIRCUIT, permit, UNREACHABLE)
    return True


def ask_for_the_trial(store: SharedStore, barrier: Barrier) -> int:
    """How many trials this process gets while it asks for a second and a half."""
    breaker = store.breaker(open_seconds=OPEN_SECONDS, lease_seconds=60)
    answers: list[Permit | Refusal] = []
    barrier.wait()
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        answers.append(breaker.admit(CIRCUIT))
    return trials_among(answers)


def trials_among(answers: Sequence[Permit | Refusal]) -> int:
    assert all(answer.trial for answer in answers if isinstance(answer, Permit))
    return sum(isinstance(answer, Permit) for answer in answers)


@pytest.mark.parametrize("failures", [4, 5])
def test_failures_of_several_processes_add_up(store: SharedStore, failures: int) -> None:
    in_processes(failures, fail_once, store)
    answer = store.breaker(open_seconds=60, lease_seconds=60).admit(CIRCUIT)
    assert isinstance(answer, Refusal if failures == 5 else Permit)


def test_of_several_processes_that_ask_exactly_one_gets_the_trial(store: SharedStore) -> None:
    probe(store.breaker(open_seconds=OPEN_SECONDS, lease_seconds=60), *[UNREACHABLE] * 5)
    assert sum(in_processes(8, ask_for_the_trial, store)) == 1


def test_a_healthy_connector_leaves_nothing_stored(store: SharedStore, breaker: CircuitBreaker) -> None:
    probe(breaker, UNREACHABLE, HEALTHY, NEUTRAL, HEALTHY)
    assert breaker.admit(CIRCUIT) == Permit()
    if store.prefix:
        assert breaker._store._client.keys(f"{store.prefix}:*") == []  # type: ignore[attr-defined]
    else:
        database = breaker._database  # type: ignore[attr-defined]
        with database.peewee.connection_context():
            assert database.peewee.execute_sql("SELECT * FROM circuits").fetchall() == []
