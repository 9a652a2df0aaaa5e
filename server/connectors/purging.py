"""Destroys deleted connectors when their days are over, and forgets the ids of requests that are too old to count.

Every process does it in the background, in small batches; what one has taken the others pass over.
"""

from __future__ import annotations

from collections.abc import Callable

from server.connectors.clock import now_ms
from server.storage.create_requests import CreateRequests
from server.storage.deleted import DeletedPurge

BATCH = 100
MAX_BATCHES = 100  # of each kind in a run: the next one goes on


class ConnectorPurge:
    def __init__(self, deleted: DeletedPurge, requests: CreateRequests) -> None:
        self._deleted = deleted
        self._requests = requests

    def __call__(self) -> int:
        """How many connectors were destroyed. Raises Unavailable."""
        destroyed = _all(lambda: self._deleted.due(now_ms(), BATCH))
        destroyed += _all(lambda: self._deleted.crowded(BATCH))
        _all(lambda: self._requests.prune(now_ms(), BATCH))
        return destroyed


def _all(batch: Callable[[], int]) -> int:
    total = 0
    for _ in range(MAX_BATCHES):
        done = batch()
        if not done:
            break
        total += done
    return total
