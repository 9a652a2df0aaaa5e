"""ListConnectors: pages, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from server.call import Principal
from server.connectors.ids import CONNECTOR_ID
from server.connectors.repository import Repository
from server.errors import InvalidArgument
from server.storage.record import MAX_LIST_LIMIT, Page

DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """A page and the limit that was used for it."""

    page: Page
    limit: int

    @property
    def cursor(self) -> str | None:
        """Where the next page starts; None on the last one."""
        return self.page.records[-1].id if self.page.has_more else None


class ListConnectors:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __call__(self, caller: Principal, limit: int | None, cursor: str | None) -> Listing:
        """Raises InvalidArgument. A cursor only says where to go on: it need not be a row, nor this tenant's."""
        if limit is not None and limit < 1:
            raise InvalidArgument.at("limit", "must be at least 1")
        if cursor and not CONNECTOR_ID.fullmatch(cursor):
            raise InvalidArgument.at("cursor", "expected the id of the last connector of the page before")
        size = min(limit or DEFAULT_LIMIT, MAX_LIST_LIMIT)
        page = self._repository.for_tenant(caller.tenant).page(size, cursor or None)
        return Listing(page, size)
