"""Connectors in the database, a tenant at a time. There is no way to ask without a tenant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from server.errors import QuotaExceeded
from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.connector_statements import COLUMNS, ConnectorStatements
from server.storage.database import Database, Row, Transaction
from server.storage.faults import KeyDestroyed
from server.storage.own_types import OwnTypeHold
from server.storage.record import ConnectorRecord, Page, Quota, TestStamp
from server.storage.test_run import TestRun
from server.storage.test_runs import TestRuns

_CONFIG = COLUMNS.index("config")
_CREDENTIAL_FIELDS = COLUMNS.index("credential_fields")
_BLOBS = (COLUMNS.index("sealed_auth"), COLUMNS.index("sealed_config"))


class ConnectorRepository:
    """Every method of what it hands out may raise Unavailable, in a bounded time."""

    def __init__(self, database: Database, quota: Quota | None = None) -> None:
        self._database = database
        self._statements = ConnectorStatements(database)
        self._audit = AuditLog(database)
        self._runs = TestRuns(database)
        self._own_types = OwnTypeHold(database)
        self._quota = quota or Quota()

    def for_tenant(self, tenant: str) -> TenantConnectors:
        return TenantConnectors(
            self._database,
            self._statements,
            audit=self._audit,
            runs=self._runs,
            own_types=self._own_types,
            quota=self._quota,
            tenant=tenant,
        )


class TenantConnectors:
    """One tenant's connectors; another tenant's are as absent.

    Whatever changes something takes the event of its call, and stores both or neither.
    """

    __slots__ = ("_audit", "_database", "_own_types", "_quota", "_runs", "_statements", "_tenant")

    def __init__(
        self,
        database: Database,
        statements: ConnectorStatements,
        *,
        audit: AuditLog,
        runs: TestRuns,
        own_types: OwnTypeHold,
        quota: Quota,
        tenant: str,
    ) -> None:
        self._database = database
        self._statements = statements
        self._audit = audit
        self._runs = runs
        self._own_types = own_types
        self._quota = quota
        self._tenant = tenant

    def insert(self, record: ConnectorRecord, event: AuditEvent, *, own_type: bool = False) -> None:
        """`own_type`: its type is one of the tenant's own, which may be deleted at this moment.

        Raises NameTaken, QuotaExceeded, InvalidArgument; Conflict when the id is there already.
        """
        values = self._values(record)
        with self._database.transaction() as transaction:
            if own_type:
                self._own_types.hold(transaction, self._tenant, record.type)
            transaction.run(self._statements.insert, **values)
            # Late, since every insert and delete of the tenant waits for this row.
            [(total, size)] = transaction.run(self._statements.count_one_more, tenant=self._tenant, size=values["size"])
            if self._quota.connectors is not None and total > self._quota.connectors:
                raise QuotaExceeded(f"a tenant may have {self._quota.connectors} connectors; delete one first")
            self._refuse_too_large(size)
            self._audit.write(transaction, event)

    def get(self, connector_id: str) -> ConnectorRecord | None:
        if not _may_be_stored(connector_id):
            return None
        rows = self._database.read(self._statements.get, tenant=self._tenant, id=connector_id)
        return record_of(rows[0]) if rows else None

    def page(self, limit: int, after: str | None) -> Page:
        """The newest `limit` connectors, or those next older than the id `after`, be that a connector or not."""
        if after is not None and not _may_be_stored(after):
            after = ""  # nothing is older
        rows = self._database.read(self._statements.page(after), tenant=self._tenant, after=after, limit=limit + 1)
        total = rows[0][0] if rows else 0
        records = [record_of(row[1:]) for row in rows[:limit] if row[1] is not None]
        return Page(records, total=total, has_more=len(rows) > limit)

    def replace(
        self, record: ConnectorRecord, expected_revision: int, event: AuditEvent, *, own_type: bool = False
    ) -> bool:
        """Writes what a caller may change, if nobody changed or tested the connector since it was read.

        The last_* fields are not written; they are to be as they were read, which tells whether a test came between.
        False: read anew and try again, or it is gone. `own_type` as in `insert`.
        Raises NameTaken, QuotaExceeded, InvalidArgument.
        """
        read_tested_at = -1 if record.last_tested_at is None else record.last_tested_at
        values = self._values(record) | {"expected_revision": expected_revision, "read_tested_at": read_tested_at}
        try:
            with self._database.transaction() as transaction:
                if own_type:
                    self._own_types.hold(transaction, self._tenant, record.type)
                rows = transaction.run(self._statements.replace, **values)
                if not rows:
                    return False
                self._count_bytes(transaction, rows[0][0])
                self._audit.write(transaction, event)
        except KeyDestroyed:
            return False  # the record as read was sealed under it; rotation has sealed it anew since
        return True

    def delete(self, connector_id: str, event: AuditEvent) -> bool:
        """Whether there was one to delete."""
        if not _may_be_stored(connector_id):
            return False
        with self._database.transaction() as transaction:
            rows = transaction.run(self._statements.delete, tenant=self._tenant, id=connector_id)
            if not rows:
                return False
            transaction.run(self._statements.count_one_less, tenant=self._tenant, size=-rows[0][0])
            self._audit.write(transaction, event)
        return True

    def stamp_test(
        self, connector_id: str, target_revision: int, stamp: TestStamp, event: AuditEvent, run: TestRun | None = None
    ) -> ConnectorRecord | None:
        """The connector with the outcome of a test of that target revision. The event names `status` if that changed.

        None, and no more than event and run written, when its target changed meanwhile; the event alone when it was
        deleted.
        """
        with self._database.transaction() as transaction:
            held = transaction.run(self._statements.hold, tenant=self._tenant, id=connector_id)
            if not held:
                self._audit.write(transaction, event)
                return None
            [(status, tested_revision)] = held
            rows: list[Row] = []
            if tested_revision == target_revision:
                rows = transaction.run(
                    self._statements.stamp_test,
                    tenant=self._tenant,
                    id=connector_id,
                    target_revision=target_revision,
                    status=stamp.status,
                    tested_at=stamp.tested_at,
                    error=stamp.error,
                    row_count=stamp.row_count,
                    sync_at=stamp.sync_at,
                )
                if status != stamp.status:
                    event = replace(event, changed_fields=("status",))
            number = self._audit.write(transaction, event)
            if run is not None:
                self._runs.write(transaction, self._tenant, run, number if rows else None)
        return record_of(rows[0]) if rows else None

    def note(self, event: AuditEvent) -> None:
        """Stores an event that changes nothing else."""
        self._audit.append(event)

    def _count_bytes(self, transaction: Transaction, change: int) -> None:
        if change:
            [(_, size)] = transaction.run(self._statements.count_bytes, tenant=self._tenant, size=change)
            if change > 0:
                self._refuse_too_large(size)

    def _refuse_too_large(self, size: int) -> None:
        if self._quota.bytes is not None and size > self._quota.bytes:
            raise QuotaExceeded(
                f"a tenant's connectors may hold {self._quota.bytes} bytes of config and credentials, "
                f"and this would make it {size}"
            )

    def _values(self, record: ConnectorRecord) -> dict[str, Any]:
        if record.tenant != self._tenant:
            raise RuntimeError("a record of another tenant was handed to this tenant's connectors")
        values: dict[str, Any] = {name: getattr(record, name) for name in COLUMNS}
        config = orjson.dumps(record.config)
        values["config"] = config.decode()
        if record.credential_fields is not None:
            values["credential_fields"] = orjson.dumps(record.credential_fields).decode()
        values["size"] = len(config) + len(record.sealed_auth or b"") + len(record.sealed_config or b"")
        return values


def record_of(row: Row) -> ConnectorRecord:
    values = list(row)
    values[_CONFIG] = orjson.loads(values[_CONFIG])
    if values[_CREDENTIAL_FIELDS] is not None:
        values[_CREDENTIAL_FIELDS] = tuple(orjson.loads(values[_CREDENTIAL_FIELDS]))
    for index in _BLOBS:
        if values[index] is not None:
            values[index] = bytes(values[index])  # psycopg2 hands out a memoryview
    return ConnectorRecord(**dict(zip(COLUMNS, values, strict=True)))


def _may_be_stored(connector_id: str) -> bool:
    """Drivers refuse NUL and lone surrogates, which a caller may send: no connector has such an id."""
    return connector_id.isascii() and "\0" not in connector_id
