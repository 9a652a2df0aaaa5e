"""What is told of a connector's tests over time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from probes.result import ProbeResult, Reason
from server.connectors.drafts import ConnectorChange
from server.connectors.test_config import Config
from server.errors import InvalidArgument, NotFound
from server.history.connector_history import DAY_MS, ConnectorHistory, GetConnectorHistory
from server.history.pruning import HistoryPruner
from server.services import declared_methods
from server.storage.connector_changes import ConnectorChanges
from server.storage.run_retention import RunRetention
from server.storage.test_runs import TestRuns
from tests.connectors.world import CALLER, COMPLETE, World

METHODS = {method.name: method for method in declared_methods()}
UPDATE, TEST_CONFIG = METHODS["UpdateConnector"], METHODS["TestConfig"]
FAILED = ProbeResult(success=False, message="refused", reason=Reason.CONNECTION_REFUSED)


def history(world: World, connector_id: str, days: int | None = None) -> ConnectorHistory:
    asked = GetConnectorHistory(world.repository, TestRuns(world.database), ConnectorChanges(world.database))
    return asked(CALLER, connector_id, days)


def update(world: World, connector_id: str, **fields: object) -> None:
    """By a call of the method that it is."""
    world.update_connector(replace(world.call(), method=UPDATE), ConnectorChange(connector_id, **fields))


def test_what_changed_since_it_last_worked_is_told_by_name(world: World) -> None:
    connector = world.create()
    world.update(connector.id, description="before it ever worked")
    world.test(connector.id)
    assert history(world, connector.id).changes is None
    update(world, connector.id, config=COMPLETE | {"host": "new.example.com"})
    update(world, connector.id, auth_config={"username": "probe", "password": "wrong"})
    world.prober.result = FAILED
    for _ in range(2):
        world.test(connector.id)
    told = history(world, connector.id)
    assert told.changes is not None
    assert told.changes.fields == ["authConfig.password", "authConfig.username", "config.host"]
    assert [change.method for change in told.changes.changes] == ["UpdateConnector"] * 2
    assert told.changes.complete
    assert told.streak is not None
    assert (told.streak.success, told.streak.runs) == (False, 2)


def test_where_the_connector_did_not_change_nothing_is_named(world: World) -> None:
    connector = world.create()
    world.test(connector.id)
    world.prober.result = FAILED
    world.test(connector.id)
    told = history(world, connector.id).changes
    assert told is not None
    assert (told.fields, told.complete) == ([], True)


def test_a_test_of_what_is_not_stored_is_no_change(world: World) -> None:
    connector = world.create()
    world.test(connector.id)
    call = replace(world.call(), method=TEST_CONFIG)
    world.test_config(call, Config(connector.id, auth_config={"username": "probe", "password": "tried"}))
    world.prober.result = FAILED
    world.test(connector.id)
    told = history(world, connector.id).changes
    assert told is not None
    assert told.fields == []


def test_what_never_worked_has_no_changes_since(world: World) -> None:
    connector = world.create(config={})
    world.test(connector.id)
    assert history(world, connector.id).changes is None


@pytest.mark.parametrize(("days", "length", "count"), [(1, 900, 96), (7, 7200, 84), (30, 28800, 90), (366, 86400, 366)])
def test_buckets_fill_the_time_asked_for(world: World, days: int, length: int, count: int) -> None:
    connector = world.create()
    world.test(connector.id)
    world.prober.result = FAILED
    world.test(connector.id)
    told = history(world, connector.id, days)
    assert (told.bucket, len(told.buckets)) == (length * 1000, count)
    assert sum(bucket.runs for bucket in told.buckets[-2:]) == told.total.runs == 2
    assert told.total.successes == 1
    first = told.buckets[0].index
    assert [bucket.index for bucket in told.buckets] == list(range(first, first + count))


def test_wrong_requests_are_told(world: World) -> None:
    connector = world.create()
    with pytest.raises(NotFound):
        history(world, "conn_none")
    for days in (0, -1, 367):
        with pytest.raises(InvalidArgument, match="days"):
            history(world, connector.id, days)


def test_a_test_that_the_open_circuit_refuses_is_no_run(world: World) -> None:
    connector = world.create()
    world.prober.result = FAILED
    for _ in range(7):
        world.test(connector.id)
    assert history(world, connector.id).total.runs == 5


def test_the_operator_says_how_long_runs_are_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = world.create()
    world.test(connector.id)
    retention = RunRetention(world.database)
    assert HistoryPruner(retention, 1).prune() == 0
    later = history(world, connector.id).buckets[-1].index * 7_200_000 + 3 * DAY_MS
    monkeypatch.setattr("server.history.pruning.now_ms", lambda: later)
    assert HistoryPruner(retention, 0).prune() == 0
    assert HistoryPruner(retention, 1).prune() == 1
    assert history(world, connector.id).total.runs == 0
