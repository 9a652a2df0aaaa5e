"""What is due when, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from probes.result import ProbeResult, Reason
from server.call import Call
from server.connectors.test import Asked, TestedConnector
from server.errors import Cancelled, TestQueueFull
from server.method_policy import RateLimit
from server.schedules import scheduler as scheduler_module
from server.schedules.scheduler import LONGEST_BACKOFF, NAME, _backoff
from server.storage.audit_record import AuditEvent
from server.storage.database import Database
from server.storage.record import ConnectorRecord
from server.storage.repository import ConnectorRepository
from server.storage.schedules import ScheduleStore
from tests.schedules.replica import scheduler_of
from tests.storage.conftest import database, database_url  # noqa: F401  # fixtures
from tests.storage.records import EVENT, a_record

SET = AuditEvent("acme", "SetCheckSchedule")
PASSED = ProbeResult(success=True, message="fine")
FAILED = ProbeResult(success=False, message="refused", reason=Reason.CONNECTION_REFUSED)
HOUR = 3600


@dataclass
class Played:
    """A test that ends as told, and who it was asked of."""

    record: ConnectorRecord
    ends: Callable[[Call], ProbeResult] = lambda _call: PASSED
    asked: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __call__(self, call: Call, connector_id: str, _asked: Asked) -> TestedConnector:
        self.asked.append(connector_id)
        self.calls.append(call)
        return TestedConnector(self.record, self.ends(call))


@pytest.fixture
def schedules(database: Database) -> ScheduleStore:  # noqa: F811
    return ScheduleStore(database)


@pytest.fixture
def connector(database: Database) -> ConnectorRecord:  # noqa: F811
    record = a_record()
    ConnectorRepository(database).for_tenant("acme").insert(record, EVENT)
    return record


@contextmanager
def running(database: Database, test: Played) -> Iterator[None]:  # noqa: F811
    scheduler = scheduler_of(database, test)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.stop()


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def seconds_until_due(schedules: ScheduleStore, connector: ConnectorRecord) -> float:
    due = schedules.get("acme", connector.id).next_run
    assert due is not None
    return due / 1000 - time.time()


def made(database: Database, schedules: ScheduleStore, connector: ConnectorRecord, test: Played) -> float:  # noqa: F811
    """Runs until the test was made and its schedule moved on; in how many seconds it is due again."""
    with running(database, test):
        until(lambda: test.asked)
        until(lambda: _is_free(database))
    return seconds_until_due(schedules, connector)


def _is_free(database: Database) -> bool:  # noqa: F811
    with database.peewee.connection_context():
        [count] = database.peewee.execute_sql("SELECT count(*) FROM check_schedules WHERE claim IS NOT NULL").fetchone()
    return not count


def test_a_run_is_due_again_an_interval_later_at_the_earliest(
    database: Database,  # noqa: F811
    schedules: ScheduleStore,
    connector: ConnectorRecord,
) -> None:
    schedules.set("acme", connector.id, HOUR, 0.0, SET)
    test = Played(connector)
    assert HOUR - 20 < made(database, schedules, connector, test) < HOUR * 1.1 + 1
    assert test.asked == [connector.id]
    [call] = test.calls
    assert (call.method.name, call.caller.tenant, call.caller.user) == (NAME, "acme", "schedule")


def test_the_tenants_default_holds_for_those_without_an_interval_of_their_own(
    database: Database,  # noqa: F811
    schedules: ScheduleStore,
    connector: ConnectorRecord,
) -> None:
    connectors = ConnectorRepository(database).for_tenant("acme")
    never = a_record()
    connectors.insert(never, EVENT)
    schedules.set("acme", never.id, 0, 0.0, SET)
    schedules.set_default("acme", 60, SET)
    assert schedules.unplanned(10) == [("acme", connector.id, 60)]
    schedules.plan({("acme", connector.id): 0.0})
    schedules.plan({("acme", connector.id): 5000.0})  # another replica was first
    assert schedules.unplanned(10) == []
    test = Played(connector)
    assert 40 < made(database, schedules, connector, test) <= 67
    assert set(test.asked) == {connector.id}
    schedules.set_default("acme", HOUR, SET)
    assert schedules.unplanned(10) == [("acme", connector.id, HOUR)]
    assert schedules.get("acme", never.id).interval == 0


def test_parked_connectors_are_left_alone(
    database: Database,  # noqa: F811
    schedules: ScheduleStore,
    connector: ConnectorRecord,
) -> None:
    ConnectorRepository(database).for_tenant("acme").replace(
        replace(connector, status="inactive", revision=2), 1, EVENT
    )
    schedules.set("acme", connector.id, HOUR, 0.0, SET)
    test = Played(connector)
    with running(database, test):
        until(lambda: seconds_until_due(schedules, connector) > HOUR - 60)
        until(lambda: _is_free(database))
    assert test.asked == []


def test_what_says_nothing_of_the_peer_is_tried_again_soon(
    database: Database,  # noqa: F811
    schedules: ScheduleStore,
    connector: ConnectorRecord,
) -> None:
    def full(_call: Call) -> ProbeResult:
        raise TestQueueFull("full")

    schedules.set("acme", connector.id, HOUR, 0.0, SET)
    assert 10 < made(database, schedules, connector, Played(connector, full)) <= 60


def test_a_stop_gives_tests_under_way_up_and_they_are_due_at_once(
    database: Database,  # noqa: F811
    schedules: ScheduleStore,
    connector: ConnectorRecord,
) -> None:
    begun = threading.Event()

    def hang(call: Call) -> ProbeResult:
        gone = threading.Event()
        call.cancellation.on_cancel(gone.set)
        begun.set()
        assert gone.wait(20)
        raise Cancelled("gone")

    schedules.set("acme", connector.id, HOUR, 0.0, SET)
    with running(database, Played(connector, hang)):
        assert begun.wait(20)
    assert seconds_until_due(schedules, connector) <= 0


def test_a_tenant_with_many_has_its_own_rate(
    database: Database,  # noqa: F811
    schedules: ScheduleStore,
    connector: ConnectorRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scheduler_module, "LIMIT", RateLimit(6, 60))
    many = [connector]
    for _ in range(9):
        record = a_record()
        ConnectorRepository(database).for_tenant("acme").insert(record, EVENT)
        many.append(record)
    for record in many:
        schedules.set("acme", record.id, HOUR, 0.0, SET)
    test = Played(connector)
    with running(database, test):
        until(lambda: len(test.asked) == 6)
        until(lambda: all(seconds_until_due(schedules, record) > 5 for record in many))
    assert len(test.asked) == 6


@pytest.mark.parametrize(("failures", "intervals"), [(0, 1), (4, 1), (5, 2), (6, 4), (7, 8), (100, LONGEST_BACKOFF)])
def test_failures_in_a_row_come_later_and_later_from_where_the_circuit_opens(failures: int, intervals: int) -> None:
    assert _backoff(failures) == intervals


def test_a_claim_that_ran_out_is_not_finished_by_who_had_it(
    schedules: ScheduleStore, connector: ConnectorRecord
) -> None:
    schedules.set("acme", connector.id, HOUR, 0.0, SET)
    [first] = schedules.claim("a", 10, 0.0)
    [second] = schedules.claim("b", 10, 60.0)
    assert schedules.claim("c", 10, 60.0) == []
    assert not schedules.finish(first, 1.0, 0)
    assert schedules.finish(second, 1.0, 3)
    assert not schedules.finish(second, 1.0, 0)
