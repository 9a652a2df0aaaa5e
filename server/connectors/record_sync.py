"""RecordSync: an internal service tells what a sync moved."""

from __future__ import annotations

from typing import Protocol

from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.repository import Repository, must_get
from server.errors import FieldViolation, InvalidArgument
from server.storage.audit_record import AuditEvent, event_of
from server.storage.record import ConnectorRecord

# How far the clock of who reports may be ahead of ours.
SKEW_MS = 300_000


class Syncs(Protocol):
    def record(
        self, tenant: str, connector_id: str, row_count: int | None, finished_at: int, event: AuditEvent
    ) -> ConnectorRecord | None:
        """The connector as it stands after the report; None when it is gone."""
        ...


class RecordSync:
    def __init__(self, repository: Repository, syncs: Syncs) -> None:
        self._repository = repository
        self._syncs = syncs

    def __call__(
        self, call: Call, connector_id: str, row_count: int | None, finished_at: int | None
    ) -> ConnectorRecord:
        """Raises NotFound, InvalidArgument. `finished_at` in milliseconds since the epoch."""
        now = now_ms()
        ended = now if finished_at is None else finished_at
        _refuse(row_count, ended, now)
        tenant = call.caller.tenant
        must_get(self._repository.for_tenant(tenant), connector_id)
        event = event_of(call, connector_id=connector_id)
        found = self._syncs.record(tenant, connector_id, row_count, min(ended, now), event)
        return found or must_get(self._repository.for_tenant(tenant), connector_id)


def _refuse(row_count: int | None, ended: int, now: int) -> None:
    found = []
    if row_count is not None and row_count < 0:
        found.append(FieldViolation("rowCount", "must be at least 0"))
    if not 0 <= ended <= now + SKEW_MS:
        found.append(FieldViolation("finishedAt", "expected a time since 1970 that is not in the future"))
    if found:
        raise InvalidArgument.of(found)
