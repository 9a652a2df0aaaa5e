"""A thread pool that says how many of its threads are at work, and how many calls wait for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class WatchedPool(ThreadPoolExecutor):
    """At most `threads`, begun when first needed."""

    def __init__(self, threads: int, name: str) -> None:
        super().__init__(threads, thread_name_prefix=name)
        self.threads = threads
        self._counting = threading.Lock()
        self._busy = 0

    @property
    def busy(self) -> int:
        return self._busy

    @property
    def queued(self) -> int:
        return self._work_queue.qsize()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(self._work, fn, args, kwargs)

    def _work(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with self._counting:
            self._busy += 1
        try:
            return fn(*args, **kwargs)
        finally:
            with self._counting:
                self._busy -= 1
