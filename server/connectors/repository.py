"""What the use cases ask of storage. There is no way to ask without a tenant."""

from __future__ import annotations

from typing import Protocol

from server.errors import NotFound
from server.storage.record import ConnectorRecord, Page, TestStamp


class TenantConnectors(Protocol):
    """One tenant's connectors. Every method raises Unavailable when the database cannot be reached."""

    def insert(self, record: ConnectorRecord) -> None:
        """Raises NameTaken."""
        ...

    def get(self, connector_id: str) -> ConnectorRecord | None: ...

    def page(self, limit: int, after: str | None) -> Page: ...

    def replace(self, record: ConnectorRecord, expected_revision: int) -> bool:
        """False when the connector was changed or tested since it was read, or is gone. Raises NameTaken."""
        ...

    def delete(self, connector_id: str) -> bool: ...

    def stamp_test(self, connector_id: str, target_revision: int, stamp: TestStamp) -> ConnectorRecord | None:
        """The stamped record; None when what was tested is no longer what is stored."""
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
