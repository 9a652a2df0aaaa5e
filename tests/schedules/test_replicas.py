"""Scheduled tests under two replicas: none is made twice in a period, and none is lost with the one that had it."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from multiprocessing.process import BaseProcess

import pytest

from server.storage.audit_record import AuditEvent
from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from server.storage.schedules import ScheduleStore
from server.storage.test_run import Cause, RunFilter
from server.storage.test_runs import TestRuns
from tests.peers.postgresql import PostgresqlServer
from tests.schedules.replica import serve
from tests.storage.records import EVENT, a_record

SET = AuditEvent("acme", "SetCheckSchedule")
LONG = 1000.0
Start = Callable[..., BaseProcess]

_spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def url(postgresql_server: PostgresqlServer) -> str:
    return postgresql_server.new_database()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url, 4)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def start(url: str, database: Database) -> Iterator[Start]:
    """Starts a replica whose tests take so many seconds."""
    replicas = []

    def run(seconds: float, claim_seconds: float = 30.0) -> BaseProcess:
        stop = _spawn.Event()  # of its own: a killed process leaves a shared one locked
        replica = _spawn.Process(target=serve, args=(url, seconds, claim_seconds, stop))
        replica.start()
        replicas.append((replica, stop))
        return replica

    yield run
    for replica, stop in replicas:
        if replica.is_alive():
            stop.set()
            replica.join(20)
            replica.kill()


def scheduled(database: Database, count: int, interval: int) -> list[str]:
    """So many connectors, all due at once."""
    connectors, schedules = ConnectorRepository(database).for_tenant("acme"), ScheduleStore(database)
    made = [a_record() for _ in range(count)]
    for record in made:
        connectors.insert(record, EVENT)
        schedules.set("acme", record.id, interval, 0.0, SET)
    return [record.id for record in made]


def starts(database: Database, connector_id: str) -> list[int]:
    runs = TestRuns(database).page("acme", connector_id, 100, None, RunFilter()).runs
    assert {run.cause for run in runs} <= {Cause.SCHEDULE}
    return sorted(run.started_at for run in runs)


def until(database: Database, ids: list[str], times: int) -> None:
    deadline = time.monotonic() + 60
    while min(len(starts(database, connector)) for connector in ids) < times:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_none_is_made_twice_in_a_period(database: Database, start: Start) -> None:
    ids = scheduled(database, 12, interval=1)
    for _ in range(2):
        start(0.02)
    until(database, ids, 3)
    for connector in ids:
        times = starts(database, connector)
        assert min(later - earlier for earlier, later in pairwise(times)) >= 1000


def test_what_a_killed_replica_had_taken_is_made_when_its_claim_ends(database: Database, start: Start) -> None:
    ids = scheduled(database, 6, interval=3600)
    killed = start(LONG, claim_seconds=2.0)
    deadline = time.monotonic() + 60
    while _claimed(database) < len(ids):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    killed.kill()
    killed.join(20)
    assert all(starts(database, connector) == [] for connector in ids)
    start(0.0)
    until(database, ids, 1)
    time.sleep(0.5)
    assert [len(starts(database, connector)) for connector in ids] == [1] * len(ids)


def _claimed(database: Database) -> int:
    with database.peewee.connection_context():
        [count] = database.peewee.execute_sql("SELECT count(*) FROM check_schedules WHERE claim IS NOT NULL").fetchone()
    return int(count)
