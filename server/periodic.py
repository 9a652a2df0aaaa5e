"""A thread that does one thing again and again in the background, and outlives its failures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from server.errors import ServiceError

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0
FIRST_SECONDS = 5.0  # a process that never lives for a whole period does its part too


class Periodic:
    """Calls `work` soon after the start, then every `seconds`; with `at_stop` once more at the end. A database that is
    away is told in the log, and tried again."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object], *, at_stop: bool = False) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
        self._at_stop = at_stop
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits for work under way no longer than STOP_SECONDS."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        wait = min(self._seconds, FIRST_SECONDS)
        while not self._stopping.wait(wait):
            self._do()
            wait = self._seconds
        if self._at_stop:
            self._do()

    def _do(self) -> None:
        try:
            self._work()
        except ServiceError as error:
            log.warning("%s failed: %s", self._name, error)
        except Exception:
            log.exception("%s failed", self._name)
