"""The history of tests, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason, Step, StepName, StepStatus
from server.connectors.ids import new_run_id
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import AuditEvent
from server.storage.database import Database
from server.storage.record import ConnectorRecord, TestStamp
from server.storage.repository import ConnectorRepository, TenantConnectors
from server.storage.run_retention import CHUNK, RunRetention
from server.storage.test_run import Bucket, Cause, FleetPlace, RunFilter, Streak, TestRun
from server.storage.test_runs import TestRuns
from tests.storage.records import EVENT, a_record

NOON = 1_773_576_000_000
TESTED = AuditEvent(tenant="acme", method="TestConnector")
STEPS = (Step(StepName.CONFIG, StepStatus.PASSED, 0), Step(StepName.CONNECT, StepStatus.FAILED, 7, "nobody ☃"))
FAILED = ProbeResult(
    success=False,
    message="nobody listens",
    level=Level.RESOLVED,
    steps=STEPS,
    reason=Reason.CONNECTION_REFUSED,
    field="config.port",
    hint="look at the port",
    latency_ms=7,
)
PASSED = ProbeResult(
    success=True, message="fine", level=Level.RESOURCE_READABLE, warning="soft", latency_ms=40, steps=STEPS[:1]
)
Test = Callable[..., TestRun]


@pytest.fixture
def acme(repository: ConnectorRepository) -> TenantConnectors:
    return repository.for_tenant("acme")


@pytest.fixture
def connector(acme: TenantConnectors) -> ConnectorRecord:
    record = a_record()
    acme.insert(record, EVENT)
    return record


@pytest.fixture
def runs(database: Database) -> TestRuns:
    return TestRuns(database)


@pytest.fixture
def tested(acme: TenantConnectors, connector: ConnectorRecord) -> Test:
    """Stamps and keeps a test of the connector."""

    def test(result: ProbeResult = PASSED, started_at: int = NOON, **fields: Any) -> TestRun:
        run = TestRun(new_run_id(), connector.id, started_at, result, 1, 3, Cause.USER, **fields)
        acme.stamp_test(connector.id, run.target_revision, stamp_of(run), TESTED, run)
        return run

    return test


def stamp_of(run: TestRun) -> TestStamp:
    success = run.result.success
    return TestStamp("active" if success else "error", run.started_at + 1, None if success else run.result.message)


@pytest.mark.parametrize("result", [PASSED, FAILED], ids=["passed", "failed"])
@pytest.mark.parametrize("place", [None, FleetPlace("f-1", 4)], ids=["alone", "of a fleet"])
def test_a_run_comes_back_as_it_was(
    runs: TestRuns, tested: Test, connector: ConnectorRecord, result: ProbeResult, place: FleetPlace | None
) -> None:
    run = tested(result, place=place)
    [kept] = runs.page("acme", connector.id, 10, None, RunFilter()).runs
    assert replace(kept, event_number=None) == run
    assert kept.event_number is not None
    assert runs.of_fleet("acme", "f-1") == ([kept] if place else [])
    assert runs.of_fleet("other", "f-1") == runs.page("other", connector.id, 10, None, RunFilter()).runs == []


def test_pages_go_back_in_time_whatever_the_filters(runs: TestRuns, tested: Test, connector: ConnectorRecord) -> None:
    made = [tested(PASSED if number % 3 else FAILED, NOON + number) for number in range(10)]
    wanted = RunFilter(success=True, start=NOON + 2, end=NOON + 9)
    expected = [run.id for run in reversed(made[2:9]) if run.result.success]
    found: list[str] = []
    while True:
        page = runs.page("acme", connector.id, 2, found[-1] if found else None, wanted)
        found += [run.id for run in page.runs]
        assert page.total == 10
        if not page.has_more:
            break
    assert found == expected


def test_a_result_for_an_older_target_is_kept_and_counts_as_no_success_of_today(
    acme: TenantConnectors, runs: TestRuns, tested: Test, connector: ConnectorRecord
) -> None:
    acme.replace(replace(connector, revision=2, target_revision=2), 1, EVENT)
    tested(PASSED)
    [run] = runs.page("acme", connector.id, 10, None, RunFilter()).runs
    assert run.event_number is None
    assert runs.last_success("acme", connector.id) is None
    stored = acme.get(connector.id)
    assert stored is not None
    assert stored.status == "untested"


def test_of_a_connector_that_is_gone_the_event_alone_is_written(database: Database, acme: TenantConnectors) -> None:
    run = TestRun(new_run_id(), "conn_gone", NOON, PASSED, 1, 0, Cause.USER)
    assert acme.stamp_test("conn_gone", 1, stamp_of(run), TESTED, run) is None
    assert [stored.event for stored in AuditReader(database).all("acme", None)] == [TESTED]


def test_runs_go_with_their_connector(
    database: Database, runs: TestRuns, tested: Test, connector: ConnectorRecord
) -> None:
    tested()
    with database.peewee.connection_context(), database.peewee.atomic():
        database.peewee.execute_sql("DELETE FROM connector_labels")
        database.peewee.execute_sql("DELETE FROM connectors")
    assert runs.page("acme", connector.id, 10, None, RunFilter()).total == 0


def test_the_series_adds_up(runs: TestRuns, tested: Test, connector: ConnectorRecord) -> None:
    random.seed(11)
    minute = 60_000
    made = [
        tested(
            replace(random.choice((PASSED, FAILED)), latency_ms=random.randrange(100)), NOON + random.randrange(600_000)
        )
        for _ in range(60)
    ]
    start = NOON + 2 * minute
    expected = []
    for index in range(start // minute, (NOON + 600_000) // minute):
        held = [run.result for run in made if run.started_at // minute == index]
        good = [result.latency_ms for result in held if result.success]
        mean = pytest.approx(sum(good) / len(good)) if good else None
        expected += (
            [Bucket(index, len(held), len(good), mean, min(good, default=None), max(good, default=None))]
            if held
            else []
        )
    assert runs.series("acme", connector.id, start=start, bucket=minute) == expected


@pytest.mark.parametrize(
    ("ended", "streak"),
    [
        ("", None),
        ("+", Streak(True, 1, NOON)),
        ("+--", Streak(False, 2, NOON + 1)),
        ("-+-+++", Streak(True, 3, NOON + 3)),
    ],
)
def test_the_streak_is_of_the_newest_runs_that_ended_alike(
    runs: TestRuns, tested: Test, connector: ConnectorRecord, ended: str, streak: Streak | None
) -> None:
    for number, sign in enumerate(ended):
        tested(PASSED if sign == "+" else FAILED, NOON + number)
    assert runs.streak("acme", connector.id) == streak


def test_a_status_that_changed_is_named_by_exactly_the_test_that_changed_it(
    database: Database, runs: TestRuns, tested: Test, connector: ConnectorRecord
) -> None:
    random.seed(5)
    results = [random.choice((PASSED, FAILED)) for _ in range(60)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(tested, results))
    events = {stored.number: stored.event for stored in AuditReader(database).all("acme", None)}
    kept = runs.page("acme", connector.id, 100, None, RunFilter()).runs
    status = "untested"
    for run in sorted(kept, key=lambda run: run.event_number or 0):
        became = "active" if run.result.success else "error"
        assert run.event_number is not None
        assert events[run.event_number].changed_fields == (("status",) if became != status else ())
        status = became


def test_what_is_too_old_or_too_much_goes(
    database: Database, runs: TestRuns, tested: Test, connector: ConnectorRecord
) -> None:
    made = [tested(started_at=NOON + number) for number in range(8)]
    retention = RunRetention(database)
    assert retention.drop_before(NOON + 2) == 2
    assert retention.drop_surplus(4) == 2
    assert retention.drop_surplus(4) == 0
    kept = runs.page("acme", connector.id, 100, None, RunFilter())
    assert [run.id for run in kept.runs] == [run.id for run in reversed(made[4:])]
    assert CHUNK > 8
