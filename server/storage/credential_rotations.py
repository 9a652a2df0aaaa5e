"""Staged and previous credentials in the database. Each change stores its event with it, or neither.

Locks are taken in one order: the connector, then what is kept beside it (previous before staged), then the totals and
the trail.
"""

from __future__ import annotations

from typing import NamedTuple

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.connector_writes import ConnectorWrites, Counted
from server.storage.credential_rotation_record import KeptCredentials, Part
from server.storage.credential_rotation_statements import KeptStatements, kept_of, values_of
from server.storage.database import Database, Transaction
from server.storage.faults import KeyDestroyed
from server.storage.planned import Replace
from server.storage.record import Quota


class Kept(NamedTuple):
    """What is kept beside one connector's credentials, be its time over or not."""

    staged: KeptCredentials | None
    previous: KeptCredentials | None


class _Gone(Exception):
    """What was to be taken is not there any more: all of the transaction is rolled back."""


class CredentialRotations:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database, quota: Quota | None = None) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._writes = ConnectorWrites(database, quota or Quota())
        self._statements = KeptStatements(database)

    def find(self, tenant: str, connector_id: str) -> Kept:
        rows = self._database.read(self._statements.get, tenant=tenant, connector_id=connector_id)
        found = {kept.part: kept for kept in map(kept_of, rows)}
        return Kept(found.get(Part.STAGED), found.get(Part.PREVIOUS))

    def stage(self, staged: KeptCredentials, event: AuditEvent) -> bool:
        """False, and nothing is written: the connector is gone, or not of the target revision that was tested.

        Raises KeyDestroyed.
        """
        with self._database.transaction() as transaction:
            held = transaction.run(self._statements.hold_target, tenant=staged.tenant, connector_id=staged.connector_id)
            if held != [(staged.target_revision,)]:
                return False
            transaction.run(self._statements.put, **values_of(staged))
            self._audit.write(transaction, event)
        return True

    def promote(self, staged: KeptCredentials, change: Replace, previous: KeptCredentials | None) -> bool:
        """Writes the connector with the staged credentials, and keeps the previous ones in the place of earlier ones.

        False, and nothing is written: the connector was changed or tested since it was read, or another took what was
        staged. Raises QuotaExceeded, InvalidArgument.
        """
        return self._changed(change, staged, previous)

    def roll_back(self, previous: KeptCredentials, change: Replace) -> bool:
        """Writes the connector with the previous credentials; False and raises as `promote`."""
        return self._changed(change, previous, None)

    def discard(self, tenant: str, connector_id: str, event: AuditEvent) -> None:
        with self._database.transaction() as transaction:
            transaction.run(self._statements.drop_all, tenant=tenant, connector_id=connector_id)
            self._audit.write(transaction, event)

    def _changed(self, change: Replace, taken: KeptCredentials, previous: KeptCredentials | None) -> bool:
        try:
            with self._database.transaction() as transaction:
                return self._change(transaction, change, taken, previous)
        except (_Gone, KeyDestroyed):  # KeyDestroyed: rotation has sealed anew since
            return False

    def _change(
        self, transaction: Transaction, change: Replace, taken: KeptCredentials, previous: KeptCredentials | None
    ) -> bool:
        record, counted = change.record, Counted()
        connector = {"tenant": record.tenant, "connector_id": record.id}
        if not self._writes.replace(
            transaction,
            record,
            change.expected_revision,
            counted,
            own_type=change.own_type,
            relabelled=change.relabelled,
        ):
            return False
        if taken.part is Part.STAGED:
            transaction.run(self._statements.drop, **connector, part=Part.PREVIOUS.value)
        if not transaction.run(self._statements.take, **connector, part=taken.part.value, id=taken.id):
            raise _Gone
        if previous is not None:
            transaction.run(self._statements.put, **values_of(previous))
        self._writes.settle(transaction, record.tenant, counted)
        self._audit.write(transaction, change.event)
        return True
