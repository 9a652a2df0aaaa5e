"""Connectors that are deleted and not yet destroyed: brought back, or destroyed when their time is over."""

from __future__ import annotations

from itertools import groupby

import peewee

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.connector_rows import record_of
from server.storage.connector_statements import COLUMNS
from server.storage.database import Database, Transaction
from server.storage.models import Connector, TenantTotal
from server.storage.record import ConnectorRecord, Quota
from server.storage.statement import parameter

PURGE = "PurgeConnector"  # the method of the event that tells of it
_FIELDS = tuple(getattr(Connector, name) for name in COLUMNS)
_IS_DELETED = Connector.deleted_at.is_null(False)
_IS_IT = (Connector.tenant == parameter("tenant")) & (Connector.id == parameter("id")) & _IS_DELETED


class DeletedConnectors:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._get = database.compile(Connector.select(*_FIELDS).where(_IS_IT))
        self._restore = database.compile(_restore())

    def get(self, tenant: str, connector_id: str) -> ConnectorRecord | None:
        rows = self._database.read(self._get, tenant=tenant, id=connector_id)
        return record_of(rows[0]) if rows else None

    def restore(self, transaction: Transaction, tenant: str, connector_id: str) -> tuple[ConnectorRecord, int] | None:
        """The connector as it is again, and how many bytes it holds. Raises NameTaken."""
        rows = transaction.run(self._restore, tenant=tenant, id=connector_id)
        return (record_of(rows[0][:-1]), rows[0][-1]) if rows else None


class DeletedPurge:
    """Destroys, each tenant's in a transaction of its own, with an event for every connector. Any number of processes
    may do it at once. A tenant whose deleted ones are more or larger than `quota` loses the oldest of them early."""

    def __init__(self, database: Database, quota: Quota) -> None:
        self._database = database
        self._quota = quota
        self._audit = AuditLog(database)
        self._due = database.compile(
            Connector.select(Connector.tenant, Connector.id)
            .where(_IS_DELETED & (Connector.purge_at <= parameter("now")))
            .order_by(Connector.purge_at)
            .limit(parameter("limit"))
        )
        self._crowded = database.compile(
            TenantTotal.select(TenantTotal.tenant, TenantTotal.deleted)
            .where((TenantTotal.deleted > parameter("most")) | (TenantTotal.deleted_bytes > parameter("most_bytes")))
            .limit(parameter("limit"))
        )
        self._oldest = database.compile(
            Connector.select(Connector.id)
            .where((Connector.tenant == parameter("tenant")) & _IS_DELETED)
            .order_by(Connector.deleted_at, Connector.id)
            .limit(parameter("limit"))
        )
        self._destroy = database.compile(Connector.delete().where(_IS_IT).returning(Connector.stored_bytes))
        self._uncount = database.compile(_uncount())

    def due(self, now: int, most: int) -> int:
        """Destroys up to `most` whose time is over; how many they were."""
        rows = sorted(self._database.read(self._due, now=now, limit=most))
        return sum(
            self._destroyed(tenant, [connector_id for _, connector_id in found])
            for tenant, found in groupby(rows, key=lambda row: row[0])
        )

    def crowded(self, most: int) -> int:
        """Destroys the oldest, up to `most` a tenant, of tenants that have too many; how many they were."""
        unbounded = 2**62
        quota = {"most": self._quota.connectors or unbounded, "most_bytes": self._quota.bytes or unbounded}
        done = 0
        for tenant, count in self._database.read(self._crowded, **quota, limit=most):
            # One at a time where they are too large: how much the oldest hold is not known.
            excess = min(max(count - quota["most"], 1), most)
            ids = [row[0] for row in self._database.read(self._oldest, tenant=tenant, limit=excess)]
            done += self._destroyed(tenant, ids)
        return done

    def _destroyed(self, tenant: str, ids: list[str]) -> int:
        with self._database.transaction() as transaction:
            gone: dict[str, int] = {}
            for connector_id in sorted(ids):  # one order for all: no two wait for each other
                for row in transaction.run(self._destroy, tenant=tenant, id=connector_id):
                    gone[connector_id] = row[0]
            if gone:
                transaction.run(self._uncount, tenant=tenant, deleted=len(gone), deleted_bytes=sum(gone.values()))
            for connector_id in gone:
                self._audit.write(transaction, AuditEvent(tenant, PURGE, connector_id=connector_id))
        return len(gone)


def _restore() -> peewee.Query:
    restored = {Connector.deleted_at: None, Connector.purge_at: None, Connector.revision: Connector.revision + 1}
    return Connector.update(restored).where(_IS_IT).returning(*_FIELDS, Connector.stored_bytes)


def _uncount() -> peewee.Query:
    return TenantTotal.update(
        {
            TenantTotal.deleted: TenantTotal.deleted - parameter("deleted"),
            TenantTotal.deleted_bytes: TenantTotal.deleted_bytes - parameter("deleted_bytes"),
        }
    ).where(TenantTotal.tenant == parameter("tenant"))
