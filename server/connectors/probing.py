"""A probe of one target, whoever asks for it: the job for the prober, the circuit round it, what is counted of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from probes.connector_type import ConnectorType
from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable
from probes.result import ProbeResult, Reason, Step, StepName, StepStatus
from probes.run import Job
from server.breaker.breaker import Circuit, CircuitBreaker, Outcome, Permit, Refusal
from server.call import Call
from server.connectors import config_secrets
from server.connectors.circuit_rules import outcome_of
from server.connectors.sealing import Secrets
from server.errors import Cancelled, DeadlineExceeded, TestQueueFull, Unavailable
from server.storage.record import ConnectorRecord

# Left of the caller's deadline for what comes after the probe: the stamp and the way back.
AFTER_PROBE_SECONDS = 0.25


class Runner(Protocol):
    def run(
        self,
        job: Job,
        *,
        share: str,
        on_cancel: Callable[[Callable[[], None]], object] | None = None,
        on_step: Callable[[Step], None] | None = None,
    ) -> ProbeResult:
        """Overlapping tests of one connector with the same `share` are one probe.

        Raises ProberUnavailable, ProberBusy, ProbeCancelled.
        """
        ...


class Measures(Protocol):
    """What is counted of tests."""

    def tested(self, type_name: str, *, own: bool, level: str, reason: str, seconds: float) -> None: ...

    def test_refused(self, cause: str) -> None: ...


class Probing:
    """`timeout_seconds` is the most that a probe may take."""

    def __init__(self, breaker: CircuitBreaker, runner: Runner, metrics: Measures, timeout_seconds: float) -> None:
        self._breaker = breaker
        self._runner = runner
        self._metrics = metrics
        self._timeout_seconds = timeout_seconds

    def budget(self, call: Call) -> float:
        """Seconds that a probe has. Raises DeadlineExceeded."""
        remaining = call.remaining()
        if remaining is None:
            return self._timeout_seconds
        if remaining <= AFTER_PROBE_SECONDS:
            raise DeadlineExceeded("the deadline leaves no time for a test")
        return min(self._timeout_seconds, remaining - AFTER_PROBE_SECONDS)

    def run(
        self, call: Call, job: Job, circuit: Circuit, on_step: Callable[[Step], None] | None = None
    ) -> ProbeResult | Refusal:
        """What the probe found; a refusal while the circuit is open.

        Raises TestQueueFull, Unavailable, Cancelled.
        """
        admission = self._breaker.admit(circuit)
        if isinstance(admission, Refusal):
            self._metrics.test_refused("circuit_open")
            return admission
        result = self._probe(call, job, circuit, admission, on_step)
        self._metrics.tested(
            job.type_name,
            own=job.declaration is not None,
            level=result.level.name,
            reason=result.reason or "",
            seconds=result.latency_ms / 1000,
        )
        return result

    def _probe(
        self, call: Call, job: Job, circuit: Circuit, permit: Permit, on_step: Callable[[Step], None] | None
    ) -> ProbeResult:
        outcome = Outcome.NEUTRAL
        try:
            share = f"{circuit.target_revision} {_digest(job.declaration)}"
            result = self._runner.run(job, share=share, on_cancel=call.cancellation.on_cancel, on_step=on_step)
            # Five callers of one probe saw one failure: only one of them reports it.
            outcome = Outcome.NEUTRAL if result.shared else outcome_of(result)
        except ProberBusy as error:
            self._metrics.test_refused("queue_full")
            raise TestQueueFull(str(error), retry_after=error.retry_after) from error
        except ProbeCancelled as error:
            self._metrics.test_refused("cancelled")
            raise Cancelled("the caller went away") from error
        except ProberUnavailable as error:
            self._metrics.test_refused("prober_unavailable")
            raise Unavailable("the prober cannot be reached; nothing was tested", retry_after=1.0) from error
        finally:
            self._breaker.report(circuit, permit, outcome)
        return result


def job_of(
    connector_type: ConnectorType, record: ConnectorRecord, secrets: Secrets, seconds: float
) -> Job | ProbeResult:
    """The job for the prober, or the result where something is missing to probe with."""
    config = config_secrets.restore(record.config, secrets.config)
    credentials = secrets.credentials or {}
    if violations := connector_type.missing(config, credentials, record.auth_method):
        return not_probed(
            Reason.INVALID_CONFIG,
            "; ".join(f"{violation.path}: {violation.message}" for violation in violations),
            field=violations[0].path,
            hint="Complete the connector's configuration, then test again.",
        )
    return Job(
        tenant=record.tenant,
        connector_id=record.id,
        type_name=record.type,
        auth_method=record.auth_method,
        parameters=connector_type.parameters(config),
        credentials=credentials,
        timeout_seconds=seconds,
        declaration=connector_type.own.declaration if connector_type.own else None,
    )


def no_test_yet(type_name: str) -> ProbeResult:
    return not_probed(Reason.UNSUPPORTED, f"Connector type {type_name} has no connection test yet")


def not_probed(reason: Reason, message: str, field: str | None = None, hint: str | None = None) -> ProbeResult:
    step = Step(StepName.CONFIG, StepStatus.FAILED, 0, message)
    return ProbeResult(success=False, message=message, reason=reason, steps=(step,), field=field, hint=hint)


def _digest(declaration: str | None) -> str:
    """Of a tenant's own type: tests before and after a change of it are not one."""
    return hashlib.blake2b(declaration.encode(), digest_size=8).hexdigest() if declaration else ""
