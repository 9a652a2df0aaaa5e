"""Drops runs that are too old, and of a connector with very many the oldest; a bounded number at a time."""

from __future__ import annotations

import peewee

from server.storage.database import Database
from server.storage.models import StoredRun
from server.storage.statement import Statement, parameter

CHUNK = 1000  # rows in one transaction


class RunRetention:
    """Every method may raise Unavailable. Any number of processes may run it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        old = StoredRun.alias()
        self._drop_old = database.compile(
            _delete(
                old.select(old.tenant, old.connector_id, old.id)
                .where(old.started_at < parameter("time"))
                .order_by(old.started_at)
                .limit(CHUNK)
            )
        )
        self._with_many = database.compile(
            StoredRun.select(StoredRun.tenant, StoredRun.connector_id)
            .group_by(StoredRun.tenant, StoredRun.connector_id)
            .having(peewee.fn.COUNT(1) > parameter("most"))
        )
        surplus = StoredRun.alias()
        self._drop_surplus = database.compile(
            _delete(
                surplus.select(surplus.tenant, surplus.connector_id, surplus.id)
                .where((surplus.tenant == parameter("tenant")) & (surplus.connector_id == parameter("connector_id")))
                .order_by(surplus.id.desc())
                .limit(CHUNK)
                .offset(parameter("most"))
            )
        )

    def drop_before(self, time: int) -> int:
        """Those that began before `time`, in milliseconds. How many."""
        return self._in_chunks(self._drop_old, time=time)

    def drop_surplus(self, most: int) -> int:
        """Of each connector all but the newest `most`. How many."""
        dropped = 0
        for tenant, connector_id in self._database.read(self._with_many, most=most):
            dropped += self._in_chunks(self._drop_surplus, tenant=tenant, connector_id=connector_id, most=most)
        return dropped

    def _in_chunks(self, statement: Statement, **values: object) -> int:
        dropped = 0
        while gone := len(self._database.write(statement, **values)):
            dropped += gone
        return dropped


def _delete(which: peewee.Query) -> peewee.Query:
    key = peewee.Tuple(StoredRun.tenant, StoredRun.connector_id, StoredRun.id)
    return StoredRun.delete().where(key.in_(which)).returning(StoredRun.id)
