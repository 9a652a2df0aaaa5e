"""Drops what the operator does not keep of the history."""

from __future__ import annotations

from server.connectors.clock import now_ms
from server.history.connector_history import DAY_MS
from server.storage.run_retention import RunRetention

# Of one connector, however many days are kept: a test every 5 minutes for a month.
MOST_RUNS = 10_000


class HistoryPruner:
    """`days`: how long runs are kept; 0: as long as their connector."""

    def __init__(self, retention: RunRetention, days: int, most: int = MOST_RUNS) -> None:
        self._retention = retention
        self._days = days
        self._most = most

    def prune(self) -> int:
        """How many runs were dropped. Raises Unavailable."""
        dropped = self._retention.drop_surplus(self._most)
        if self._days:
            dropped += self._retention.drop_before(now_ms() - self._days * DAY_MS)
        return dropped
