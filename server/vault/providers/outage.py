"""Keeps a key service that is away from taking the service along.

A worker has a handful of threads for everything but tests. Each call to a key service that hangs holds one of them for
its whole time-out, so at most CALLS wait at once, and after a failure nobody waits at all for PAUSE_SECONDS.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.errors import Unavailable
from server.vault.providers.provider import KeyProvider, WrapContext

CALLS = 3
WAIT_SECONDS = 1.0
PAUSE_SECONDS = 2.0


class OutageGuard:
    """A provider behind a network, with its outages bounded."""

    def __init__(self, provider: KeyProvider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._clock = clock
        self._free = threading.BoundedSemaphore(CALLS)
        self._away_until = 0.0

    @property
    def kind(self) -> str:
        return self._provider.kind

    def wrap(self, plaintext: bytes, context: WrapContext) -> bytes:
        with self._call():
            return self._provider.wrap(plaintext, context)

    def unwrap(self, wrapped: bytes, context: WrapContext) -> bytes:
        with self._call():
            return self._provider.unwrap(wrapped, context)

    @contextmanager
    def _call(self) -> Iterator[None]:
        self._refuse_while_away()
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise Unavailable("the key service is slow; try again", retry_after=PAUSE_SECONDS)
        try:
            self._refuse_while_away()
            with self._noticed():
                yield
        finally:
            self._free.release()

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        try:
            yield
        except Unavailable:
            self._away_until = self._clock() + PAUSE_SECONDS
            raise

    def _refuse_while_away(self) -> None:
        """Raises Unavailable; inside the semaphore too, where others failed while this one waited."""
        if self._clock() < self._away_until:
            raise Unavailable("the key service cannot be reached; try again", retry_after=PAUSE_SECONDS)

    def __repr__(self) -> str:
        return f"OutageGuard({self._provider!r})"
