"""What the use cases ask of storage. There is no way to ask without a tenant."""

from __future__ import annotations

from typing import Protocol

from server.errors import NotFound
from server.storage.audit_record import AuditEvent
from server.storage.record import ConnectorRecord, Page, TestStamp
from server.storage.test_run import TestRun


class TenantConnectors(Protocol):
    """One tenant's connectors. Every method raises Unavailable when the database cannot be reached.

    What changes something stores the event of its call with it, or neither.
    """

    def insert(self, record: ConnectorRecord, event: AuditEvent, *, own_type: bool = False) -> None:
        """`own_type`: the type is the tenant's own. Raises NameTaken, QuotaExceeded; InvalidArgument when it is
        gone."""
        ...

    def get(self, connector_id: str) -> ConnectorRecord | None: ...

    def page(self, limit: int, after: str | None) -> Page: ...

    def replace(
        self, record: ConnectorRecord, expected_revision: int, event: AuditEvent, *, own_type: bool = False
    ) -> bool:
        """False when the connector was changed or tested since it was read, or is gone.

        Raises NameTaken, QuotaExceeded.
        """
        ...

    def delete(self, connector_id: str, event: AuditEvent) -> bool: ...

    def stamp_test(
        self, connector_id: str, target_revision: int, stamp: TestStamp, event: AuditEvent, run: TestRun | None = None
    ) -> ConnectorRecord | None:
        """The stamped record; None, and only event and run stored, when what was tested is no longer what is stored."""
        ...

    def note(self, event: AuditEvent) -> None:
        """Stores an event that changes nothing else."""
        ...


class Repository(Protocol):
    def for_tenant(self, tenant: str) -> TenantConnectors: ...


def must_get(connectors: TenantConnectors, connector_id: str) -> ConnectorRecord:
    """Raises NotFound, in the same words for an absent connector and for another tenant's."""
    record = connectors.get(connector_id)
    if record is None:
        raise not_found()
    return record


def not_found() -> NotFound:
    return NotFound("no connector with this id")
