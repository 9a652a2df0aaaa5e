"""What the audit trail says was changed of a connector."""

from __future__ import annotations

import orjson

from server.storage.audit_record import OK
from server.storage.database import Database
from server.storage.models import AuditEntry
from server.storage.statement import parameter
from server.storage.test_run import Change

MOST = 200
# A test that changes the status names it, and one before saving what it was given; nobody changed the connector by it.
TESTS = ("TestConnector", "TestConnectors", "ScheduledTest", "TestConfig", "StageCredentials")


class ConnectorChanges:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        is_connectors = (AuditEntry.tenant == parameter("tenant")) & (
            AuditEntry.connector_id == parameter("connector_id")
        )
        self._after = database.compile(
            AuditEntry.select(AuditEntry.number, AuditEntry.time, AuditEntry.method, AuditEntry.changed_fields)
            .where(
                is_connectors
                & (AuditEntry.number > parameter("number"))
                & (AuditEntry.outcome == OK)
                & (AuditEntry.changed_fields != "[]")
                & AuditEntry.method.not_in(TESTS)
            )
            .order_by(AuditEntry.number)
            .limit(MOST)
        )
        self._is_kept = database.compile(
            AuditEntry.select(AuditEntry.number).where(
                (AuditEntry.tenant == parameter("tenant")) & (AuditEntry.number == parameter("number"))
            )
        )

    def after(self, tenant: str, connector_id: str, number: int) -> list[Change]:
        """By calls after the event `number`, oldest first, MOST at most."""
        rows = self._database.read(self._after, tenant=tenant, connector_id=connector_id, number=number)
        return [Change(number, time, method, tuple(orjson.loads(fields))) for number, time, method, fields in rows]

    def reach_back_to(self, tenant: str, number: int) -> bool:
        """Whether the trail still holds what came after the event `number`: it is pruned from its oldest end."""
        return bool(self._database.read(self._is_kept, tenant=tenant, number=number))
