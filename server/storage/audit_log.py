"""Writes the audit trail. A tenant's events are numbered without gaps, in the order their transactions committed.

The number comes from the tenant's row of `audit_trails`, which stays locked until the transaction ends: no other
event of the tenant can overtake it, and a rollback gives the number back. A mutation therefore writes its event last.
"""

from __future__ import annotations

import time

import orjson
import peewee

from server.storage.audit_record import AuditEvent
from server.storage.database import Database, Transaction
from server.storage.models import AuditEntry, AuditTrail
from server.storage.statement import parameter

COLUMNS = tuple(field.name for field in AuditEntry._meta.sorted_fields)


class AuditLog:
    """Every method may raise Unavailable or Internal, and what it was called in is then rolled back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._next = database.compile(_next())
        self._insert = database.compile(
            AuditEntry.insert({getattr(AuditEntry, name): parameter(name) for name in COLUMNS})
        )

    def write(self, transaction: Transaction, event: AuditEvent) -> int:
        """In the transaction of what the event tells of: either both are stored or neither. Its number."""
        now = time.time_ns() // 1_000_000
        [(number, at)] = transaction.run(self._next, tenant=event.tenant, now=now)
        transaction.run(
            self._insert,
            tenant=event.tenant,
            number=number,
            time=at,
            caller=event.user,
            role=event.role,
            method=event.method,
            connector_id=event.connector_id,
            connector_type=event.connector_type,
            changed_fields=orjson.dumps(event.changed_fields).decode(),
            outcome=event.outcome,
            reason=event.reason,
            request_id=event.request_id,
            source_address=event.source_address,
            count=event.count,
        )
        return int(number)

    def append(self, *events: AuditEvent) -> None:
        """In a transaction of their own. Sorted by tenant, so that two writers never wait for each other."""
        with self._database.transaction() as transaction:
            for event in sorted(events, key=lambda event: event.tenant):
                self.write(transaction, event)


def _next() -> peewee.Query:
    """The next number, and a time that is never before the last event's, whatever the clocks of the replicas say."""
    now = parameter("now")
    later = peewee.Case(None, [(AuditTrail.last_time > now, AuditTrail.last_time)], now)
    first = {
        AuditTrail.tenant: parameter("tenant"),
        AuditTrail.last_number: 1,
        AuditTrail.last_time: now,
        AuditTrail.sealed_number: 0,
        AuditTrail.total: 1,
    }
    return (
        AuditTrail.insert(first)
        .on_conflict(
            conflict_target=[AuditTrail.tenant],
            update={
                AuditTrail.last_number: AuditTrail.last_number + 1,
                AuditTrail.last_time: later,
                AuditTrail.total: AuditTrail.total + 1,
            },
        )
        .returning(AuditTrail.last_number, AuditTrail.last_time)
    )
