"""Connectors in the database, a tenant at a time. There is no way to ask without a tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NoReturn

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.connector_queries import ConnectorQueries
from server.storage.connector_rows import record_of
from server.storage.connector_writes import ConnectorWrites, Counted, Hidden
from server.storage.create_requests import CreateRequests
from server.storage.database import Database, Row, Transaction
from server.storage.deleted import DeletedConnectors
from server.storage.faults import KeyDestroyed
from server.storage.planned import Delete, Insert, Replace, Write
from server.storage.record import (
    EVERY_CONNECTOR,
    NEWEST_FIRST,
    ConnectorFilter,
    ConnectorRecord,
    CreateClaim,
    Order,
    Page,
    Position,
    Quota,
    ShownConnector,
    TestStamp,
)
from server.storage.test_run import TestRun
from server.storage.test_runs import TestRuns
from server.storage.webhook_outbox import StatusChange, WebhookOutbox


class ConnectorRepository:
    """Every method of what it hands out may raise Unavailable, in a bounded time."""

    def __init__(self, database: Database, quota: Quota | None = None) -> None:
        self._parts = _Parts(
            database=database,
            audit=AuditLog(database),
            runs=TestRuns(database),
            writes=ConnectorWrites(database, quota or Quota()),
            queries=ConnectorQueries(database),
            deleted=DeletedConnectors(database),
            requests=CreateRequests(database),
            outbox=WebhookOutbox(database),
        )

    def for_tenant(self, tenant: str) -> TenantConnectors:
        return TenantConnectors(self._parts, tenant)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What all tenants' connectors share."""

    database: Database
    audit: AuditLog
    runs: TestRuns
    writes: ConnectorWrites
    queries: ConnectorQueries
    deleted: DeletedConnectors
    requests: CreateRequests
    outbox: WebhookOutbox


class _Undone(Exception):
    """Ends a transaction that is to leave nothing: all of it is rolled back."""


def _undo() -> NoReturn:
    raise _Undone


class TenantConnectors:
    """One tenant's connectors; another tenant's are as absent, and so are deleted ones unless a method says otherwise.

    Whatever changes something takes the event of its call, and stores both or neither. A dry run does all of it, with
    the same errors, and takes it back.
    """

    __slots__ = ("_audit", "_database", "_parts", "_runs", "_statements", "_tenant", "_writes")

    def __init__(self, parts: _Parts, tenant: str) -> None:
        self._parts = parts
        self._database = parts.database
        self._audit = parts.audit
        self._runs = parts.runs
        self._writes = parts.writes
        self._statements = parts.writes.statements
        self._tenant = tenant

    def insert(
        self,
        record: ConnectorRecord,
        event: AuditEvent,
        *,
        own_type: bool = False,
        claim: CreateClaim | None = None,
        dry_run: bool = False,
    ) -> CreateClaim | None:
        """`own_type`: its type is one of the tenant's own, which may be deleted at this moment. `claim`: of a request
        that creates at most once; if an earlier one holds its id, that claim is given and nothing is stored.

        Raises NameTaken, QuotaExceeded, InvalidArgument; Conflict when the id is there already.
        """
        self._refuse_foreign(record)
        counted = Counted()
        with self._transaction(dry_run) as transaction:
            if claim is not None:
                earlier = self._parts.requests.take(transaction, self._tenant, claim)
                if earlier is not None:
                    return earlier
            self._writes.insert(transaction, record, counted, own_type=own_type)
            self._writes.settle(transaction, self._tenant, counted)
            self._audit.write(transaction, event)
        return None

    def claimed(self, request_id: str, now: int) -> CreateClaim | None:
        """The claim of an earlier request with this id, if it still counts."""
        return self._parts.requests.find(self._tenant, request_id, now)

    def get(self, connector_id: str) -> ConnectorRecord | None:
        if not _may_be_stored(connector_id):
            return None
        rows = self._database.read(self._statements.get, tenant=self._tenant, id=connector_id)
        return record_of(rows[0]) if rows else None

    def show(self, connector_id: str) -> ShownConnector | None:
        """What callers see of it."""
        if not _may_be_stored(connector_id):
            return None
        rows = self._database.read(self._statements.show, tenant=self._tenant, id=connector_id)
        return ShownConnector._make(rows[0]) if rows else None

    def page(self, limit: int, after: str | None) -> Page:
        """The newest `limit` connectors, or those next older than the id `after`, be that a connector or not."""
        if after is not None and not _may_be_stored(after):
            after = ""  # nothing is older
        return self.find(EVERY_CONNECTOR, limit, after=None if after is None else Position("", after))

    def find(
        self, wanted: ConnectorFilter, limit: int, *, order: Order = NEWEST_FIRST, after: Position | None = None
    ) -> Page:
        """The first `limit` connectors that match in this order, or those that come after a position."""
        return self._parts.queries.page(self._tenant, wanted, order, limit, after)

    def counts(self, wanted: ConnectorFilter) -> list[tuple[str, str, int]]:
        """(type, status, how many match)."""
        return self._parts.queries.counts(self._tenant, wanted)

    def named(self, names: Sequence[str]) -> list[ConnectorRecord]:
        """Those of these names that there are, in no order."""
        return self._parts.queries.named(self._tenant, names)

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
        """Writes what a caller may change, if nobody changed or tested the connector since it was read.

        The last_* fields are not written; they are to be as they were read, which tells whether a test came between.
        False: read anew and try again, or it is gone. `own_type` as in `insert`; `relabelled`: its labels changed;
        `previous_status` as in Replace. Raises NameTaken, QuotaExceeded, InvalidArgument.
        """
        change = Replace(
            record,
            expected_revision,
            event,
            own_type=own_type,
            relabelled=relabelled,
            previous_status=previous_status,
        )
        return self.write([change], dry_run=dry_run)

    def delete(
        self,
        connector_id: str,
        event: AuditEvent,
        *,
        expected_revision: int | None = None,
        hidden: Hidden | None = None,
    ) -> bool:
        """Deletes it, or hides it until it is destroyed. False: there is none, or not of the expected revision."""
        if not _may_be_stored(connector_id):
            return False
        return self.write([Delete(connector_id, expected_revision, event, hidden)])

    def write(self, changes: Sequence[Write], *, dry_run: bool = False) -> bool:
        """Writes all of them, or none and gives False: one was changed since it was read, or is gone.

        In one order for all callers: by id what there is, then by name what is new; so no two wait for each other.
        Raises NameTaken, QuotaExceeded, InvalidArgument.
        """
        counted = Counted()
        try:
            with self._transaction(dry_run) as transaction:
                for change in sorted(changes, key=_turn):
                    if not self._written(transaction, change, counted):
                        _undo()
                self._writes.settle(transaction, self._tenant, counted)
                for change in changes:
                    self._tell(transaction, change, self._audit.write(transaction, change.event))
                return True
        except KeyDestroyed:
            pass  # the record as read was sealed under it; rotation has sealed it anew since
        return False

    def get_deleted(self, connector_id: str) -> ConnectorRecord | None:
        """One that was deleted and is not yet destroyed."""
        return self._parts.deleted.get(self._tenant, connector_id) if _may_be_stored(connector_id) else None

    def restore(self, connector_id: str, event: AuditEvent, *, own_type: str | None = None) -> ConnectorRecord | None:
        """Takes a deletion back; None when there is none such. `own_type`: the type's name, if it is the tenant's own.

        Raises NameTaken, QuotaExceeded, InvalidArgument.
        """
        with self._database.transaction() as transaction:
            if own_type is not None:
                self._writes.hold_type(transaction, self._tenant, own_type)
            restored = self._parts.deleted.restore(transaction, self._tenant, connector_id)
            if restored is None:
                return None
            record, size = restored
            counted = Counted(total=1, bytes=size, deleted=-1, deleted_bytes=-size)
            self._writes.settle(transaction, self._tenant, counted)
            self._audit.write(transaction, event)
        return record

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
            [(status, tested_revision, is_heard)] = held
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
            stamped = record_of(rows[0]) if rows else None
            if stamped is not None and is_heard and status != stamp.status:
                change = StatusChange(status, event.reason, number, stamp.tested_at)
                self._parts.outbox.enqueue(transaction, stamped, change)
            if run is not None:
                self._runs.write(transaction, self._tenant, run, number if rows else None)
        return stamped

    def note(self, event: AuditEvent) -> None:
        """Stores an event that changes nothing else."""
        self._audit.append(event)

    @contextmanager
    def _transaction(self, dry_run: bool) -> Iterator[Transaction]:
        try:
            with self._database.transaction() as transaction:
                yield transaction
                if dry_run:
                    _undo()
        except _Undone:
            return

    def _written(self, transaction: Transaction, change: Write, counted: Counted) -> bool:
        match change:
            case Insert():
                self._refuse_foreign(change.record)
                self._writes.insert(transaction, change.record, counted, own_type=change.own_type)
                return True
            case Replace():
                self._refuse_foreign(change.record)
                return self._writes.replace(
                    transaction,
                    change.record,
                    change.expected_revision,
                    counted,
                    own_type=change.own_type,
                    relabelled=change.relabelled,
                )
            case Delete():
                return self._writes.delete(
                    transaction,
                    self._tenant,
                    change.connector_id,
                    counted,
                    expected_revision=change.expected_revision,
                    hidden=change.hidden,
                )

    def _tell(self, transaction: Transaction, change: Write, revision: int) -> None:
        """Webhooks of a status that a caller has changed."""
        if not isinstance(change, Replace) or change.previous_status is None:
            return
        record = change.record
        if record.status != change.previous_status:
            self._parts.outbox.enqueue(
                transaction, record, StatusChange(change.previous_status, "", revision, record.updated_at)
            )

    def _refuse_foreign(self, record: ConnectorRecord) -> None:
        if record.tenant != self._tenant:
            raise RuntimeError("a record of another tenant was handed to this tenant's connectors")


def _turn(change: Write) -> tuple[int, str]:
    match change:
        case Insert():
            return (1, change.record.name)
        case Replace():
            return (0, change.record.id)
        case Delete():
            return (0, change.connector_id)


def _may_be_stored(connector_id: str) -> bool:
    """Drivers refuse NUL and lone surrogates, which a caller may send: no connector has such an id."""
    return connector_id.isascii() and "\0" not in connector_id
