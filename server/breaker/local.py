"""CircuitBreaker in one process's memory: what stands in while the shared store is away."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict

from server.breaker import state as rules
from server.breaker.breaker import OPEN_SECONDS, TRIAL_LEASE_SECONDS, Circuit, Outcome, Permit, Refusal
from server.breaker.state import MICROSECONDS, CircuitState, Timing

MAX_CIRCUITS = 10_000  # the least recently used are forgotten beyond it


class LocalCircuitBreaker:
    """The same rules for one worker. Time is monotonic."""

    def __init__(self, *, open_seconds: float = OPEN_SECONDS, lease_seconds: float = TRIAL_LEASE_SECONDS) -> None:
        self._timing = Timing.of_seconds(open_seconds, lease_seconds)
        self._lock = threading.Lock()
        self._states: OrderedDict[tuple[str, str], CircuitState] = OrderedDict()

    def admit(self, circuit: Circuit) -> Permit | Refusal:
        """Whether a probe may go now."""
        now = _now()
        with self._lock:
            state = self._states.get(_key(circuit))
            answer = rules.admit(state, circuit, now, self._timing)
            if answer is not None or state is None:
                return answer or Permit()
            trial = secrets.token_hex(8)
            self._keep(circuit, rules.with_trial(state, trial, now, self._timing))
        return Permit(trial)

    def report(self, circuit: Circuit, permit: Permit, outcome: Outcome) -> None:
        """What came of a permitted probe."""
        with self._lock:
            state = self._states.get(_key(circuit))
            self._keep(circuit, rules.report(state, circuit, permit, outcome, now=_now(), timing=self._timing))

    def forget(self, tenant: str, connector_id: str) -> None:
        """Drops what is known of a connector that was deleted."""
        with self._lock:
            self._states.pop((tenant, connector_id), None)

    def _keep(self, circuit: Circuit, state: CircuitState | None) -> None:
        if state is None:
            self._states.pop(_key(circuit), None)
            return
        self._states[_key(circuit)] = state
        self._states.move_to_end(_key(circuit))
        if len(self._states) > MAX_CIRCUITS:
            self._states.popitem(last=False)


def _key(circuit: Circuit) -> tuple[str, str]:
    return circuit.tenant, circuit.connector_id


def _now() -> int:
    return int(time.monotonic() * MICROSECONDS)
