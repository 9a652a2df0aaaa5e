"""Filters of connectors as callers write them, the order of a list, and the cursors of other orders than the first."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import astuple

import orjson

from server.connectors.labels import condition_violations, conditions
from server.connectors.rules import MAX_NAME, has_control, refuse, status_violations
from server.errors import FieldViolation, InvalidArgument
from server.storage.record import EVERY_CONNECTOR, NEWEST_FIRST, ConnectorFilter, Order, OrderKey, Position

MAX_VALUES = 100
_DIGEST_BYTES = 9


def filter_of(
    *,
    types: Sequence[str] = (),
    statuses: Sequence[str] = (),
    auth_methods: Sequence[str] = (),
    labels: Sequence[str] = (),
    text: str = "",
    show_deleted: bool = False,
) -> ConnectorFilter:
    """Raises InvalidArgument naming every violation."""
    if not (types or statuses or auth_methods or labels or text or show_deleted):
        return EVERY_CONNECTOR
    found = ConnectorFilter(
        types=tuple(dict.fromkeys(types)),
        statuses=tuple(dict.fromkeys(statuses)),
        auth_methods=tuple(dict.fromkeys(auth_methods)),
        labels=conditions(labels),
        text=text,
        show_deleted=show_deleted,
    )
    violations = [
        FieldViolation(path, f"at most {MAX_VALUES} values, got {len(values)}")
        for path, values in (("type", found.types), ("authMethod", found.auth_methods))
        if len(values) > MAX_VALUES
    ]
    wrong = next((status for status in found.statuses if status_violations(status)), None)
    if wrong is not None:
        violations += status_violations(wrong)
    violations += condition_violations(found.labels)
    if len(text) > MAX_NAME or has_control(text):
        violations.append(FieldViolation("query", f"expected at most {MAX_NAME} characters, none of them control"))
    refuse(violations)
    return found


def order_of(text: str) -> Order:
    """`name`, `name asc`, `updatedAt desc`; empty: newest first. Raises InvalidArgument."""
    if not text.strip():
        return NEWEST_FIRST
    key, _, direction = text.strip().partition(" ")
    if key not in {item.value for item in OrderKey} or direction.strip() not in ("", "asc", "desc"):
        keys = ", ".join(item.value for item in OrderKey)
        raise InvalidArgument.at("orderBy", f"expected one of {keys}, then asc or desc")
    return Order(OrderKey(key), direction.strip() == "desc")


def cursor_of(wanted: ConnectorFilter, order: Order, position: Position) -> str:
    """It says which query it belongs to, and where its page ended; nothing that the page did not show."""
    content = orjson.dumps([position.value, position.id])
    return base64.urlsafe_b64encode(_digest(wanted, order) + content).decode().rstrip("=")


def position_at(cursor: str, wanted: ConnectorFilter, order: Order) -> Position:
    """Raises InvalidArgument for what is no cursor, or one of another query."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        value, connector_id = orjson.loads(raw[_DIGEST_BYTES:])
    except (ValueError, TypeError, binascii.Error, UnicodeEncodeError):
        raise InvalidArgument.at("cursor", "expected the cursor of the page before") from None
    if raw[:_DIGEST_BYTES] != _digest(wanted, order):
        raise InvalidArgument.at("cursor", "belongs to another filter or order; start from the first page")
    expected = int if order.key in (OrderKey.UPDATED, OrderKey.TESTED) else str
    if type(value) is not expected or not isinstance(connector_id, str):
        raise InvalidArgument.at("cursor", "expected the cursor of the page before")
    return Position(value, connector_id)


def _digest(wanted: ConnectorFilter, order: Order) -> bytes:
    content = orjson.dumps([astuple(wanted), order.key, order.descending])
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
