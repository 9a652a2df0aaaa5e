"""The circuit breaker of a connector: stops tests of a peer that keeps failing, lets one trial through after a pause.

    closed --5 failures in a row--> open --30 s--> half-open: one trial --success--> closed
                                     ^------------------failure-----'

State belongs to a connector's target revision: changing its config or credentials starts a new, closed circuit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0
TRIAL_LEASE_SECONDS = 30.0  # a trial whose holder died is given to another after this


class Outcome(StrEnum):
    """What a probe says about the peer's health."""

    HEALTHY = "healthy"  # it answered, whatever it answered: closes
    UNREACHABLE = "unreachable"  # network failure or time-out: counts
    REFUSED = "refused"  # wrong credentials: counts, since they lock accounts upstream
    NEUTRAL = "neutral"  # the peer was never asked: changes nothing, gives a trial back


@dataclass(frozen=True, slots=True)
class Circuit:
    """Whose circuit, for which version of what is tested."""

    tenant: str
    connector_id: str
    target_revision: int


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to probe. `trial` names the one half-open trial, None while the circuit is closed."""

    trial: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The circuit is open. `cause` is the outcome that opened it: UNREACHABLE or REFUSED."""

    retry_after: float
    cause: Outcome


class CircuitBreaker(Protocol):
    def admit(self, circuit: Circuit) -> Permit | Refusal:
        """Whether a probe may go now. Raises Unavailable when the store cannot be reached."""
        ...

    def report(self, circuit: Circuit, permit: Permit, outcome: Outcome) -> None:
        """What came of a permitted probe. A report for an older target revision is dropped."""
        ...

    def forget(self, tenant: str, connector_id: str) -> None:
        """Drops what is known of a connector that was deleted. Raises Unavailable when the store cannot be reached."""
        ...
