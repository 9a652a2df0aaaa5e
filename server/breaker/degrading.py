"""A CircuitBreaker that outlives its store: while that is away, each worker counts failures by itself."""

from __future__ import annotations

from server.breaker.breaker import Circuit, CircuitBreaker, Outcome, Permit, Refusal
from server.breaker.local import LocalCircuitBreaker
from server.storage.store_health import StoreHealth


class DegradingCircuitBreaker:
    """A trial's report that reaches the other side than the one that gave it says nothing there: its lease runs out."""

    def __init__(self, shared: CircuitBreaker, health: StoreHealth, *, lease_seconds: float) -> None:
        self._shared = shared
        self._health = health
        self._local = LocalCircuitBreaker(lease_seconds=lease_seconds)

    def admit(self, circuit: Circuit) -> Permit | Refusal:
        """Whether a probe may go now."""
        return self._health.ask(lambda: self._shared.admit(circuit), lambda: self._local.admit(circuit))

    def report(self, circuit: Circuit, permit: Permit, outcome: Outcome) -> None:
        """What came of a permitted probe."""
        self._health.ask(
            lambda: self._shared.report(circuit, permit, outcome),
            lambda: self._local.report(circuit, permit, outcome),
        )

    def forget(self, tenant: str, connector_id: str) -> None:
        """Drops what is known of a connector that was deleted; what the store keeps of it there expires by itself."""
        self._local.forget(tenant, connector_id)
        self._health.ask(lambda: self._shared.forget(tenant, connector_id), lambda: None)
