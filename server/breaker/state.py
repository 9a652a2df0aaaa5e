"""The breaker's rules, without a store. Times are integers: microseconds of the store's clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from server.breaker.breaker import FAILURES_TO_OPEN, Circuit, Outcome, Permit, Refusal

MICROSECONDS = 1_000_000
# No trial's lease is as long (the longest probe is 300 s): one that ends later was given before the store's clock was
# put back. Not the lease of whoever asks, since replicas may have different settings for a while.
MAX_LEASE = 600 * MICROSECONDS


@dataclass(frozen=True, slots=True)
class CircuitState:
    """What is stored of a circuit that has failed. `open_until` and `cause` are None while it is closed."""

    target_revision: int
    failures: int = 0
    cause: Outcome | None = None
    open_until: int | None = None
    trial: str | None = None
    trial_until: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a circuit stays open, and how long a trial may take before another caller gets it; microseconds."""

    open_for: int
    lease_for: int

    @classmethod
    def of_seconds(cls, open_seconds: float, lease_seconds: float) -> Timing:
        return cls(round(open_seconds * MICROSECONDS), round(lease_seconds * MICROSECONDS))


def admit(state: CircuitState | None, circuit: Circuit, now: int, timing: Timing) -> Permit | Refusal | None:
    """A permit, a refusal, or None: the pause is over and a trial is to be had by whoever takes it first.

    A pause longer than any is one that began before the store's clock was put back: it is over.
    """
    if state is None or state.open_until is None or state.cause is None:
        return Permit()
    if state.target_revision < circuit.target_revision:
        return Permit()
    if now < state.open_until <= now + timing.open_for:
        return Refusal((state.open_until - now) / MICROSECONDS, state.cause)
    if state.trial_until is not None and now < state.trial_until <= now + MAX_LEASE:
        return Refusal((state.trial_until - now) / MICROSECONDS, state.cause)
    if state.target_revision > circuit.target_revision:
        # Who asks read the connector before it changed: a trial of the old target would say nothing.
        return Refusal(0.0, state.cause)
    return None


def with_trial(state: CircuitState, trial: str, now: int, timing: Timing) -> CircuitState:
    return replace(state, trial=trial, trial_until=now + timing.lease_for)


def report(
    state: CircuitState | None, circuit: Circuit, permit: Permit, outcome: Outcome, *, now: int, timing: Timing
) -> CircuitState | None:
    """The state after a report; the same one when it is to be dropped, None when nothing is left to remember."""
    if state is not None and state.target_revision > circuit.target_revision:
        return state
    if state is not None and state.target_revision < circuit.target_revision:
        state = None
    if permit.trial is not None:
        return _after_trial(state, permit.trial, outcome, now, timing)
    if state is not None and state.open_until is not None:
        return state  # admitted before it opened: from then on only the trial speaks
    if outcome is Outcome.NEUTRAL:
        return state
    if outcome is Outcome.HEALTHY:
        return None
    failed = replace(state or CircuitState(circuit.target_revision), failures=(state.failures if state else 0) + 1)
    return _opened(failed, outcome, now, timing) if failed.failures >= FAILURES_TO_OPEN else failed


def _after_trial(
    state: CircuitState | None, trial: str, outcome: Outcome, now: int, timing: Timing
) -> CircuitState | None:
    if state is None or state.trial != trial:
        return state  # the lease ran out and the trial went to another
    if outcome is Outcome.HEALTHY:
        return None
    if outcome is Outcome.NEUTRAL:
        return replace(state, trial=None, trial_until=None)
    return _opened(state, outcome, now, timing)


def _opened(state: CircuitState, cause: Outcome, now: int, timing: Timing) -> CircuitState:
    return replace(state, cause=cause, open_until=now + timing.open_for, trial=None, trial_until=None)
