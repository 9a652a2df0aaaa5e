"""What changes connectors, inside a transaction of the caller's: the rows, their labels, the tenant's totals.

The totals are counted last (`settle`), since every insert and delete of the tenant waits for their row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.errors import QuotaExceeded
from server.storage.connector_rows import values_of
from server.storage.connector_statements import ConnectorStatements
from server.storage.credential_rotation_statements import KeptStatements
from server.storage.database import Database, Transaction
from server.storage.labels import LabelIndex
from server.storage.own_types import OwnTypeHold
from server.storage.record import ConnectorRecord, Quota


@dataclass(slots=True)
class Counted:
    """By how much a transaction changes the tenant's totals."""

    total: int = 0
    bytes: int = 0
    deleted: int = 0
    deleted_bytes: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.total or self.bytes or self.deleted or self.deleted_bytes)


@dataclass(frozen=True, slots=True)
class Hidden:
    """When a deleted connector was deleted, and when it is destroyed."""

    deleted_at: int
    purge_at: int


class ConnectorWrites:
    """Writes of any tenant: the tenant is the record's, or named. `own_type`: the record's type is the tenant's own,
    which is kept from being deleted meanwhile."""

    def __init__(self, database: Database, quota: Quota) -> None:
        self.statements = ConnectorStatements(database)
        self._labels = LabelIndex(database)
        self._kept = KeptStatements(database)
        self._own_types = OwnTypeHold(database)
        self._quota = quota

    def hold_type(self, transaction: Transaction, tenant: str, name: str) -> None:
        """Raises InvalidArgument when the tenant has no such type any more."""
        self._own_types.hold(transaction, tenant, name)

    def insert(self, transaction: Transaction, record: ConnectorRecord, counted: Counted, *, own_type: bool) -> None:
        """Raises NameTaken, InvalidArgument; Conflict when the id is there already."""
        if own_type:
            self.hold_type(transaction, record.tenant, record.type)
        values = values_of(record)
        transaction.run(self.statements.insert, **values)
        self._labels.add(transaction, record.tenant, record.id, record.labels)
        counted.total += 1
        counted.bytes += values["size"]

    def replace(
        self,
        transaction: Transaction,
        record: ConnectorRecord,
        expected_revision: int,
        counted: Counted,
        *,
        own_type: bool,
        relabelled: bool,
    ) -> bool:
        """Writes what a caller may change, if nobody changed or tested the connector since it was read.

        The last_* fields are not written; they are to be as they were read, which tells whether a test came between.
        `relabelled`: its labels are others than those read. Raises NameTaken, InvalidArgument.
        """
        if own_type:
            self.hold_type(transaction, record.tenant, record.type)
        read_tested_at = -1 if record.last_tested_at is None else record.last_tested_at
        as_read: dict[str, Any] = {"expected_revision": expected_revision, "read_tested_at": read_tested_at}
        rows = transaction.run(self.statements.replace, **values_of(record), **as_read)
        if not rows:
            return False
        if relabelled:
            self._labels.replace(transaction, record.tenant, record.id, record.labels)
        counted.bytes += rows[0][0]
        return True

    def delete(
        self,
        transaction: Transaction,
        tenant: str,
        connector_id: str,
        counted: Counted,
        *,
        expected_revision: int | None = None,
        hidden: Hidden | None = None,
    ) -> bool:
        """Deletes the connector, or hides it until it is destroyed. False: it is gone, or not of that revision.

        What is kept beside its credentials goes at once, either way.
        """
        key = {"tenant": tenant, "id": connector_id, "expected_revision": expected_revision}
        if hidden is None:
            rows = transaction.run(self.statements.delete, **key)
        else:
            rows = transaction.run(self.statements.hide, **key, deleted_at=hidden.deleted_at, purge_at=hidden.purge_at)
        if not rows:
            return False
        counted.total -= 1
        counted.bytes -= rows[0][0]
        if hidden is not None:
            transaction.run(self._kept.drop_all, tenant=tenant, connector_id=connector_id)
            counted.deleted += 1
            counted.deleted_bytes += rows[0][0]
        return True

    def settle(self, transaction: Transaction, tenant: str, counted: Counted) -> None:
        """Raises QuotaExceeded where the tenant would come to have more than it may."""
        if counted.is_nothing:
            return
        [(total, size)] = transaction.run(
            self.statements.count,
            tenant=tenant,
            total=counted.total,
            bytes=counted.bytes,
            deleted=counted.deleted,
            deleted_bytes=counted.deleted_bytes,
        )
        most, most_bytes = self._quota.connectors, self._quota.bytes
        if counted.total > 0 and most is not None and total > most:
            raise QuotaExceeded(f"a tenant may have {most} connectors; delete one first")
        if counted.bytes > 0 and most_bytes is not None and size > most_bytes:
            raise QuotaExceeded(
                f"a tenant's connectors may hold {most_bytes} bytes of config and credentials, "
                f"and this would make it {size}"
            )
