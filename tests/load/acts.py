"""What calls do to the store, in a tenant that `crowd.fill` made: each tells whether it did it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from server.storage.connector_writes import Hidden
from server.storage.record import EVERY_CONNECTOR, ConnectorFilter, Order, OrderKey, Position, TestStamp
from server.storage.repository import TenantConnectors
from tests.load.crowd import RARE_FIELDS, RARE_LABEL, TENANT, id_of, rare_ids
from tests.storage.records import EVENT, a_record

Act = Callable[[TenantConnectors, int], None]
PAGE = 100
BEGUN = 1_773_570_600_000  # updated_at of the connector that all are copies of


def create(connectors: TenantConnectors, count: int) -> None:
    connectors.insert(a_record(TENANT, id=id_of(count + 1), name="one more"), EVENT)


def stamp(connectors: TenantConnectors, count: int) -> None:
    """What a test does: it reads the connector and stamps what it found."""
    record = connectors.get(id_of(count // 2 + 5))
    assert record is not None
    found = TestStamp(status="active", tested_at=1, error=None, row_count=3, sync_at=1)
    assert connectors.stamp_test(record.id, record.target_revision, found, EVENT)


def update(connectors: TenantConnectors, count: int) -> None:
    record = connectors.get(id_of(count // 3))
    assert record is not None
    changed = replace(record, name="renamed", description="changed", revision=record.revision + 1)
    assert connectors.replace(changed, record.revision, EVENT)


def delete(connectors: TenantConnectors, count: int) -> None:
    assert connectors.delete(id_of(count // 5), EVENT)


def hide_and_restore(connectors: TenantConnectors, count: int) -> None:
    assert connectors.delete(id_of(count // 7), EVENT, hidden=Hidden(1, 2))
    assert connectors.restore(id_of(count // 7), EVENT)


def named(connectors: TenantConnectors, count: int) -> None:
    assert len(connectors.named([f"Warehouse {count // 9}", "nobody"])) == 1


def newest(connectors: TenantConnectors, count: int) -> None:
    page = connectors.page(PAGE, None)
    assert (len(page.records), page.has_more) == (PAGE, True)
    assert page.total >= count - 1


def middle(connectors: TenantConnectors, count: int) -> None:
    page = connectors.page(PAGE, id_of(count // 2))
    assert [record.id for record in page.records[:2]] == [id_of(count // 2 - 1), id_of(count // 2 - 2)]


def oldest(connectors: TenantConnectors, _count: int) -> None:
    page = connectors.page(PAGE, id_of(11))
    assert ([record.id for record in page.records], page.has_more) == ([id_of(n) for n in range(10, 0, -1)], False)


def text(connectors: TenantConnectors, count: int) -> None:
    page = connectors.find(ConnectorFilter(text=f"house {count // 2}"), PAGE)
    assert [record.id for record in page.records] == [id_of(count // 2)]


def counts(connectors: TenantConnectors, count: int) -> None:
    assert sum(matching for _, _, matching in connectors.counts(EVERY_CONNECTOR)) >= count - 1


def _in_order(order: Order, *, is_later: bool) -> Act:
    def act(connectors: TenantConnectors, count: int) -> None:
        place = count // 2
        values: dict[OrderKey, str | int] = {
            OrderKey.CREATED: "",
            OrderKey.NAME: f"warehouse {place}",
            OrderKey.UPDATED: BEGUN + place,
            OrderKey.TESTED: 0,
        }
        after = Position(values[order.key], id_of(place)) if is_later else None
        page = connectors.find(EVERY_CONNECTOR, PAGE, order=order, after=after)
        assert len(page.records) == PAGE
        assert id_of(place) not in {record.id for record in page.records} or not is_later

    return act


def _found(wanted: ConnectorFilter, order: Order) -> Act:
    def act(connectors: TenantConnectors, count: int) -> None:
        page = connectors.find(wanted, PAGE, order=order)
        assert sorted(record.id for record in page.records) == sorted(rare_ids(count))
        assert page.total == len(page.records)

    return act


def _counted(wanted: ConnectorFilter) -> Act:
    def act(connectors: TenantConnectors, count: int) -> None:
        assert sum(matching for _, _, matching in connectors.counts(wanted)) == len(rare_ids(count))

    return act


ORDERS = [Order(key, descending) for key in OrderKey for descending in (True, False)]
RARELY = {
    "type": ConnectorFilter(types=(RARE_FIELDS["type"],)),
    "type and status": ConnectorFilter(types=(RARE_FIELDS["type"],), statuses=(RARE_FIELDS["status"],)),
    "label": ConnectorFilter(labels=((RARE_LABEL[0], None),)),
    "label and value": ConnectorFilter(labels=(RARE_LABEL,)),
}
WRITES: dict[str, Act] = {act.__name__: act for act in (create, stamp, update, delete, hide_and_restore)}
PAGES: dict[str, Act] = {
    **{act.__name__: act for act in (newest, middle, oldest, named)},
    **{
        f"by {order.key} {'down' if order.descending else 'up'}, {'later' if is_later else 'first'}": _in_order(
            order, is_later=is_later
        )
        for order in ORDERS
        for is_later in (False, True)
    },
}
FILTERS: dict[str, Act] = {
    **{
        f"{name}, by {order.key}": _found(wanted, order)
        for name, wanted in RARELY.items()
        for order in (Order(), Order(OrderKey.NAME, descending=False))
    },
    **{f"counts by {name}": _counted(wanted) for name, wanted in RARELY.items()},
}
# By their nature: no index knows what stands within a name, and all are counted.
WHOLE: dict[str, Act] = {act.__name__: act for act in (text, counts)}
