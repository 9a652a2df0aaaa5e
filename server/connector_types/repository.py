"""What the use cases ask of storage."""

from __future__ import annotations

from typing import Protocol

from server.storage.audit_record import AuditEvent
from server.storage.own_types import OwnTypeRecord


class OwnTypes(Protocol):
    """The types that tenants declare; every method may raise Unavailable."""

    def get(self, tenant: str, name: str) -> OwnTypeRecord | None: ...

    def all(self, tenant: str) -> list[OwnTypeRecord]:
        """By name."""
        ...

    def insert(self, record: OwnTypeRecord, event: AuditEvent) -> None:
        """Raises NameTaken, QuotaExceeded."""
        ...

    def replace(
        self, tenant: str, name: str, *, declaration: str, version: int | None, at: int, event: AuditEvent
    ) -> OwnTypeRecord | None:
        """None when there is none, or it is not of `version`."""
        ...

    def delete(self, tenant: str, name: str, event: AuditEvent) -> bool:
        """Raises TypeInUse."""
        ...
