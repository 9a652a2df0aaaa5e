"""A hundred thousand connectors in one tenant cost what a thousand do, counted in what SQLite does and not in time.

The same at a million, in time: `make bench` (tests/bench/rows_crowd.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from tests.load.acts import FILTERS, PAGES, WRITES
from tests.load.crowd import TENANT, fill

FEW, MANY = 1_000, 100_000
# Instructions of SQLite's virtual machine: a deeper tree costs none, a scan of the others one a row at least.
SLACK = 60


class Counter:
    """Counts the instructions and keeps the statements of what runs on the only connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.instructions = 0
        self.statements: list[str] = []

    @contextmanager
    def counting(self) -> Iterator[None]:
        self._watch(self._count, self.statements.append)
        try:
            yield
        finally:
            self._watch(None, None)

    def plan(self) -> list[str]:
        """How SQLite goes about each statement, a line a step."""
        peewee = self._database.peewee
        with peewee.connection_context():
            plans = [
                peewee.execute_sql(f"EXPLAIN QUERY PLAN {statement}").fetchall()
                for statement in self.statements
                if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE")
            ]
        return [row[3] for plan in plans for row in plan]

    def _count(self) -> int:
        self.instructions += 1
        return 0

    def _watch(self, count: Callable[[], int] | None, keep: Callable[[str], None] | None) -> None:
        with self._database.peewee.connection_context():
            connection = self._database.peewee.connection()
            connection.set_progress_handler(count, 1)
            connection.set_trace_callback(keep)


@pytest.fixture(scope="module")
def crowds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Database]]:
    opened = {}
    for count in (FEW, MANY):
        path: Path = tmp_path_factory.mktemp("crowd") / "connectors.db"
        opened[count] = database = open_database(f"sqlite:///{path}", 1)
        migrate(database)
        fill(database, count)
    yield opened
    for database in opened.values():
        database.close()


ACTS = {**WRITES, **PAGES, **FILTERS}


@pytest.mark.parametrize("name", ACTS)
def test_it_costs_as_much_in_a_crowd_as_among_few(crowds: dict[int, Database], name: str) -> None:
    spent, plans = {}, []
    for count, database in crowds.items():
        counter = Counter(database)
        connectors = ConnectorRepository(database).for_tenant(TENANT)
        with counter.counting():
            ACTS[name](connectors, count)
        spent[count] = counter.instructions
        plans += counter.plan()
    assert spent[FEW] > 50
    assert spent[MANY] <= spent[FEW] + SLACK, spent
    assert [step for step in plans if step.startswith("SCAN connectors")] == []
    if name in PAGES:
        assert [step for step in plans if "TEMP B-TREE" in step] == []


def test_a_scan_would_be_seen(crowds: dict[int, Database]) -> None:
    """That the instructions and the plan tell at all."""
    spent = {}
    for count, database in crowds.items():
        counter = Counter(database)
        with counter.counting(), database.peewee.connection_context():
            database.peewee.execute_sql("SELECT COUNT(*) FROM connectors WHERE description = 'x'").fetchall()
        spent[count] = counter.instructions
        assert any(step.startswith("SCAN connectors") for step in counter.plan())
    assert spent[MANY] > 50 * spent[FEW]
