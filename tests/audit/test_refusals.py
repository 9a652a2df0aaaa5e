"""Refused calls reach the trail, and no number of them becomes a flood of writes or of memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.audit.refusals import BURST, KINDS, WINDOW_SECONDS, Refusals
from server.errors import Unavailable
from server.storage.audit_log import AuditLog
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import AuditEvent
from server.storage.database import Database, open_database
from server.storage.migrate import migrate


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Watched(AuditLog):
    """The trail, with its transactions counted; `away` stands for a database that cannot be reached."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.transactions = 0
        self.away = False

    def append(self, *events: AuditEvent) -> None:
        self.transactions += 1
        if self.away:
            raise Unavailable("away")
        super().append(*events)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = open_database(f"sqlite:///{tmp_path / 'connectors.db'}", 2)
    migrate(opened)
    return opened


@pytest.fixture
def trail(database: Database) -> Watched:
    return Watched(database)


def _refusal(**fields: object) -> AuditEvent:
    values = {"tenant": "acme", "method": "CreateConnector", "user": "bob", "outcome": "PERMISSION_DENIED"}
    return AuditEvent(**{**values, **fields})


def _stored(database: Database, tenant: str = "acme") -> list[AuditEvent]:
    return [stored.event for stored in AuditReader(database).range(tenant, 1, 10**9)]


def test_the_first_is_written_at_once_and_like_ones_become_one_event(trail: Watched, database: Database) -> None:
    clock = Clock()
    refusals = Refusals(trail, clock=clock)
    for _ in range(1000):
        refusals.note(_refusal())
    assert [event.count for event in _stored(database)] == [1]
    refusals.flush()
    assert [event.count for event in _stored(database)] == [1, 999]
    assert trail.transactions == 2
    clock.now += WINDOW_SECONDS
    refusals.note(_refusal())
    assert [event.count for event in _stored(database)] == [1, 999, 1]


@pytest.mark.parametrize("field", ["tenant", "method", "user", "outcome", "reason", "source_address"])
def test_calls_that_differ_in_what_matters_are_told_apart(trail: Watched, database: Database, field: str) -> None:
    refusals = Refusals(trail, clock=Clock())
    for value in ("a", "b"):
        refusals.note(_refusal(**{field: value}), at_once=False)
        refusals.note(_refusal(**{field: value}), at_once=False)
    refusals.flush()
    events = _stored(database, "a") + _stored(database, "b") if field == "tenant" else _stored(database)
    assert [(getattr(event, field), event.count) for event in events] == [("a", 2), ("b", 2)]


def test_an_attack_with_ever_new_names_stays_within_bounds_and_loses_no_count(
    trail: Watched, database: Database
) -> None:
    refusals = Refusals(trail, clock=Clock())
    for number in range(6 * KINDS):
        refusals.note(_refusal(tenant=f"t{number}", user=str(number)))
    assert trail.transactions <= BURST
    assert len(refusals._counted) <= 2 * KINDS + 1
    refusals.flush()
    assert trail.transactions <= BURST + 2 * KINDS / 50 + 1
    everywhere = [stored.event for stored in AuditReader(database).all(None, None)]
    assert sum(event.count for event in everywhere) == 6 * KINDS


def test_while_the_database_is_away_nothing_raises_and_nothing_is_lost(trail: Watched, database: Database) -> None:
    clock = Clock()
    refusals = Refusals(trail, clock=clock)
    trail.away = True
    for number in range(10):
        refusals.note(_refusal(user=str(number)))
    assert trail.transactions == 1  # the others did not wait for a database that is away
    refusals.flush()
    trail.away = False
    refusals.flush()
    assert sorted(event.user for event in _stored(database)) == sorted(str(number) for number in range(10))


def test_a_failure_of_ours_is_counted_and_not_written_at_once(trail: Watched, database: Database) -> None:
    refusals = Refusals(trail, clock=Clock())
    refusals.note(_refusal(outcome="UNAVAILABLE"), at_once=False)
    assert trail.transactions == 0
    refusals.flush()
    assert [event.outcome for event in _stored(database)] == ["UNAVAILABLE"]
