"""ListAuditEvents: a tenant's trail, newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.call import Principal
from server.errors import InvalidArgument
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import EventFilter, EventPage

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
EVENT_ID = re.compile(r"evt_([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class EventListing:
    """A page and the limit that was used for it."""

    page: EventPage
    limit: int

    @property
    def cursor(self) -> str | None:
        """Where the next page starts; None on the last one."""
        return event_id(self.page.events[-1].number) if self.page.has_more else None


class ListAuditEvents:
    def __init__(self, reader: AuditReader) -> None:
        self._reader = reader

    def __call__(self, caller: Principal, limit: int | None, cursor: str | None, wanted: EventFilter) -> EventListing:
        """Raises InvalidArgument. A cursor only says where to go on: it need not be an event."""
        if limit is not None and limit < 1:
            raise InvalidArgument.at("limit", "must be at least 1")
        if wanted.start is not None and wanted.end is not None and wanted.end < wanted.start:
            raise InvalidArgument.at("endTime", "must not be before startTime")
        size = min(limit or DEFAULT_LIMIT, MAX_LIMIT)
        return EventListing(self._reader.page(caller.tenant, size, _number_of(cursor), wanted), size)


def event_id(number: int) -> str:
    """Ids are in the order of the events of their tenant."""
    return f"evt_{number:016x}"


def _number_of(cursor: str | None) -> int | None:
    if not cursor:
        return None
    found = EVENT_ID.fullmatch(cursor)
    if not found:
        raise InvalidArgument.at("cursor", "expected the id of the last event of the page before")
    return min(int(found.group(1), 16), 2**62)
