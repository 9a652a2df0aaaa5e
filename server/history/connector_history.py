"""GetConnectorHistory: a series to plot, the streak, and what was changed since it last worked."""

from __future__ import annotations

from dataclasses import dataclass

from server.call import Principal
from server.connectors.clock import now_ms
from server.connectors.repository import Repository, must_get
from server.errors import InvalidArgument
from server.storage.connector_changes import MOST, ConnectorChanges
from server.storage.test_run import Bucket, Change, Streak
from server.storage.test_runs import TestRuns

DEFAULT_DAYS = 7
MAX_DAYS = 366
DAY_MS = 86_400_000
MINUTE_MS = 60_000
# Up to so many days: buckets of so long, about 90 of them. Beyond: a day each.
BUCKETS = ((1, 15 * MINUTE_MS), (7, 120 * MINUTE_MS), (31, 480 * MINUTE_MS))


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed after the test that began at `worked_at` succeeded."""

    worked_at: int
    changes: tuple[Change, ...]
    complete: bool

    @property
    def fields(self) -> list[str]:
        return sorted({name for change in self.changes for name in change.fields})


@dataclass(frozen=True, slots=True)
class ConnectorHistory:
    """`bucket` is in milliseconds; `buckets` are all of the time asked for, oldest first."""

    bucket: int
    buckets: tuple[Bucket, ...]
    total: Bucket
    streak: Streak | None
    changes: Changes | None


class GetConnectorHistory:
    def __init__(self, repository: Repository, runs: TestRuns, changes: ConnectorChanges) -> None:
        self._repository = repository
        self._runs = runs
        self._changes = changes

    def __call__(self, caller: Principal, connector_id: str, days: int | None) -> ConnectorHistory:
        """Raises NotFound, InvalidArgument."""
        if days is not None and not 1 <= days <= MAX_DAYS:
            raise InvalidArgument.at("days", f"must be between 1 and {MAX_DAYS}")
        wanted = days or DEFAULT_DAYS
        connector = must_get(self._repository.for_tenant(caller.tenant), connector_id).id
        length = next((length for most, length in BUCKETS if wanted <= most), DAY_MS)
        last = now_ms() // length
        first = last - wanted * DAY_MS // length + 1
        found = self._runs.series(caller.tenant, connector, start=first * length, bucket=length)
        by_index = {bucket.index: bucket for bucket in found}
        streak = self._runs.streak(caller.tenant, connector)
        return ConnectorHistory(
            bucket=length,
            # One that began after `last` was taken is told the next time.
            buckets=tuple(by_index.get(index) or _empty(index) for index in range(first, last + 1)),
            total=_total(first, [bucket for bucket in found if bucket.index <= last]),
            streak=streak,
            changes=self._since_success(caller.tenant, connector) if streak and not streak.success else None,
        )

    def _since_success(self, tenant: str, connector_id: str) -> Changes | None:
        success = self._runs.last_success(tenant, connector_id)
        if success is None or success.event_number is None:
            return None
        changes = self._changes.after(tenant, connector_id, success.event_number)
        complete = len(changes) < MOST and self._changes.reach_back_to(tenant, success.event_number)
        return Changes(success.started_at, tuple(changes), complete)


def _empty(index: int) -> Bucket:
    return Bucket(index, 0, 0, None, None, None)


def _total(first: int, buckets: list[Bucket]) -> Bucket:
    worked = [bucket for bucket in buckets if bucket.successes]
    successes = sum(bucket.successes for bucket in worked)
    latency = sum(bucket.successes * (bucket.latency_mean or 0) for bucket in worked)
    return Bucket(
        first,
        runs=sum(bucket.runs for bucket in buckets),
        successes=successes,
        latency_mean=latency / successes if successes else None,
        latency_min=min((bucket.latency_min or 0 for bucket in worked), default=None),
        latency_max=max((bucket.latency_max or 0 for bucket in worked), default=None),
    )
