"""One thread that looks for all watchers of this process whether their tenants' trails have grown."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from server.errors import ServiceError, Unavailable

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
STOP_SECONDS = 2.0


class Revisions:
    """Asks the database every POLL_SECONDS while anyone watches: one statement for 64 tenants, however many watch."""

    def __init__(self, latest: Callable[[Sequence[str]], dict[str, int]], poll_seconds: float = POLL_SECONDS) -> None:
        self._look_up = latest
        self._poll_seconds = poll_seconds
        self._changed = threading.Condition()
        self._watched: Counter[str] = Counter()
        self._latest: dict[str, int] = {}
        self._stopped = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Whoever waits is told that the service stops."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    @contextmanager
    def watching(self, tenant: str) -> Iterator[None]:
        with self._changed:
            self._watched[tenant] += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._watched[tenant] -= 1
                if not self._watched[tenant]:
                    del self._watched[tenant]
                    self._latest.pop(tenant, None)

    def wake(self) -> None:
        """Lets all who wait look around."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, tenant: str, after: int, seconds: float, is_over: Callable[[], bool]) -> int:
        """Until the tenant's last number is above `after`, but no longer than `seconds` or until `is_over`, which is
        asked after each `wake`. The number. Raises Unavailable when the service stops."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopped or is_over() or self._latest.get(tenant, 0) > after, timeout=seconds
            )
            if self._stopped:
                raise Unavailable("the service is stopping; go on with the last revision", retry_after=1.0)
            return max(after, self._latest.get(tenant, 0))

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or bool(self._watched))
                tenants = sorted(self._watched)
            if tenants:
                self._look(tenants)
            self._stopping.wait(self._poll_seconds)

    def _look(self, tenants: list[str]) -> None:
        try:
            found = self._look_up(tenants)
        except ServiceError as error:
            log.warning("watchers cannot be told of changes: %s", error)
            return
        except Exception:
            log.exception("watchers cannot be told of changes")
            return
        with self._changed:
            grown = {tenant: number for tenant, number in found.items() if self._latest.get(tenant) != number}
            self._latest.update((tenant, number) for tenant, number in grown.items() if tenant in self._watched)
            if grown:
                self._changed.notify_all()
