"""Pages by keyset: whole, newest first, without repetition, whatever is deleted between them; and a true total."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from server.errors import Conflict
from server.storage.database import Database
from server.storage.record import ConnectorRecord
from server.storage.repository import ConnectorRepository, TenantConnectors
from tests.storage.records import EVENT, a_record, shown

# Ids whose order by bytes is not the order of any dictionary.
IDS = st.text("_-09AZaz", min_size=1, max_size=6).map(lambda text: f"conn_{text}")

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)

_tenants = itertools.count(1)

on_one_database = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def a_tenant_with(repository: ConnectorRepository, ids: set[str]) -> TenantConnectors:
    tenant = f"tenant-{next(_tenants)}"
    connectors = repository.for_tenant(tenant)
    for number, connector_id in enumerate(ids):
        connectors.insert(a_record(tenant, id=connector_id, name=str(number)), EVENT)
    return connectors


def walk(connectors: TenantConnectors, limit: int) -> list[list[str]]:
    pages, after = [], None
    while True:
        page = connectors.page(limit, after)
        pages.append([record.id for record in page.records])
        if not page.has_more:
            return pages
        after = page.records[-1].id


@on_one_database
@given(ids=st.sets(IDS, max_size=25), limit=st.integers(1, 30))
def test_the_pages_together_are_all_connectors_newest_first(
    repository: ConnectorRepository, ids: set[str], limit: int
) -> None:
    connectors = a_tenant_with(repository, ids)
    pages = walk(connectors, limit)
    assert [connector_id for page in pages for connector_id in page] == sorted(ids, reverse=True)
    assert all(len(page) == limit for page in pages[:-1])
    assert connectors.page(limit, None).total == len(ids)


@on_one_database
@given(ids=st.sets(IDS, min_size=1, max_size=15), limit=st.integers(1, 5), data=st.data())
def test_what_is_deleted_between_pages_neither_hides_nor_repeats_the_rest(
    repository: ConnectorRepository, ids: set[str], limit: int, data: st.DataObject
) -> None:
    connectors = a_tenant_with(repository, ids)
    seen: list[str] = []
    alive = set(ids)
    after = None
    while True:
        page = connectors.page(limit, after)
        assert page.total == len(alive)
        seen += [record.id for record in page.records]
        if not page.has_more:
            break
        after = page.records[-1].id
        for gone in data.draw(st.sets(st.sampled_from(sorted(alive)))):  # the cursor's own row among them
            assert connectors.delete(gone, EVENT)
            alive.discard(gone)
        if not alive:
            break
    assert seen == sorted(set(seen), reverse=True)
    assert alive <= set(seen)


@on_one_database
@given(mine=st.sets(IDS, max_size=10), theirs=st.sets(IDS, min_size=1, max_size=10), data=st.data())
def test_a_cursor_from_another_tenant_only_says_where_to_go_on(
    repository: ConnectorRepository, mine: set[str], theirs: set[str], data: st.DataObject
) -> None:
    connectors = a_tenant_with(repository, mine)
    a_tenant_with(repository, theirs)
    cursor = data.draw(st.sampled_from(sorted(theirs)))
    page = connectors.page(100, cursor)
    assert [record.id for record in page.records] == sorted((i for i in mine if i < cursor), reverse=True)
    assert page.total == len(mine)


def test_the_total_equals_the_rows_after_any_operations(database: Database) -> None:
    repository = ConnectorRepository(database)

    class Tenant(RuleBasedStateMachine):
        @initialize()
        def an_empty_tenant(self) -> None:
            self.tenant = f"tenant-{next(_tenants)}"
            self.connectors = repository.for_tenant(self.tenant)
            self.stored: dict[str, ConnectorRecord] = {}

        @rule(connector_id=IDS, name=st.sampled_from("abcdef"))
        def insert(self, connector_id: str, name: str) -> None:
            record = a_record(self.tenant, id=connector_id, name=name)
            clashes = connector_id in self.stored or name in {other.name for other in self.stored.values()}
            try:
                self.connectors.insert(record, EVENT)
            except Conflict:
                assert clashes
            else:
                assert not clashes
                self.stored[connector_id] = record
            self.agree()

        @rule(connector_id=IDS)
        def delete_any(self, connector_id: str) -> None:
            assert self.connectors.delete(connector_id, EVENT) == (connector_id in self.stored)
            self.stored.pop(connector_id, None)
            self.agree()

        @precondition(lambda self: self.stored)
        @rule(data=st.data())
        def delete_one_that_is_there(self, data: st.DataObject) -> None:
            self.delete_any(data.draw(st.sampled_from(sorted(self.stored))))

        def agree(self) -> None:
            page = self.connectors.page(100, None)
            assert page.records == [shown(self.stored[key]) for key in sorted(self.stored, reverse=True)]
            assert page.total == len(self.stored)

    run_state_machine_as_test(
        Tenant, settings=settings(max_examples=20, stateful_step_count=20, deadline=None, derandomize=True)
    )


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_last_page_says_that_nothing_follows(repository: ConnectorRepository, limit: int) -> None:
    connectors = a_tenant_with(repository, {"conn_a", "conn_b"})
    page = connectors.page(limit, None)
    assert page.has_more == (limit < 2)
    assert not connectors.page(limit, "conn_a").records
    assert connectors.page(limit, "conn_a").has_more is False


@on_one_database
@given(name=TEXT, description=st.none() | TEXT, value=st.recursive(TEXT | st.integers(-(2**53), 2**53), st.lists))
def test_a_page_shows_every_text_as_it_is_stored(
    repository: ConnectorRepository, name: str, description: str | None, value: object
) -> None:
    tenant = f"tenant-{next(_tenants)}"
    connectors = repository.for_tenant(tenant)
    record = a_record(tenant, name=name, description=description, config={"value": value}, last_sync_row_count=2**62)
    connectors.insert(record, EVENT)
    other = a_record(tenant, name=f"{name}2")
    connectors.insert(other, EVENT)
    assert connectors.page(10, None).records == [shown(other), shown(record)]
    assert connectors.show(record.id) == shown(record)
