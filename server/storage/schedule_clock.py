"""The clock that schedules are planned by, and what is done when it is put back.

What is planned is moved back with it: otherwise nothing would be due until it has come to where it was, and an hour's
step would be an hour without tests. A step ahead needs nothing: what lies in between is due.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import peewee

from server.storage.database import Database
from server.storage.models import CheckSchedule
from server.storage.postgresql import PostgresqlPool
from server.storage.statement import parameter

MICROSECONDS = 1_000_000
NOTED_EVERY = 10 * MICROSECONDS
# What clocks are slewed by, or a standby's differs by, is no step: a test is then so much late at most.
TOLERANCE = 60 * MICROSECONDS

log = logging.getLogger(__name__)


class ScheduleClockRow(peewee.Model):
    """One row: how late it was when that was last noted, in microseconds since the epoch."""

    id = peewee.IntegerField(primary_key=True)
    latest = peewee.BigIntegerField()

    class Meta:
        table_name = "schedule_clock"


def clock_of(database: Database) -> Any:
    """The store's own on PostgreSQL, so that replicas' clocks need not agree; on SQLite this machine's, which `bound`
    gives."""
    return database.clock if isinstance(database.peewee, PostgresqlPool) else parameter("now")


def bound() -> dict[str, int]:
    return {"now": time.time_ns() // 1000}


class ScheduleClock:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        now = clock_of(database)
        self._read = database.compile(ScheduleClockRow.select(ScheduleClockRow.latest, now))
        # Of all processes that see the same the first alone: the others find that it was noted.
        self._note = database.compile(
            ScheduleClockRow.insert({ScheduleClockRow.id: 1, ScheduleClockRow.latest: now})
            .on_conflict(
                conflict_target=[ScheduleClockRow.id],
                update={ScheduleClockRow.latest: now},
                where=ScheduleClockRow.latest == parameter("latest"),
            )
            .returning(ScheduleClockRow.latest)
        )
        self._move = database.compile(
            CheckSchedule.update({CheckSchedule.next_run: CheckSchedule.next_run - parameter("step")}).where(
                CheckSchedule.next_run > now
            )
        )

    def follow(self) -> None:
        """Notes how late it is; moves what is planned when it is earlier than it was. To be called again and again."""
        rows = self._database.read(self._read, **bound())
        latest, found = rows[0] if rows else (None, 0)
        if latest is None or latest + NOTED_EVERY <= found:
            self._database.write(self._note, latest=latest, **bound())
        elif latest > found + TOLERANCE:
            self._go_back(latest)

    def _go_back(self, latest: int) -> None:
        with self._database.transaction() as transaction:
            noted = transaction.run(self._note, latest=latest, **bound())
            if not noted:
                return
            step = latest - noted[0][0]
            transaction.run(self._move, step=step, **bound())
        log.warning("the clock was put back by %d s; schedules follow it", step // MICROSECONDS)
