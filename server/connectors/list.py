"""ListConnectors: pages, newest first or in another order, of all or of those that match."""

from __future__ import annotations

from dataclasses import dataclass

from server.call import Principal
from server.connectors.filters import cursor_of, order_of, position_at
from server.connectors.ids import CONNECTOR_ID
from server.connectors.repository import Repository
from server.errors import InvalidArgument
from server.storage.connector_queries import position_of
from server.storage.record import EVERY_CONNECTOR, MAX_LIST_LIMIT, NEWEST_FIRST, ConnectorFilter, Page, Position

DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """A page, the limit that was used for it, and where the next one starts; None on the last one."""

    page: Page
    limit: int
    cursor: str | None


class ListConnectors:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __call__(
        self,
        caller: Principal,
        limit: int | None,
        cursor: str | None,
        wanted: ConnectorFilter = EVERY_CONNECTOR,
        order_by: str = "",
    ) -> Listing:
        """Raises InvalidArgument.

        Newest first, a cursor only says where to go on: it need not be a row, nor this tenant's, and any filter takes
        it. In another order it also says which query it belongs to.
        """
        if limit is not None and limit < 1:
            raise InvalidArgument.at("limit", "must be at least 1")
        size = min(limit or DEFAULT_LIMIT, MAX_LIST_LIMIT)
        order = order_of(order_by)
        connectors = self._repository.for_tenant(caller.tenant)
        if order != NEWEST_FIRST:
            after = position_at(cursor, wanted, order) if cursor else None
            page = connectors.find(wanted, size, order=order, after=after)
            if not page.has_more:
                return Listing(page, size, None)
            return Listing(page, size, cursor_of(wanted, order, position_of(page.records[-1], order.key)))
        if cursor and not CONNECTOR_ID.fullmatch(cursor):
            raise InvalidArgument.at("cursor", "expected the id of the last connector of the page before")
        if wanted == EVERY_CONNECTOR:
            page = connectors.page(size, cursor or None)
        else:
            page = connectors.find(wanted, size, after=Position("", cursor) if cursor else None)
        return Listing(page, size, page.records[-1].id if page.has_more else None)
