"""A CircuitBreaker that tells what its circuits were found to be, and what was reported of them."""

from __future__ import annotations

from collections.abc import Callable

from server.breaker.breaker import Circuit, CircuitBreaker, Outcome, Permit, Refusal

CLOSED, HALF_OPEN, OPEN = "closed", "half_open", "open"


class MeteredCircuitBreaker:
    """`on_admission` is told the state that a test met, `on_report` that state and the outcome."""

    def __init__(
        self, breaker: CircuitBreaker, on_admission: Callable[[str], None], on_report: Callable[[str, str], None]
    ) -> None:
        self._breaker = breaker
        self._on_admission = on_admission
        self._on_report = on_report

    def admit(self, circuit: Circuit) -> Permit | Refusal:
        answer = self._breaker.admit(circuit)
        self._on_admission(OPEN if isinstance(answer, Refusal) else _state_of(answer))
        return answer

    def report(self, circuit: Circuit, permit: Permit, outcome: Outcome) -> None:
        self._breaker.report(circuit, permit, outcome)
        self._on_report(_state_of(permit), outcome.value)

    def forget(self, tenant: str, connector_id: str) -> None:
        self._breaker.forget(tenant, connector_id)


def _state_of(permit: Permit) -> str:
    return CLOSED if permit.trial is None else HALF_OPEN
