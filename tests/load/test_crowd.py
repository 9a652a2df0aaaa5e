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
from server.storage.schedules import ScheduleStore
from tests.load.acts import FILTERS, PAGES, WHOLE, WRITES, Act
from tests.load.crowd import TENANT, fill
from tests.storage.records import EVENT

FEW, MANY = 1_000, 100_000
COUNTS = {"few": {TENANT: FEW}, "many": {TENANT: MANY}, "beside": {TENANT: FEW, "crowd": MANY}}
# Instructions of SQLite's virtual machine: a deeper tree costs none, a scan of the others one a row at least.
SLACK = 60

ACTS = {**WRITES, **PAGES, **FILTERS, **WHOLE}
# SQLite knows nothing of how many have a type or a label: it walks along the order, or the counts, of the tenant's own.
GROWING = [name for name in FILTERS if not name.startswith(("counts by type", "label, by c", "label and value, by c"))]
GROWING += WHOLE
GROWING += ["by lastTestedAt down, later", "by lastTestedAt up, later"]  # no range of an index over an expression


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
def crowds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Database]]:
    """`few` and `many`: of one tenant. `beside`: a tenant with few, in a database with another that has many."""
    opened = {}
    for name, counts in COUNTS.items():
        path: Path = tmp_path_factory.mktemp("crowd") / "connectors.db"
        opened[name] = database = open_database(f"sqlite:///{path}", 1)
        migrate(database)
        for tenant, count in counts.items():
            fill(database, count, tenant)
    yield opened
    for database in opened.values():
        database.close()


def work_of(act: Act, database: Database, count: int) -> tuple[int, list[str]]:
    """Instructions, and the steps of the plans."""
    counter = Counter(database)
    connectors = ConnectorRepository(database).for_tenant(TENANT)
    with counter.counting():
        act(connectors, count)
    return counter.instructions, counter.plan()


@pytest.mark.parametrize("name", [name for name in ACTS if name not in GROWING])
def test_it_costs_as_much_in_a_crowd_as_among_few(crowds: dict[str, Database], name: str) -> None:
    few, _ = work_of(ACTS[name], crowds["few"], FEW)
    many, steps = work_of(ACTS[name], crowds["many"], MANY)
    assert few > 50
    assert many <= few + SLACK
    assert [step for step in steps if step.startswith("SCAN connectors")] == []
    if name.startswith("by "):
        assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.parametrize("name", GROWING)
def test_what_grows_with_a_tenants_connectors_costs_other_tenants_nothing(
    crowds: dict[str, Database], name: str
) -> None:
    few, _ = work_of(ACTS[name], crowds["few"], FEW)
    many, _ = work_of(ACTS[name], crowds["many"], MANY)
    beside, _ = work_of(ACTS[name], crowds["beside"], FEW)
    assert many > 10 * few  # or docs/reliability.md says too little
    assert beside <= few + SLACK


def test_planning_looks_at_tenants_with_a_default_schedule_alone(crowds: dict[str, Database]) -> None:
    spent = {}
    for name in ("few", "beside"):
        schedules, counter = ScheduleStore(crowds[name]), Counter(crowds[name])
        schedules.set_default(TENANT, 3600, EVENT)
        while unplanned := schedules.unplanned(500):
            schedules.plan({(tenant, connector_id): 0.0 for tenant, connector_id, _ in unplanned})
        with counter.counting():
            assert schedules.unplanned(500) == []
        spent[name] = counter.instructions
    assert spent["beside"] <= spent["few"] + SLACK


def test_a_scan_would_be_seen(crowds: dict[str, Database]) -> None:
    """That the instructions and the plan tell at all."""
    spent = {}
    for name in ("few", "many"):
        counter = Counter(crowds[name])
        with counter.counting(), crowds[name].peewee.connection_context():
            crowds[name].peewee.execute_sql("SELECT COUNT(*) FROM connectors WHERE description = 'x'").fetchall()
        spent[name] = counter.instructions
        assert any(step.startswith("SCAN connectors") for step in counter.plan())
    assert spent["many"] > 50 * spent["few"]
