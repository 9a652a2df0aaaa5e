"""The zygote's event loop: descriptors and timers, one thread. `selectors` has no EPOLLRDHUP, hence epoll itself."""

from __future__ import annotations

import heapq
import itertools
import select
import time
from collections.abc import Callable

Callback = Callable[[int], object]


class Loop:
    """Calls back with the epoll events of a descriptor, and at times on time.monotonic()."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._callbacks: dict[int, Callback] = {}
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def watch(self, descriptor: int, events: int, callback: Callback) -> None:
        """Until it is forgotten, which must be before it is closed."""
        self._callbacks[descriptor] = callback
        self._epoll.register(descriptor, events)

    def rewatch(self, descriptor: int, events: int, callback: Callback) -> None:
        """Other events and another callback for a descriptor that is watched."""
        self._callbacks[descriptor] = callback
        self._epoll.modify(descriptor, events)

    def forget(self, descriptor: int) -> None:
        del self._callbacks[descriptor]
        self._epoll.unregister(descriptor)

    def at(self, when: float, action: Callable[[], None]) -> None:
        """Once, at or soon after `when`. It cannot be taken back: the action looks whether it is still wanted."""
        heapq.heappush(self._timers, (when, next(self._numbers), action))

    def turn(self) -> None:
        """Waits for the next event or timer and does all that is due."""
        wait = max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else -1
        ready = [(descriptor, self._callbacks[descriptor], events) for descriptor, events in self._epoll.poll(wait)]
        for descriptor, callback, events in ready:
            if self._callbacks.get(descriptor) is callback:  # not closed, and its number reused, in this very turn
                callback(events)
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()
