"""What the use cases ask of storage. There is no way to ask without a tenant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from server.errors import NotFound
from server.storage.audit_record import AuditEvent
from server.storage.connector_writes import Hidden
from server.storage.planned import Write
from server.storage.record import (
    NEWEST_FIRST,
    ConnectorFilter,
    ConnectorRecord,
    CreateClaim,
    Order,
    Page,
    Position,
    ShownConnector,
    TestStamp,
)
from server.storage.test_run import TestRun


class TenantConnectors(Protocol):
    """One tenant's connectors. Every method raises Unavailable when the database cannot be reached.

    What changes something stores the event of its call with it, or neither.
    """

    def insert(
        self,
        record: ConnectorRecord,
        event: AuditEvent,
        *,
        own_type: bool = False,
        claim: CreateClaim | None = None,
        dry_run: bool = False,
    ) -> CreateClaim | None:
        """`own_type`: the type is the tenant's own. `claim`: of a request that creates at most once; where an earlier
        one holds its id, that one's claim is given and nothing stored. Raises NameTaken, QuotaExceeded;
        InvalidArgument when the type is gone."""
        ...

    def claimed(self, request_id: str, now: int) -> CreateClaim | None:
        """The claim of an earlier request with this id, if it still counts."""
        ...

    def get(self, connector_id: str) -> ConnectorRecord | None: ...

    def show(self, connector_id: str) -> ShownConnector | None:
        """What callers see of it."""
        ...

    def page(self, limit: int, after: str | None) -> Page: ...

    def find(
        self, wanted: ConnectorFilter, limit: int, *, order: Order = NEWEST_FIRST, after: Position | None = None
    ) -> Page: ...

    def counts(self, wanted: ConnectorFilter) -> list[tuple[str, str, int]]:
        """(type, status, how many match)."""
        ...

    def named(self, names: Sequence[str]) -> list[ConnectorRecord]:
        """Those of these names that there are."""
        ...

    def replace(
        self,
        record: ConnectorRecord,
        expected_revision: int,
        event: AuditEvent,
        *,
        own_type: bool = False,
        relabelled: bool = False,
        previous_status: str | None = None,
        dry_run: bool = False,
    ) -> bool:
        """False when the connector was changed or tested since it was read, or is gone. `relabelled`: its labels are
        others than those read.

        Raises NameTaken, QuotaExceeded.
        """
        ...

    def delete(
        self,
        connector_id: str,
        event: AuditEvent,
        *,
        expected_revision: int | None = None,
        hidden: Hidden | None = None,
    ) -> bool:
        """False when there is none, or not of the expected revision. `hidden`: it can be brought back until then."""
        ...

    def write(self, changes: Sequence[Write], *, dry_run: bool = False) -> bool:
        """All of them or none; False when one was changed or tested since it was read, or is gone.

        Raises NameTaken, QuotaExceeded, InvalidArgument.
        """
        ...

    def get_deleted(self, connector_id: str) -> ConnectorRecord | None: ...

    def restore(self, connector_id: str, event: AuditEvent, *, own_type: str | None = None) -> ConnectorRecord | None:
        """One that was deleted, as it is again; None when there is none such. Raises NameTaken, QuotaExceeded,
        InvalidArgument."""
        ...

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
