"""TestConnector: probes the peer with the stored credentials and stamps the outcome on the connector."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from probes.isolation.runner import ProbeCancelled, ProberBusy, ProberUnavailable
from probes.result import ProbeResult, Reason, Step, StepName, StepStatus
from probes.run import Job
from server.breaker.breaker import Circuit, CircuitBreaker, Outcome, Permit, Refusal
from server.call import Call
from server.connectors import binding, config_secrets
from server.connectors.circuit_rules import circuit_open, outcome_of
from server.connectors.clock import now_ms
from server.connectors.ids import new_run_id
from server.connectors.repository import Repository, TenantConnectors, must_get
from server.connectors.sealing import Sealer
from server.connectors.type_catalogue import TypeCatalogue
from server.errors import Cancelled, DeadlineExceeded, TestQueueFull, Unavailable
from server.storage.audit_record import AuditEvent, event_of
from server.storage.record import ConnectorRecord, TestStamp
from server.storage.test_run import Cause, FleetPlace, TestRun

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


@dataclass(frozen=True, slots=True)
class TestedConnector:
    """The connector as it stands after the test, and what the probe found."""

    __test__ = False

    record: ConnectorRecord
    result: ProbeResult


@dataclass(frozen=True, slots=True)
class Asked:
    """How a test came about. `on_step` hears of each step as it ends, in the thread of the test."""

    cause: Cause = Cause.USER
    place: FleetPlace | None = None
    on_step: Callable[[Step], None] | None = None


class TestConnector:
    __test__ = False

    def __init__(
        self,
        *,
        repository: Repository,
        sealer: Sealer,
        types: TypeCatalogue,
        breaker: CircuitBreaker,
        runner: Runner,
        metrics: Measures,
        timeout_seconds: float,
        binding: bool = False,
    ) -> None:
        self._repository = repository
        self._sealer = sealer
        self._types = types
        self._breaker = breaker
        self._runner = runner
        self._metrics = metrics
        self._timeout_seconds = timeout_seconds
        self._binding = binding

    def __call__(self, call: Call, connector_id: str, asked: Asked = Asked()) -> TestedConnector:
        """Raises NotFound, DataLoss, TestQueueFull, Unavailable, Cancelled, DeadlineExceeded, stamping nothing."""
        begun = now_ms()
        connectors = self._repository.for_tenant(call.caller.tenant)
        record = must_get(connectors, connector_id)
        prepared = self._prepare(record, self._budget(call))
        if isinstance(prepared, ProbeResult):
            return _stamped(connectors, record, _run(record, prepared, begun, asked), _event(call, record, prepared))
        circuit = Circuit(record.tenant, record.id, record.target_revision)
        admission = self._breaker.admit(circuit)
        if isinstance(admission, Refusal):
            self._metrics.test_refused("circuit_open")
            refused = circuit_open(admission)
            connectors.note(_event(call, record, refused))
            return TestedConnector(record, refused)
        result = self._probe(call, prepared, circuit, admission, asked)
        self._metrics.tested(
            record.type,
            own=prepared.declaration is not None,
            level=result.level.name,
            reason=result.reason or "",
            seconds=result.latency_ms / 1000,
        )
        return _stamped(connectors, record, _run(record, result, begun, asked), _event(call, record, result))

    def _budget(self, call: Call) -> float:
        remaining = call.remaining()
        if remaining is None:
            return self._timeout_seconds
        if remaining <= AFTER_PROBE_SECONDS:
            raise DeadlineExceeded("the deadline leaves no time for a test")
        return min(self._timeout_seconds, remaining - AFTER_PROBE_SECONDS)

    def _prepare(self, record: ConnectorRecord, seconds: float) -> Job | ProbeResult:
        """The job for the prober, or the result where there is nothing to probe with."""
        connector_type = self._types.find(record.tenant, record.type)
        if connector_type is None or connector_type.probe is None:
            return _not_probed(Reason.UNSUPPORTED, f"Connector type {record.type} has no connection test yet")
        secrets = self._sealer.open(record)
        if self._binding and (refused := binding.refused(connector_type, record, secrets)):
            return refused
        config = config_secrets.restore(record.config, secrets.config)
        credentials = secrets.credentials or {}
        if violations := connector_type.missing(config, credentials, record.auth_method):
            return _not_probed(
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

    def _probe(self, call: Call, job: Job, circuit: Circuit, permit: Permit, asked: Asked) -> ProbeResult:
        outcome = Outcome.NEUTRAL
        try:
            share = f"{circuit.target_revision} {_digest(job.declaration)}"
            result = self._runner.run(job, share=share, on_cancel=call.cancellation.on_cancel, on_step=asked.on_step)
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


def _digest(declaration: str | None) -> str:
    """Of a tenant's own type: tests before and after a change of it are not one."""
    return hashlib.blake2b(declaration.encode(), digest_size=8).hexdigest() if declaration else ""


def _not_probed(reason: Reason, message: str, field: str | None = None, hint: str | None = None) -> ProbeResult:
    step = Step(StepName.CONFIG, StepStatus.FAILED, 0, message)
    return ProbeResult(success=False, message=message, reason=reason, steps=(step,), field=field, hint=hint)


def _event(call: Call, record: ConnectorRecord, result: ProbeResult) -> AuditEvent:
    return event_of(call, connector_id=record.id, reason=result.reason or "")


def _run(record: ConnectorRecord, result: ProbeResult, begun: int, asked: Asked) -> TestRun:
    return TestRun(
        id=new_run_id(),
        connector_id=record.id,
        started_at=begun,
        result=result,
        target_revision=record.target_revision,
        credential_version=record.credential_version,
        cause=asked.cause,
        place=asked.place,
    )


def _stamped(connectors: TenantConnectors, record: ConnectorRecord, run: TestRun, event: AuditEvent) -> TestedConnector:
    now, result = now_ms(), run.result
    stamp = TestStamp(
        status="active" if result.success else "error",
        tested_at=now,
        error=None if result.success else result.message,
        row_count=result.row_count,
        sync_at=None if result.row_count is None else now,
    )
    stamped = connectors.stamp_test(record.id, record.target_revision, stamp, event, run)
    # None: deleted or changed while the probe ran. The result stands, for what was tested; nothing is stamped.
    return TestedConnector(stamped or must_get(connectors, record.id), result)
