"""ListTestRuns: a connector's tests, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from server.call import Principal
from server.connectors.ids import RUN_ID
from server.connectors.repository import Repository, must_get
from server.errors import InvalidArgument
from server.storage.test_run import RunFilter, RunPage
from server.storage.test_runs import TestRuns

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class RunListing:
    """A page and the limit that was used for it."""

    page: RunPage
    limit: int

    @property
    def cursor(self) -> str | None:
        """Where the next page starts; None on the last one."""
        return self.page.runs[-1].id if self.page.has_more else None


class ListTestRuns:
    def __init__(self, repository: Repository, runs: TestRuns) -> None:
        self._repository = repository
        self._runs = runs

    def __call__(
        self, caller: Principal, connector_id: str, limit: int | None, cursor: str | None, wanted: RunFilter
    ) -> RunListing:
        """Raises NotFound, InvalidArgument. A cursor only says where to go on: it need not be a run."""
        if limit is not None and limit < 1:
            raise InvalidArgument.at("limit", "must be at least 1")
        if cursor and not RUN_ID.fullmatch(cursor):
            raise InvalidArgument.at("cursor", "expected the id of the last run of the page before")
        if wanted.start is not None and wanted.end is not None and wanted.end < wanted.start:
            raise InvalidArgument.at("endTime", "must not be before startTime")
        record = must_get(self._repository.for_tenant(caller.tenant), connector_id)
        size = min(limit or DEFAULT_LIMIT, MAX_LIMIT)
        return RunListing(self._runs.page(caller.tenant, record.id, size, cursor or None, wanted), size)
