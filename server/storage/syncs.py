"""What syncs moved, on the connectors they were of. A late report of an earlier sync changes nothing."""

from __future__ import annotations

import peewee

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.connector_rows import record_of
from server.storage.connector_statements import COLUMNS, IS_LIVE
from server.storage.database import Database
from server.storage.models import Connector
from server.storage.record import ConnectorRecord
from server.storage.statement import parameter


class SyncStore:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._record = database.compile(_record())

    def record(
        self, tenant: str, connector_id: str, row_count: int | None, finished_at: int, event: AuditEvent
    ) -> ConnectorRecord | None:
        """The connector with this report; None when a later one is stored, or the connector is gone."""
        with self._database.transaction() as transaction:
            rows = transaction.run(
                self._record, tenant=tenant, id=connector_id, row_count=row_count, finished_at=finished_at
            )
            self._audit.write(transaction, event)
        return record_of(rows[0]) if rows else None


def _record() -> peewee.Query:
    is_it = (Connector.tenant == parameter("tenant")) & (Connector.id == parameter("id")) & IS_LIVE
    is_latest = peewee.fn.COALESCE(Connector.last_sync_at, 0) <= parameter("finished_at")
    return (
        Connector.update(
            {
                Connector.last_sync_row_count: peewee.fn.COALESCE(
                    peewee.Cast(parameter("row_count"), "BIGINT"), Connector.last_sync_row_count
                ),
                Connector.last_sync_at: parameter("finished_at"),
            }
        )
        .where(is_it & is_latest)
        .returning(*(getattr(Connector, name) for name in COLUMNS))
    )
