"""Schedules in the database. A run is claimed by moving its time ahead: whoever moved it makes it.

Whose time it is, and what happens when that is put back: server/storage/schedule_clock.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee

from server.storage.audit_log import AuditLog
from server.storage.audit_record import AuditEvent
from server.storage.connector_statements import IS_LIVE
from server.storage.database import Database
from server.storage.models import CheckDefault, CheckSchedule, Connector
from server.storage.schedule_clock import MICROSECONDS, ScheduleClock, bound, clock_of
from server.storage.schedule_record import Due, Schedule
from server.storage.statement import parameter

_IS_IT = (CheckSchedule.tenant == parameter("tenant")) & (CheckSchedule.connector_id == parameter("connector_id"))
_KEY = (CheckSchedule.tenant, CheckSchedule.connector_id)


class ScheduleStore:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._clock = ScheduleClock(database)
        now = clock_of(database)
        given: dict[Any, Any] = {field: parameter(field.name) for field in (*_KEY, CheckSchedule.interval_seconds)}
        planned = now + parameter("delay")
        new = {**given, CheckSchedule.next_run: planned, CheckSchedule.claim: None, CheckSchedule.failures: 0}
        again = {
            CheckSchedule.interval_seconds: parameter("interval_seconds"),
            CheckSchedule.next_run: planned,
            CheckSchedule.claim: None,
            CheckSchedule.failures: 0,
        }
        self._set = database.compile(CheckSchedule.insert(new).on_conflict(conflict_target=list(_KEY), update=again))
        self._enrol = database.compile(CheckSchedule.insert(new).on_conflict_ignore())
        columns = (CheckSchedule.interval_seconds, CheckSchedule.next_run)
        self._get = database.compile(CheckSchedule.select(*columns).where(_IS_IT))
        is_tenants = CheckDefault.tenant == parameter("tenant")
        self._default = database.compile(CheckDefault.select(CheckDefault.interval_seconds).where(is_tenants))
        self._set_default = database.compile(
            CheckDefault.insert(
                {CheckDefault.tenant: parameter("tenant"), CheckDefault.interval_seconds: parameter("interval_seconds")}
            ).on_conflict(
                conflict_target=[CheckDefault.tenant],
                update={CheckDefault.interval_seconds: parameter("interval_seconds")},
            )
        )
        self._forget_followers = database.compile(
            CheckSchedule.delete().where(
                (CheckSchedule.tenant == parameter("tenant")) & CheckSchedule.interval_seconds.is_null()
            )
        )
        self._unplanned = database.compile(_unplanned())
        due = CheckSchedule.select(CheckSchedule.tenant).where(CheckSchedule.next_run <= now)
        self._is_any_due = database.compile(due.limit(1))
        self._claim = database.compile(_claim(database, now))
        self._finish = database.compile(
            CheckSchedule.update(
                {
                    CheckSchedule.next_run: now + parameter("delay"),
                    CheckSchedule.claim: None,
                    CheckSchedule.failures: parameter("failures"),
                }
            )
            .where(_IS_IT & (CheckSchedule.claim == parameter("claim")))
            .returning(CheckSchedule.tenant)
        )

    def set(self, tenant: str, connector_id: str, interval: int | None, delay: float, event: AuditEvent) -> None:
        """The connector's own interval, from now on; the first run in `delay` seconds. The connector has to be there;
        Raises Conflict where it was destroyed meanwhile."""
        with self._database.transaction() as transaction:
            transaction.run(
                self._set,
                tenant=tenant,
                connector_id=connector_id,
                interval_seconds=interval,
                delay=_microseconds(delay),
                **bound(),
            )
            self._audit.write(transaction, event)

    def set_default(self, tenant: str, interval: int, event: AuditEvent) -> None:
        """For the tenant's connectors without one of their own: they are planned anew."""
        with self._database.transaction() as transaction:
            transaction.run(self._set_default, tenant=tenant, interval_seconds=interval)
            transaction.run(self._forget_followers, tenant=tenant)
            self._audit.write(transaction, event)

    def get(self, tenant: str, connector_id: str) -> Schedule:
        rows = self._database.read(self._get, tenant=tenant, connector_id=connector_id)
        own, next_run = rows[0] if rows else (None, None)
        return Schedule(own, self.default(tenant), None if next_run is None else next_run // 1000)

    def default(self, tenant: str) -> int:
        """0: none."""
        rows = self._database.read(self._default, tenant=tenant)
        return rows[0][0] if rows else 0

    def unplanned(self, most: int) -> list[tuple[str, str, int]]:
        """Connectors that follow their tenant's default and have no time yet: tenant, id, interval."""
        return [(row[0], row[1], row[2]) for row in self._database.read(self._unplanned, limit=most)]

    def plan(self, delays: Mapping[tuple[str, str], float]) -> None:
        """Gives each (tenant, id) its first time, unless another did."""
        with self._database.transaction() as transaction:
            for (tenant, connector_id), delay in sorted(delays.items()):
                transaction.run(
                    self._enrol,
                    tenant=tenant,
                    connector_id=connector_id,
                    interval_seconds=None,
                    delay=_microseconds(delay),
                    **bound(),
                )

    def claim(self, claim: str, most: int, seconds: float) -> list[Due]:
        """At most so many that are due, this caller's alone for `seconds`. `claim` is to be new each time."""
        self._clock.follow()
        if not self._database.read(self._is_any_due, **bound()):
            return []
        rows = self._database.write(self._claim, claim=claim, limit=most, delay=_microseconds(seconds), **bound())
        return [
            Due(tenant, connector_id, claim, self.default(tenant) if own is None else own, failures)
            for tenant, connector_id, own, failures in rows
        ]

    def finish(self, due: Due, delay: float, failures: int) -> bool:
        """The next run is in `delay` seconds. False: the claim ran out, and another may have made it since."""
        rows = self._database.write(
            self._finish,
            tenant=due.tenant,
            connector_id=due.connector_id,
            claim=due.claim,
            delay=_microseconds(delay),
            failures=failures,
            **bound(),
        )
        return bool(rows)


def _claim(database: Database, now: Any) -> peewee.Query:
    due = CheckSchedule.alias()
    which = (
        due.select(due.tenant, due.connector_id)
        .where(due.next_run <= now)
        .order_by(due.next_run)
        .limit(parameter("limit"))
    )
    if database.peewee.for_update:
        which = which.for_update("FOR UPDATE SKIP LOCKED")  # type: ignore[arg-type]  # the text is allowed too
    # Run once: PostgreSQL may run a subquery that locks and limits anew for each row, and so claim more than `limit`.
    chosen = which.cte("chosen", materialized=True)
    claimed = {CheckSchedule.next_run: now + parameter("delay"), CheckSchedule.claim: parameter("claim")}
    return (
        CheckSchedule.update(claimed)
        .with_cte(chosen)
        # Asked again: of two that chose the same row the second finds it moved.
        .where(
            peewee.Tuple(*_KEY).in_(chosen.select(chosen.c.tenant, chosen.c.connector_id))
            & (CheckSchedule.next_run <= now)
        )
        .returning(*_KEY, CheckSchedule.interval_seconds, CheckSchedule.failures)
    )


def _unplanned() -> peewee.Query:
    planned = CheckSchedule.select(CheckSchedule.tenant).where(
        (CheckSchedule.tenant == Connector.tenant) & (CheckSchedule.connector_id == Connector.id)
    )
    is_followed = (CheckDefault.interval_seconds > 0) & (Connector.tenant == CheckDefault.tenant)
    return (
        CheckDefault.select(Connector.tenant, Connector.id, CheckDefault.interval_seconds)
        # SQLite keeps to the order of a CROSS JOIN: the few tenants first, and not everybody's connectors.
        .join(Connector, peewee.JOIN.CROSS)
        .where(is_followed & IS_LIVE & ~peewee.fn.EXISTS(planned))
        .limit(parameter("limit"))
    )


def _microseconds(seconds: float) -> int:
    return round(seconds * MICROSECONDS)
