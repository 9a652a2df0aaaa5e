"""Reads the audit trail: pages for callers, ranges for sealing and checking, everything in order for an export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import orjson
import peewee

from server.storage.audit_log import COLUMNS
from server.storage.audit_record import OPERATORS_TRAIL, AuditEvent, EventFilter, EventPage, StoredEvent
from server.storage.database import Database, Row
from server.storage.models import AuditEntry, AuditTrail
from server.storage.statement import parameter

_FIELDS = tuple(getattr(AuditEntry, name) for name in COLUMNS)
_IS_TENANTS = AuditEntry.tenant == parameter("tenant")
_END = 2**62
_CHUNK = 1000


class AuditReader:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_tenant = database.compile(_page(_IS_TENANTS))
        self._of_connector = database.compile(
            _page(_IS_TENANTS & (AuditEntry.connector_id == parameter("connector_id")))
        )
        self._range = database.compile(
            AuditEntry.select(*_FIELDS)
            .where(_IS_TENANTS & AuditEntry.number.between(parameter("first"), parameter("last")))
            .order_by(AuditEntry.number)
        )
        self._since = database.compile(
            AuditEntry.select(AuditEntry.number)
            .where(_IS_TENANTS & (AuditEntry.time >= parameter("time")))
            .order_by(AuditEntry.time, AuditEntry.number)
            .limit(1)
        )
        self._total = database.compile(
            AuditTrail.select(AuditTrail.total).where(AuditTrail.tenant == parameter("tenant"))
        )
        self._after = database.compile(
            AuditEntry.select(*_FIELDS)
            .where(_IS_TENANTS & (AuditEntry.number > parameter("after")))
            .order_by(AuditEntry.number)
            .limit(_CHUNK)
        )
        self._next_tenant = database.compile(
            AuditTrail.select(AuditTrail.tenant)
            .where(AuditTrail.tenant > parameter("after"))
            .order_by(AuditTrail.tenant)
            .limit(1)
        )

    def page(self, tenant: str, limit: int, before: int | None, wanted: EventFilter) -> EventPage:
        """The newest `limit` events that are wanted, or those next older than the number `before`.

        In a tenant time never goes back as numbers grow, so a span of time is a span of numbers.
        """
        totals = self._database.read(self._total, tenant=tenant)
        total = totals[0][0] if totals else 0
        first = 0 if wanted.start is None else self._first_since(tenant, wanted.start)
        end = _END if wanted.end is None else self._first_since(tenant, wanted.end)
        rows = self._database.read(
            self._of_tenant if wanted.connector_id is None else self._of_connector,
            tenant=tenant,
            connector_id=wanted.connector_id,
            first=first,
            before=end if before is None else min(end, before),
            caller=wanted.user,
            method=wanted.method,
            outcome=wanted.outcome,
            limit=limit + 1,
        )
        return EventPage([_event(row) for row in rows[:limit]], total, has_more=len(rows) > limit)

    def range(self, tenant: str, first: int, last: int) -> list[StoredEvent]:
        """The events of these numbers that are there, in order."""
        return [_event(row) for row in self._database.read(self._range, tenant=tenant, first=first, last=last)]

    def all(self, tenant: str | None, since: int | None) -> Iterator[StoredEvent]:
        """In order, tenant by tenant (None: all of them), a bounded number in memory. `since` in milliseconds."""
        for name in self._tenants() if tenant is None else [tenant]:
            after = -1 if since is None else self._first_since(name, since) - 1
            while rows := self._database.read(self._after, tenant=name, after=after):
                yield from map(_event, rows)
                after = rows[-1][COLUMNS.index("number")]

    def _tenants(self) -> Iterator[str]:
        yield OPERATORS_TRAIL
        name = OPERATORS_TRAIL
        while rows := self._database.read(self._next_tenant, after=name):
            name = rows[0][0]
            yield name

    def _first_since(self, tenant: str, time: int) -> int:
        rows = self._database.read(self._since, tenant=tenant, time=time)
        number: int = rows[0][0] if rows else _END
        return number


def _page(condition: peewee.Expression) -> peewee.Query:
    within = (AuditEntry.number >= parameter("first")) & (AuditEntry.number < parameter("before"))
    for name in ("caller", "method", "outcome"):
        given = parameter(name)
        within &= peewee.Cast(given, "TEXT").is_null() | (getattr(AuditEntry, name) == given)
    return (
        AuditEntry.select(*_FIELDS)
        .where(condition & within)
        .order_by(AuditEntry.number.desc())
        .limit(parameter("limit"))
    )


def _event(row: Row) -> StoredEvent:
    values = dict(zip(COLUMNS, row, strict=True))
    number, time, user = values.pop("number"), values.pop("time"), values.pop("caller")
    event = AuditEvent(user=user, **values)
    return StoredEvent(number, time, replace(event, changed_fields=_names(values["changed_fields"])))


def _names(text: str) -> tuple[str, ...]:
    """What was put there outside the service is shown as it is: it must not keep the others from being checked."""
    try:
        return tuple(str(name) for name in orjson.loads(text))
    except (ValueError, TypeError):
        return (text,)
