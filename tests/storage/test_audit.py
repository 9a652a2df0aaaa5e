"""No audit row, no mutation; pages of events; and quotas that hold whoever races."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from server.errors import QuotaExceeded, ServiceError
from server.storage.audit_log import AuditLog
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import AuditEvent, EventFilter, host_of
from server.storage.database import Database
from server.storage.record import Quota, TestStamp
from server.storage.repository import ConnectorRepository, TenantConnectors
from tests.storage.records import EVENT, a_record

STAMP = TestStamp(status="active", tested_at=1_773_570_700_000, error=None)
ANY = EventFilter()

MUTATIONS: dict[str, Callable[[TenantConnectors, Any], object]] = {
    "create": lambda acme, _: acme.insert(a_record(), EVENT),
    "update": lambda acme, stored: acme.replace(replace(stored, name="changed", revision=2), 1, EVENT),
    "delete": lambda acme, stored: acme.delete(stored.id, EVENT),
    "test": lambda acme, stored: acme.stamp_test(stored.id, 1, STAMP, EVENT),
}


def _run(database: Database, statement: str) -> None:
    with database.peewee.connection_context(), database.peewee.atomic():
        database.peewee.execute_sql(statement)


@pytest.mark.parametrize("name", MUTATIONS)
@pytest.mark.parametrize("table", ["audit_entries", "audit_trails"])
def test_where_the_event_cannot_be_written_nothing_is(database: Database, name: str, table: str) -> None:
    repository = ConnectorRepository(database)
    acme = repository.for_tenant("acme")
    stored = a_record()
    acme.insert(stored, EVENT)
    before = acme.page(10, None)
    _run(database, f"ALTER TABLE {table} RENAME TO hidden")
    with pytest.raises(ServiceError):
        MUTATIONS[name](acme, stored)
    _run(database, f"ALTER TABLE hidden RENAME TO {table}")
    assert acme.page(10, None) == before
    assert AuditReader(database).page("acme", 10, None, ANY).total == 1
    MUTATIONS[name](acme, stored)
    assert AuditReader(database).page("acme", 10, None, ANY).total == 2


def test_what_changes_nothing_leaves_no_event(database: Database) -> None:
    acme = ConnectorRepository(database).for_tenant("acme")
    assert not acme.delete("conn_absent", EVENT)
    assert not acme.replace(a_record(), 1, EVENT)
    assert AuditReader(database).page("acme", 10, None, ANY).total == 0


def test_every_column_comes_back_as_it_was_written(database: Database) -> None:
    event = AuditEvent(
        tenant="acme",
        method="UpdateConnector",
        user="ann 'x' %s ?",
        role="editor",
        connector_id="conn_1",
        connector_type="own",
        changed_fields=("authConfig.password", "config.naïve"),
        outcome="PERMISSION_DENIED",
        reason="ROLE_NOT_ALLOWED",
        request_id="r-1",
        source_address="2001:db8::1",
        count=2**40,
    )
    AuditLog(database).append(event)
    [stored] = AuditReader(database).page("acme", 10, None, ANY).events
    assert (stored.number, stored.event) == (1, event)
    assert AuditReader(database).page("globex", 10, None, ANY).events == []


FILTERS: dict[str, tuple[EventFilter, set[int]]] = {
    "none": (ANY, set(range(1, 13))),
    "a connector": (EventFilter(connector_id="conn_0"), {3, 6, 9, 12}),
    "a user": (EventFilter(user="odd"), {1, 3, 5, 7, 9, 11}),
    "a user of a connector": (EventFilter(user="odd", connector_id="conn_0"), {3, 9}),
    "a method": (EventFilter(method="DeleteConnector"), {10, 11, 12}),
    "an outcome": (EventFilter(outcome="INTERNAL"), set()),
    "from a time": (EventFilter(start=1007), {7, 8, 9, 10, 11, 12}),
    "to a time": (EventFilter(end=1003), {1, 2}),
    "a span of a connector": (EventFilter(start=1004, end=1010, connector_id="conn_0"), {6, 9}),
    "before all": (EventFilter(end=1), set()),
    "after all": (EventFilter(start=10**15), set()),
}


@pytest.mark.parametrize("name", FILTERS)
def test_pages_hold_what_was_asked_for_newest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    log, reader = AuditLog(database), AuditReader(database)
    with monkeypatch.context() as patch:
        for number in range(1, 13):
            patch.setattr("server.storage.audit_log.time.time_ns", lambda at=1000 + number: at * 1_000_000)
            method = "DeleteConnector" if number >= 10 else "UpdateConnector"
            log.append(
                AuditEvent("acme", method, ("even", "odd")[number % 2], connector_id=f"conn_{number % 3}"),
                AuditEvent("globex", method),
            )
    wanted, expected = FILTERS[name]
    for limit in (1, 5, 100):
        assert _walk(reader, wanted, limit) == sorted(expected, reverse=True)


def _walk(reader: AuditReader, wanted: EventFilter, limit: int) -> list[int]:
    found: list[int] = []
    before = None
    while True:
        page = reader.page("acme", limit, before, wanted)
        assert page.total == 12
        assert len(page.events) <= limit
        found += [event.number for event in page.events]
        if not page.has_more:
            return found
        before = page.events[-1].number


def test_a_clock_that_goes_back_takes_no_event_with_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AuditLog(database)
    for at in (2_000, 1_000, 3_000):
        monkeypatch.setattr("server.storage.audit_log.time.time_ns", lambda at=at: at * 1_000_000)
        log.append(EVENT)
    assert [event.time for event in AuditReader(database).range("acme", 1, 9)] == [2_000, 2_000, 3_000]


def test_an_export_goes_through_every_tenant_in_order(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.storage.audit_reader._CHUNK", 2)
    log = AuditLog(database)
    for tenant in ("b", "", "a", "b", "b"):
        log.append(AuditEvent(tenant, "X"))
    reader = AuditReader(database)
    assert [(e.event.tenant, e.number) for e in reader.all(None, None)] == [
        ("", 1),
        ("a", 1),
        ("b", 1),
        ("b", 2),
        ("b", 3),
    ]
    assert [e.number for e in reader.all("b", None)] == [1, 2, 3]
    assert list(reader.all("b", 10**15)) == []


def test_of_creates_that_race_for_the_last_places_no_more_succeed_than_there_are(database: Database) -> None:
    acme = ConnectorRepository(database, Quota(connectors=5)).for_tenant("acme")
    start = threading.Barrier(12)

    def create(_: int) -> bool:
        start.wait()
        try:
            acme.insert(a_record(), EVENT)
        except QuotaExceeded:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        won = list(pool.map(create, range(12)))
    assert won.count(True) == acme.page(10, None).total == 5
    assert AuditReader(database).page("acme", 10, None, ANY).total == 5
    acme.delete(acme.page(1, None).records[0].id, EVENT)
    acme.insert(a_record(), EVENT)
    ConnectorRepository(database, Quota(connectors=5)).for_tenant("globex").insert(a_record("globex"), EVENT)


def test_bytes_are_counted_through_every_change(database: Database) -> None:
    acme = ConnectorRepository(database, Quota(bytes=1000)).for_tenant("acme")
    first = a_record(config={"x": "y" * 400}, sealed_auth=b"s" * 100)
    acme.insert(first, EVENT)
    second = a_record(config={"x": "y" * 300})
    acme.insert(second, EVENT)
    with pytest.raises(QuotaExceeded):
        acme.insert(a_record(config={"x": "y" * 300}), EVENT)
    larger = replace(second, config={"x": "y" * 500}, revision=2)
    with pytest.raises(QuotaExceeded):
        acme.replace(larger, 1, EVENT)
    assert acme.get(second.id) == second
    smaller = replace(first, config={}, sealed_auth=None, revision=2)
    assert acme.replace(smaller, 1, EVENT)
    assert acme.replace(larger, 1, EVENT)
    assert acme.delete(second.id, EVENT)
    assert acme.delete(first.id, EVENT)
    acme.insert(a_record(config={"x": "y" * 900}), EVENT)


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("ipv4:192.0.2.1:50510", "192.0.2.1"),
        ("ipv6:%5B2001:db8::1%5D:50510", "2001:db8::1"),
        ("[::1]:80", "::1"),
        ("192.0.2.1:80", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("unix:", "unix"),
        ("", ""),
    ],
)
def test_the_address_of_a_peer_is_told_without_its_port(peer: str, host: str) -> None:
    assert host_of(peer) == host
