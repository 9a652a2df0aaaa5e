"""Keeps what waits, and what has ended, within bounds."""

from __future__ import annotations

from collections.abc import Callable

from server.connectors.clock import now_ms
from server.storage.webhook_deliveries import DeliveryStore

MOST_WAITING = 1000  # of one webhook
DAY_MS = 86_400_000


class DeliveryUpkeep:
    """`dropped` hears how many events were dropped, `waiting` how many wait. `days`: how long ended ones are kept."""

    def __init__(
        self,
        store: DeliveryStore,
        days: int,
        *,
        dropped: Callable[[int], None],
        waiting: Callable[[int], None],
        most: int = MOST_WAITING,
    ) -> None:
        self._store = store
        self._days = days
        self._dropped = dropped
        self._waiting = waiting
        self._most = most

    def bound(self) -> None:
        """Drops the oldest of those that wait for one webhook beyond what may. Raises Unavailable."""
        self._dropped(self._store.drop_surplus(self._most))
        self._waiting(self._store.waiting())

    def prune(self) -> int:
        """Forgets what ended long ago; how many. Raises Unavailable."""
        return self._store.forget_before(now_ms() - self._days * DAY_MS)
