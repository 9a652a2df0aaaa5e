"""RateLimiter in one process's memory: what stands in while the shared store is away."""

from __future__ import annotations

import threading
import time
from array import array
from collections import OrderedDict

from server.limits.window import MICROSECONDS, seconds_until_free, still_counted
from server.method_policy import RateLimit

MAX_WINDOWS = 10_000  # the least recently used are forgotten beyond it


class LocalRateLimiter:
    """Grants `share` of each limit, one call at least. Time is monotonic."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._lock = threading.Lock()
        self._logs: OrderedDict[tuple[str, str], array[int]] = OrderedDict()

    def take(self, tenant: str, method: str, limit: RateLimit) -> float:
        """Admits the call (0.0), or says in how many seconds the next one would be admitted."""
        stricter = RateLimit(max(1, int(limit.requests * self._share)), limit.window_seconds)
        now = int(time.monotonic() * MICROSECONDS)
        with self._lock:
            counted = still_counted(self._logs.get((tenant, method), array("q")), stricter, now)
            wait = seconds_until_free(counted, stricter, now)
            if wait == 0:
                counted.append(now)
            self._logs[tenant, method] = counted
            self._logs.move_to_end((tenant, method))
            if len(self._logs) > MAX_WINDOWS:
                self._logs.popitem(last=False)
        return wait
