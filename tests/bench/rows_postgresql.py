"""The repository on PostgreSQL, inside one process and one thread, beside the driver with the same statements.

The statements are those that ours sends: one call is listened to where psycopg2 is given them, and then sent again and
again by the driver alone, on a connection of the same pool and on one that simply blocks.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class, for all its name

from server.storage.audit_record import AuditEvent
from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from server.storage.postgresql import BoundedCursor
from server.storage.record import ConnectorRecord, folded
from server.storage.repository import ConnectorRepository
from tests.bench.connectors import CONFIG, COUNT, DESCRIPTION, LABELS, TYPE
from tests.bench.plan import Plan
from tests.bench.rounds import Side, Turn, alternate, compare
from tests.bench.servers import THREADS
from tests.bench.table import Result
from tests.peers.certificates import make_certificates
from tests.peers.postgresql import PostgresqlPeer
from tests.storage.records import a_record

OURS, RAW, PLAIN = "ours", "raw", "plain"  # each creates in a tenant of its own
# Where the trails begin, so that the number of an event is like no other value: a day's worth of microseconds is less.
FIRST_EVENT, LAST_EVENT = 7 * 10**15, 8 * 10**15


@dataclass(frozen=True, slots=True)
class Statement:
    """One that ours sent, with the values that it bound."""

    sql: str
    values: tuple[Any, ...]
    has_rows: bool


def postgresql(plan: Plan) -> Iterator[Result]:
    peer = PostgresqlPeer(plan.folder / "postgresql", make_certificates(plan.folder / "certificates"), durable=True)
    plan.folder.chmod(0o711)  # it runs as a user of its own
    try:
        peer.prepare()
        peer.spawn()
        url = peer.settle().new_database()
        with closing(open_database(url, THREADS)) as database, closing(psycopg2.connect(url)) as plain:
            plain.autocommit = True
            migrate(database)
            yield from _compared(plan, database, plain)
    finally:
        peer.stop()


def _compared(plan: Plan, database: Database, plain: Connection) -> Iterator[Result]:
    connectors = ConnectorRepository(database).for_tenant(OURS)
    numbers = itertools.count()

    def create() -> ConnectorRecord:
        record = _record(OURS, next(numbers))
        connectors.insert(record, _event(OURS))
        return record

    _begin_trails(database)
    some = create().id
    for _ in range(COUNT):
        create()
    plain.cursor().execute("ANALYZE")  # as a server that has run for more than a minute has done by itself
    acts: dict[str, Callable[[], object]] = {
        "get": lambda: connectors.show(some),
        "list": lambda: connectors.page(20, None),
        "create": create,
    }
    for name, act in acts.items():
        again = _recorded(act, creates=name == "create")
        sides = {
            OURS: _turns(plan, act),
            RAW: _turns(plan, partial(again.on_pool, database, RAW)),
            PLAIN: _turns(plan, partial(again.on, plain, PLAIN)),
        }
        turns = alternate(sides, plan.rounds)
        yield Result.of(f"postgresql-{name}", compare(turns[OURS], turns[RAW]), again.note)
        yield Result.of(f"postgresql-{name}-plain", compare(turns[OURS], turns[PLAIN]), again.note)


class Replay:
    """Sends what ours has sent: the same texts, and the same values but for what must be another each time, the id and
    name of a connector, the tenant it is created in and the number of its audit entry."""

    def __init__(self, statements: Sequence[Statement], created: ConnectorRecord | None) -> None:
        """`created`: what the statements stored; None where they store nothing."""
        self._statements = statements
        self._created = created
        self._numbers = itertools.count()
        values = [value for statement in statements for value in statement.values]
        self._event = next(filter(_is_event, values), None)
        self.note = f"{len(statements)} statements" if len(statements) > 1 else ""

    def on_pool(self, database: Database, tenant: str) -> None:
        pool = database.connections
        connection = pool.take()
        try:
            self.on(connection, tenant)
        finally:
            pool.give(connection)

    def on(self, connection: Connection, tenant: str) -> None:
        instead = self._instead(tenant)
        for statement in self._statements:
            cursor = connection.cursor()
            cursor.execute(statement.sql, tuple(instead.get(value, value) for value in statement.values))
            rows = cursor.fetchall() if statement.has_rows else []
            for number in filter(_is_event, rows[0] if rows and self._event is not None else ()):
                instead[self._event] = number

    def _instead(self, tenant: str) -> dict[Any, Any]:
        was = self._created
        if was is None:
            return {}
        now = _record(tenant, next(self._numbers))
        return {was.id: now.id, was.name: now.name, folded(was.name): folded(now.name), was.tenant: tenant}


def _recorded(act: Callable[[], object], *, creates: bool) -> Replay:
    """What one call of it sends."""
    statements: list[Statement] = []
    execute = BoundedCursor.execute

    def listening(cursor: BoundedCursor, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's own name
        execute(cursor, query, vars)
        statements.append(Statement(query, tuple(vars or ()), cursor.description is not None))

    act()  # a connection is dialled, whatever is prepared once is prepared
    with patch.object(BoundedCursor, "execute", listening):
        returned = act()
    return Replay(statements, returned if creates and isinstance(returned, ConnectorRecord) else None)


def _turns(plan: Plan, act: Callable[[], object]) -> Side:
    """A quarter of a turn's time, one call after the other; the CPU is this process's own."""

    def turn() -> Turn:
        count, began, cpu = 0, time.perf_counter(), time.process_time()
        while (taken := time.perf_counter() - began) < plan.seconds / 4:
            act()
            count += 1
        return Turn(count / taken, (time.process_time() - cpu) / count)

    return turn


def _begin_trails(database: Database) -> None:
    for tenant in (OURS, RAW, PLAIN):
        ConnectorRepository(database).for_tenant(tenant).insert(_record(tenant, -1), _event(tenant))
    with database.peewee.connection_context():
        database.peewee.execute_sql(f"UPDATE audit_trails SET last_number = {FIRST_EVENT}")  # noqa: S608 - a number


def _is_event(value: object) -> bool:
    return isinstance(value, int) and FIRST_EVENT <= value < LAST_EVENT


def _record(tenant: str, number: int) -> ConnectorRecord:
    made = {"id": f"conn_{number + 1:012d}", "name": f"Orders {number}", "type": TYPE, "description": DESCRIPTION}
    return a_record(tenant, **made, config=CONFIG, labels=LABELS)


def _event(tenant: str) -> AuditEvent:
    return AuditEvent(tenant=tenant, method="CreateConnector")
