"""TestConnector: probes the peer with the stored credentials and stamps the outcome on the connector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from probes.result import ProbeResult, Step
from probes.run import Job
from server.breaker.breaker import Circuit, Refusal
from server.call import Call
from server.connectors import binding
from server.connectors.circuit_rules import circuit_open
from server.connectors.clock import now_ms
from server.connectors.ids import new_run_id
from server.connectors.probing import Probing, job_of, no_test_yet
from server.connectors.repository import Repository, TenantConnectors, must_get
from server.connectors.sealing import Sealer
from server.connectors.type_catalogue import TypeCatalogue
from server.storage.audit_record import AuditEvent, event_of
from server.storage.record import ConnectorRecord, TestStamp
from server.storage.test_run import Cause, FleetPlace, TestRun


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
        probing: Probing,
        binding: bool = False,
    ) -> None:
        self._repository = repository
        self._sealer = sealer
        self._types = types
        self._probing = probing
        self._binding = binding

    def __call__(self, call: Call, connector_id: str, asked: Asked = Asked()) -> TestedConnector:
        """Raises NotFound, DataLoss, TestQueueFull, Unavailable, Cancelled, DeadlineExceeded, stamping nothing."""
        begun = now_ms()
        connectors = self._repository.for_tenant(call.caller.tenant)
        record = must_get(connectors, connector_id)
        prepared = self._prepare(record, self._probing.budget(call))
        if isinstance(prepared, ProbeResult):
            return _stamped(connectors, record, _run(record, prepared, begun, asked), _event(call, record, prepared))
        circuit = Circuit(record.tenant, record.id, record.target_revision)
        result = self._probing.run(call, prepared, circuit, asked.on_step)
        if isinstance(result, Refusal):
            refused = circuit_open(result)
            connectors.note(_event(call, record, refused))
            return TestedConnector(record, refused)
        return _stamped(connectors, record, _run(record, result, begun, asked), _event(call, record, result))

    def _prepare(self, record: ConnectorRecord, seconds: float) -> Job | ProbeResult:
        """The job for the prober, or the result where there is nothing to probe with."""
        connector_type = self._types.find(record.tenant, record.type)
        if connector_type is None or connector_type.probe is None:
            return no_test_yet(record.type)
        secrets = self._sealer.open(record)
        if self._binding and (refused := binding.refused(connector_type, record, secrets)):
            return refused
        return job_of(connector_type, record, secrets, seconds)


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
