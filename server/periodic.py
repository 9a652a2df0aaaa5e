"""A thread that does one thing again and again in the background, and outlives its failures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from server.errors import ServiceError

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0


class Periodic:
    """Calls `work` every `seconds`, the first time after as long a wait. A database that is away is told in the log,
    and tried again."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
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
        while not self._stopping.wait(self._seconds):
            try:
                self._work()
            except ServiceError as error:
                log.warning("%s failed: %s", self._name, error)
            except Exception:
                log.exception("%s failed", self._name)
