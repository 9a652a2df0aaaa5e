"""The same on PostgreSQL: what its executor read for each statement, as auto_explain tells it.

https://www.postgresql.org/docs/15/auto-explain.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import pytest

from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from tests.load.acts import FILTERS, PAGE, PAGES, WRITES, Act
from tests.load.crowd import TENANT, fill
from tests.peers.postgresql import PostgresqlServer

COUNT = 100_000
# Of a page: its rows and one more, once through each of the plan's steps, each from its own block; the indexes' levels.
PAGE_ROWS = 6 * (PAGE + 1)
PAGE_BLOCKS = 2 * (PAGE + 1)
WRITE_ROWS = 30
WRITE_BLOCKS = 250  # a row of connectors stands in ten indexes


@dataclass
class Work:
    """What statements did: rows that passed through a step of a plan, blocks of 8 KiB looked at, steps by name."""

    rows: int = 0
    blocks: int = 0
    steps: list[str] = field(default_factory=list)

    def append(self, notice: str) -> None:
        """As psycopg2 hands over a message of the server."""
        _, is_plan, text = notice.partition("plan:\n")
        if not is_plan:
            return
        plan = json.loads(text)["Plan"]
        self.blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        for step in _steps(plan):
            self.rows += step["Actual Rows"] * step["Actual Loops"] + step.get("Rows Removed by Filter", 0)
            self.steps.append(f"{step['Node Type']} on {step.get('Relation Name') or step.get('Index Name')}")


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)


@contextmanager
def worked(database: Database) -> Iterator[Work]:
    """What the only connection did meanwhile, the statements of foreign keys too."""
    work = Work()
    with database.peewee.connection_context():
        connection: Any = database.peewee.connection()
        connection.notices = work
        database.peewee.execute_sql("LOAD 'auto_explain'")
        for setting, value in (
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_analyze", "on"),
            ("auto_explain.log_buffers", "on"),
            ("auto_explain.log_format", "json"),
            ("auto_explain.log_nested_statements", "on"),
            ("client_min_messages", "log"),
        ):
            database.peewee.execute_sql(f"SET {setting} = {value}")
    try:
        yield work
    finally:
        with database.peewee.connection_context():
            database.peewee.execute_sql("RESET client_min_messages")
            database.peewee.execute_sql("SET auto_explain.log_min_duration = -1")


@pytest.fixture(scope="module")
def crowd(postgresql_server: PostgresqlServer) -> Iterator[Database]:
    url = postgresql_server.new_database()
    database = open_database(url, 1)
    migrate(database)
    fill(database, COUNT)
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE")  # autovacuum's work, at a moment of the test's
    yield database
    database.close()


def work_of(act: Act, database: Database) -> Work:
    connectors = ConnectorRepository(database).for_tenant(TENANT)
    with worked(database) as work:
        act(connectors, COUNT)
    return work


@pytest.mark.parametrize("name", {**PAGES, **FILTERS})
def test_a_page_reads_no_more_than_itself(crowd: Database, name: str) -> None:
    work = work_of({**PAGES, **FILTERS}[name], crowd)
    assert 0 < work.rows <= PAGE_ROWS, work
    assert 0 < work.blocks <= PAGE_BLOCKS, work
    assert [step for step in work.steps if step in ("Seq Scan on connectors", "Bitmap Heap Scan on connectors")] == []


@pytest.mark.parametrize("name", WRITES)
def test_a_write_touches_its_own_row(crowd: Database, name: str) -> None:
    work = work_of(WRITES[name], crowd)
    assert 0 < work.rows <= WRITE_ROWS, work
    assert 0 < work.blocks <= WRITE_BLOCKS, work
    assert "Seq Scan on connectors" not in work.steps


def test_a_scan_would_be_seen(crowd: Database) -> None:
    with worked(crowd) as work, crowd.peewee.connection_context():
        crowd.peewee.execute_sql("SELECT COUNT(*) FROM connectors WHERE description = 'x'").fetchall()
    assert "Seq Scan on connectors" in work.steps
    assert work.rows >= COUNT
    assert work.blocks > 10 * PAGE_BLOCKS
