"""A bounded pool of connections that never dials under a lock.

playhouse.pool and psycopg2.pool hold their lock while they connect: with PostgreSQL away, 300 threads would wait
one connect time-out after another. Here at most `size` dial at once and the others wait for a bounded time.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

C = TypeVar("C")

WAIT_SECONDS = 5.0


class PoolExhausted(Exception):
    """No connection came free in time."""


class ConnectionPool(Generic[C]):
    """At most `size` connections of this process, opened when first needed, the most recently used taken first.

    A forked child starts with an empty pool: it must never speak on its parent's connections, nor close them.
    """

    def __init__(
        self,
        size: int,
        dial: Callable[[], C],
        is_alive: Callable[[C], bool],
        close: Callable[[C], None],
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._size = size
        self._dial = dial
        self._is_alive = is_alive
        self._close = close
        self._wait_seconds = wait_seconds
        self._idle: list[C] = []
        self._of_parent: list[C] = []
        self._start_empty()
        run_in_forked_child(self._after_fork)

    def take(self) -> C:
        """A live connection, to be given back. Raises PoolExhausted, or whatever dialling raises."""
        with self._lock:
            if self._in_use >= self._size:
                self._wait_for_room()
            self._in_use += 1
        try:
            return self._take_idle() or self._dial()
        except BaseException:
            self._leave()
            raise

    def give(self, connection: C) -> None:
        """Takes a connection back; a dead one is dropped."""
        try:
            if self._is_alive(connection):
                with self._lock:
                    self._idle.append(connection)
            else:
                self._close(connection)
        finally:
            self._leave()

    def close_idle(self) -> None:
        """Closes what nobody is using."""
        with self._lock:
            idle = self._idle
            self._idle = []
        for connection in idle:
            self._close(connection)

    def _take_idle(self) -> C | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection = self._idle.pop()
            if self._is_alive(connection):
                return connection
            self._close(connection)

    def _wait_for_room(self) -> None:
        self._waiting += 1
        try:
            if not self._left.wait_for(lambda: self._in_use < self._size, self._wait_seconds):
                raise PoolExhausted
        finally:
            self._waiting -= 1

    def _leave(self) -> None:
        with self._lock:
            self._in_use -= 1
            if self._waiting:
                self._left.notify()

    def _start_empty(self) -> None:
        self._lock = threading.Lock()
        self._left = threading.Condition(self._lock)
        self._in_use = self._waiting = 0
        self._idle = []

    def _after_fork(self) -> None:
        # Kept, since finalising them would end the parent's sessions or drop its file locks.
        self._of_parent.extend(self._idle)
        self._start_empty()


def run_in_forked_child(method: Callable[[], None]) -> None:
    """Registers a bound method for every later fork of this process, for as long as its object lives."""
    reference = weakref.WeakMethod(method)

    def run() -> None:
        bound = reference()
        if bound is not None:
            bound()

    os.register_at_fork(after_in_child=run)
