"""Every filter and order gives what a plain reading of it gives, page by page, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.storage.connector_queries import position_of
from server.storage.record import ConnectorFilter, ConnectorRecord, Order, OrderKey, TestStamp, folded
from server.storage.repository import ConnectorRepository, TenantConnectors
from tests.storage.records import EVENT, a_record

on_one_database = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
_tenants = itertools.count(1)
Stored = tuple[str, dict[str, Any], int | None]  # a name, other fields, when it was tested

_TYPES, _STATUSES, _METHODS = ("csv", "mysql"), ("untested", "active", "error"), ("access_key", "basic")
_LABELS = st.dictionaries(st.sampled_from(["env", "team"]), st.sampled_from(["", "a", "b"]), max_size=2)
_NAMES = st.text("aAbé%_!İß ", min_size=1, max_size=4)

_fields = st.fixed_dictionaries(
    {
        "type": st.sampled_from(_TYPES),
        "auth_method": st.sampled_from(_METHODS),
        "updated_at": st.integers(0, 3),
        "labels": _LABELS,
    }
)
_fleet = st.lists(st.tuples(_NAMES, _fields, st.none() | st.integers(1, 3)), max_size=9, unique_by=lambda item: item[0])
_some = st.builds(
    ConnectorFilter,
    types=st.lists(st.sampled_from(_TYPES), max_size=2, unique=True).map(tuple),
    statuses=st.lists(st.sampled_from(_STATUSES), max_size=2, unique=True).map(tuple),
    auth_methods=st.lists(st.sampled_from(_METHODS), max_size=1).map(tuple),
    labels=st.lists(
        st.tuples(st.sampled_from(["env", "team"]), st.none() | st.sampled_from(["", "a"])), max_size=2, unique=True
    ).map(tuple),
    text=st.text("aAb%_!éss", max_size=2),
)
_orders = st.builds(Order, st.sampled_from(OrderKey), st.booleans())


def _matches(record: ConnectorRecord, wanted: ConnectorFilter) -> bool:
    return (
        (not wanted.types or record.type in wanted.types)
        and (not wanted.statuses or record.status in wanted.statuses)
        and (not wanted.auth_methods or record.auth_method in wanted.auth_methods)
        and all(name in record.labels and value in (None, record.labels[name]) for name, value in wanted.labels)
        and folded(wanted.text) in folded(record.name)
    )


def _in_order(records: Iterable[ConnectorRecord], order: Order) -> list[str]:
    key = {
        OrderKey.CREATED: lambda record: record.id,
        OrderKey.NAME: lambda record: folded(record.name).encode(),  # by code points, which UTF-8 keeps
        OrderKey.UPDATED: lambda record: record.updated_at,
        OrderKey.TESTED: lambda record: record.last_tested_at or 0,
    }[order.key]
    ordered = sorted(records, key=lambda record: (key(record), record.id), reverse=order.descending)
    return [record.id for record in ordered]


def _stored(repository: ConnectorRepository, fleet: list[Stored]) -> TenantConnectors:
    tenant = f"filters-{next(_tenants)}"
    connectors = repository.for_tenant(tenant)
    for name, fields, tested_at in fleet:
        record = a_record(tenant, name=name, **fields)
        connectors.insert(record, EVENT)
        if tested_at is not None:
            status = "active" if tested_at % 2 else "error"
            assert connectors.stamp_test(record.id, 1, TestStamp(status, tested_at, None), EVENT)
    return connectors


def _walk(connectors: TenantConnectors, wanted: ConnectorFilter, order: Order, limit: int, total: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = connectors.find(wanted, limit, order=order, after=after)
        assert page.total == total
        assert len(page.records) == limit or not page.has_more
        found += [record.id for record in page.records]
        if not page.has_more:
            return found
        after = position_of(page.records[-1], order.key)


@on_one_database
@given(_fleet, _some, _orders, st.integers(1, 4))
def test_pages_of_a_filter_in_an_order(
    repository: ConnectorRepository,
    fleet: list[Stored],
    wanted: ConnectorFilter,
    order: Order,
    limit: int,
) -> None:
    connectors = _stored(repository, fleet)
    everything = connectors.page(100, None).records
    expected = _in_order([record for record in everything if _matches(record, wanted)], order)
    assert _walk(connectors, wanted, order, limit, len(expected)) == expected
    counted = connectors.counts(wanted)
    assert sum(count for _, _, count in counted) == len(expected)


def test_labels_are_found_as_they_are_now(repository: ConnectorRepository) -> None:
    connectors = repository.for_tenant("acme")
    record = a_record(labels={"env": "prod"})
    connectors.insert(record, EVENT)
    prod, dev = (ConnectorFilter(labels=(("env", value),)) for value in ("prod", "dev"))
    assert connectors.find(prod, 10).total == 1
    changed = a_record(id=record.id, name=record.name, labels={"env": "dev"}, revision=2)
    assert connectors.replace(changed, 1, EVENT, relabelled=True)
    assert (connectors.find(prod, 10).total, connectors.find(dev, 10).total) == (0, 1)
    assert connectors.delete(record.id, EVENT)
    assert connectors.find(dev, 10).total == 0


def test_connectors_are_found_by_many_names(repository: ConnectorRepository) -> None:
    connectors = repository.for_tenant("acme")
    for number in range(5):
        connectors.insert(a_record(name=f"n{number}"), EVENT)
    for count in (0, 1, 99, 100, 101, 250):
        names = [f"n{number}" for number in range(count)]
        assert {record.name for record in connectors.named(names)} == set(names[:5])
