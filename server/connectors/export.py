"""ExportConnectors: the tenant's connectors as a set that ApplyConnectors takes, without credentials."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from server.call import Principal
from server.connectors.ids import CONNECTOR_ID
from server.connectors.repository import Repository
from server.errors import InvalidArgument
from server.storage.record import MAX_LIST_LIMIT, ConnectorFilter, Order, OrderKey, Position, ShownConnector

MAX_CONNECTORS = 1000
MAX_BYTES = 4 << 20
_FIXED_BYTES = 64  # of what stands round a connector's own texts

_OLDEST_FIRST = Order(OrderKey.CREATED, descending=False)


@dataclass(frozen=True, slots=True)
class Exported:
    """`next_cursor`: where the next ones start; None when these were the last."""

    records: list[ShownConnector]
    next_cursor: str | None


class ExportConnectors:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __call__(self, caller: Principal, wanted: ConnectorFilter, cursor: str) -> Exported:
        """Raises InvalidArgument."""
        if cursor and not CONNECTOR_ID.fullmatch(cursor):
            raise InvalidArgument.at("cursor", "expected the nextCursor of the answer before")
        connectors = self._repository.for_tenant(caller.tenant)
        found: list[ShownConnector] = []
        left, after = MAX_BYTES, cursor
        while True:
            position = Position("", after) if after else None
            page = connectors.find(wanted, MAX_LIST_LIMIT, order=_OLDEST_FIRST, after=position)
            for record in page.records:
                left -= _size(record)
                if (left < 0 and found) or len(found) == MAX_CONNECTORS:
                    return Exported(found, found[-1].id)
                found.append(record)
            if not page.has_more:
                return Exported(found, None)
            after = page.records[-1].id


def _size(record: ShownConnector) -> int:
    texts = (record.name, record.type, record.description, record.auth_method, record.labels, record.config)
    return _FIXED_BYTES + len(orjson.dumps(texts))
