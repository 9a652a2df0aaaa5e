"""A pool of connections that says how many are in use, and who had to wait."""

from __future__ import annotations

import time
from collections.abc import Callable

from server.storage.pool import C, ConnectionPool, PoolExhausted

WORTH_TELLING_SECONDS = 0.001


class WatchedConnections(ConnectionPool[C]):
    """`on_wait` is told, in seconds, what a caller waited for a free connection, or for one that was dialled;
    `on_refused` that one got none."""

    on_wait: Callable[[float], None] = staticmethod(lambda _seconds: None)
    on_refused: Callable[[], None] = staticmethod(lambda: None)

    @property
    def size(self) -> int:
        return self._size

    @property
    def in_use(self) -> int:
        return self._in_use

    def take(self) -> C:
        begun = time.perf_counter()
        try:
            connection = super().take()
        except PoolExhausted:
            self.on_refused()
            raise
        waited = time.perf_counter() - begun
        if waited >= WORTH_TELLING_SECONDS:
            self.on_wait(waited)
        return connection
