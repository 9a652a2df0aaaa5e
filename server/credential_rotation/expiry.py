"""Destroys staged and previous credentials when their time is over, in small batches, in every process."""

from __future__ import annotations

from collections.abc import Callable

from server.connectors.clock import now_ms
from server.storage.credential_rotation_upkeep import KeptExpiry

BATCH = 100
MAX_BATCHES = 100  # in a run: the next one goes on


class CredentialExpiry:
    def __init__(self, store: KeptExpiry, clock: Callable[[], int] = now_ms) -> None:
        self._store = store
        self._clock = clock

    def __call__(self) -> int:
        """How many were destroyed. Raises Unavailable."""
        total = 0
        for _ in range(MAX_BATCHES):
            done = self._store.due(self._clock(), BATCH)
            if not done:
                break
            total += done
        return total
