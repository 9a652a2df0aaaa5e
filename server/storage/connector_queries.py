"""Lists and counts of a tenant's connectors by filter and order. The list without either has a statement of its own.

A statement is written once for each shape of filter and order, and kept. What bounds a page is an index that leads with
the tenant: by the order's key, or by type, status and auth method; text in a name is looked for among the tenant's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
import peewee

from server.storage.connector_rows import record_of
from server.storage.connector_statements import COLUMNS, IS_LIVE, SHOWN
from server.storage.database import Database, Row
from server.storage.models import Connector, ConnectorLabel, TenantTotal
from server.storage.record import (
    ConnectorFilter,
    ConnectorRecord,
    Order,
    OrderKey,
    Page,
    Position,
    ShownConnector,
    folded,
)
from server.storage.sqlite import SqlitePool
from server.storage.statement import Statement, parameter

SHAPES = 256
KEPT = 2048  # connectors as they were read
LARGEST_KEPT = 16 << 10  # characters of one as JSON: whatever tenants store, some 60 MB are kept at most
NAMES = 100  # looked up at once

_FIELDS = tuple(getattr(Connector, name) for name in COLUMNS)
_IS_TENANTS = Connector.tenant == parameter("tenant")
# Written as the index has it: a bound 0 would be another expression.
_TESTED = peewee.fn.COALESCE(Connector.last_tested_at, peewee.SQL("0"))
_KEYS: dict[OrderKey, peewee.Node | None] = {
    OrderKey.CREATED: None,  # ids are time-ordered
    OrderKey.NAME: Connector.folded_name,
    OrderKey.UPDATED: Connector.updated_at,
    OrderKey.TESTED: _TESTED,
}
_ESCAPE = str.maketrans({"!": "!!", "%": "!%", "_": "!_"})


def position_of(record: ShownConnector, key: OrderKey) -> Position:
    """Where a page that ends with this connector ended."""
    values: dict[OrderKey, str | int] = {
        OrderKey.CREATED: "",
        OrderKey.NAME: folded(record.name),
        OrderKey.UPDATED: record.updated_at,
        OrderKey.TESTED: record.last_tested_at or 0,
    }
    return Position(values[key], record.id)


class ConnectorQueries:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # SQLite's driver lets the interpreter go for every row, and has to wait for it among the other threads.
        self._in_one_row = isinstance(database.peewee, SqlitePool)
        self._compiled = lru_cache(SHAPES)(self._compile)
        names = [parameter(f"name{index}") for index in range(NAMES)]
        self._named = database.compile(
            Connector.select(*_FIELDS).where(_IS_TENANTS & IS_LIVE & Connector.name.in_(names))
        )

    def page(self, tenant: str, wanted: ConnectorFilter, order: Order, limit: int, after: Position | None) -> Page:
        values = {"tenant": tenant, **_values(wanted)}
        shape = _shape(wanted)
        place = {"limit": limit + 1} | ({"after": after.value, "after_id": after.id} if after else {})
        rows = self._database.read(self._compiled(shape, order, after is not None), **values, **place)
        found, total = _out_of_one_row(rows) if self._in_one_row else _out_of_rows(rows)
        if not found and after is not None:
            [(total,)] = self._database.read(self._compiled(shape, None, False), **values)
        return Page(found[:limit], total=total, has_more=len(found) > limit)

    def counts(self, tenant: str, wanted: ConnectorFilter) -> list[tuple[str, str, int]]:
        statement = self._compiled(_shape(wanted), "facets", False)
        return [(row[0], row[1], row[2]) for row in self._database.read(statement, tenant=tenant, **_values(wanted))]

    def named(self, tenant: str, names: Sequence[str]) -> list[ConnectorRecord]:
        found: list[ConnectorRecord] = []
        for start in range(0, len(names), NAMES):
            some = names[start : start + NAMES]
            padded = {f"name{index}": some[min(index, len(some) - 1)] for index in range(NAMES)}
            found += map(record_of, self._database.read(self._named, tenant=tenant, **padded))
        return found

    def _compile(self, shape: _Shape, form: Order | str | None, is_later: bool) -> Statement:
        """`form`: a page in this order, the counts by type and status, or None for the count of all that match."""
        condition = _condition(shape)
        if form is None:
            return self._database.compile(peewee.Select(columns=[_total(shape)]))
        if isinstance(form, str):
            return self._database.compile(
                Connector.select(Connector.type, Connector.status, peewee.fn.COUNT(1))
                .where(condition)
                .group_by(Connector.type, Connector.status)
            )
        page = _page(_total(shape), condition, form, is_later)
        return self._database.compile(_as_one_row(page) if self._in_one_row else page)


# How many types, statuses and auth methods; for each label whether it names a value; whether there is a text; deleted.
_Shape = tuple[int, int, int, tuple[bool, ...], bool, bool]


def _shape(wanted: ConnectorFilter) -> _Shape:
    return (
        len(wanted.types),
        len(wanted.statuses),
        len(wanted.auth_methods),
        tuple(value is not None for _, value in wanted.labels),
        bool(wanted.text),
        wanted.show_deleted,
    )


def _values(wanted: ConnectorFilter) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, given in (("type", wanted.types), ("status", wanted.statuses), ("auth_method", wanted.auth_methods)):
        values |= {f"{name}{index}": value for index, value in enumerate(given)}
    for index, (label, value) in enumerate(wanted.labels):
        values |= {f"label{index}": label, f"value{index}": value}
    if wanted.text:
        values["text"] = f"%{folded(wanted.text).translate(_ESCAPE)}%"
    return values


def _condition(shape: _Shape) -> peewee.Expression:
    types, statuses, auth_methods, labels, has_text, show_deleted = shape
    condition = _IS_TENANTS if show_deleted else _IS_TENANTS & IS_LIVE
    columns = ((Connector.type, types), (Connector.status, statuses), (Connector.auth_method, auth_methods))
    for column, count in columns:
        if count:
            condition &= column.in_([parameter(f"{column.name}{index}") for index in range(count)])
    for index, has_value in enumerate(labels):
        labelled = ConnectorLabel.select(ConnectorLabel.connector_id).where(
            (ConnectorLabel.tenant == parameter("tenant")) & (ConnectorLabel.label == parameter(f"label{index}"))
        )
        if has_value:
            labelled = labelled.where(ConnectorLabel.value == parameter(f"value{index}"))
        condition &= Connector.id.in_(labelled)
    if has_text:
        parts = (Connector.folded_name, peewee.SQL("LIKE"), parameter("text"), peewee.SQL("ESCAPE '!'"))
        condition &= peewee.NodeList(parts, parens=True)
    return condition


def _total(shape: _Shape) -> peewee.Function | peewee.SelectBase:
    """How many match: the tenant's own counter where nothing is filtered, or else they are counted."""
    if any(shape[:-1]):
        return Connector.select(peewee.fn.COUNT(1)).where(_condition(shape))
    kept = TenantTotal.total + TenantTotal.deleted if shape[-1] else TenantTotal.total
    return peewee.fn.COALESCE(TenantTotal.select(kept).where(TenantTotal.tenant == parameter("tenant")), 0)


def _page(
    total: peewee.Function | peewee.SelectBase, condition: peewee.Expression, order: Order, is_later: bool
) -> peewee.SelectBase:
    """A row (total: how many match, *SHOWN) a connector; none where the page is empty."""
    key = _KEYS[order.key]
    own = [Connector.id] if key is None else [key, Connector.id]
    page = Connector.select(total.alias("total"), *SHOWN).where(condition)
    if is_later:
        after = [parameter("after_id")] if key is None else [parameter("after"), parameter("after_id")]
        page = page.where(peewee.Expression(peewee.Tuple(*own), "<" if order.descending else ">", peewee.Tuple(*after)))
    ordered = [peewee.Ordering(node, "DESC" if order.descending else "ASC") for node in own]
    return page.order_by(*ordered).limit(parameter("limit"))


def _as_one_row(page: peewee.SelectBase) -> peewee.Query:
    """The page as one row: total, and a line of JSON (the values of SHOWN) a connector, in the page's order; two NULLs
    where it is empty. For SQLite, which adds up a limited subquery in its order."""
    rows = page.alias("p")
    line = peewee.fn.JSON_ARRAY(*(getattr(rows.c, name) for name in ShownConnector._fields))
    return peewee.Select([rows], [peewee.fn.MAX(rows.c.total), peewee.fn.GROUP_CONCAT(line, "\n")])


def _out_of_one_row(rows: Sequence[Row]) -> tuple[list[ShownConnector], int]:
    [(total, lines)] = rows
    return ([_shown(line) for line in lines.split("\n")], total) if lines else ([], 0)


def _out_of_rows(rows: Sequence[Row]) -> tuple[list[ShownConnector], int]:
    return [ShownConnector._make(row[1:]) for row in rows], rows[0][0] if rows else 0


def _shown(line: str) -> ShownConnector:
    return (_kept if len(line) <= LARGEST_KEPT else _read)(line)


def _read(line: str) -> ShownConnector:
    return ShownConnector._make(orjson.loads(line))


_kept = lru_cache(KEPT)(_read)
