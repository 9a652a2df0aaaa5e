"""Looks at what no event tells of, now and then: memory, descriptors, pools, readiness, the prober."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

SAMPLE_SECONDS = 5.0

Sample = Callable[[], None]


class Sampler:
    """A thread of its own. A sample that fails says so once, until it works again, and holds up no other."""

    def __init__(self, samples: Sequence[Sample], seconds: float = SAMPLE_SECONDS) -> None:
        self._samples = samples
        self._seconds = seconds
        self._failing: set[int] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="samples", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Takes no sample any more; one under way is not waited for."""
        self._stopping.set()

    def _run(self) -> None:
        while True:
            for number, sample in enumerate(self._samples):
                self._take(number, sample)
            if self._stopping.wait(self._seconds):
                return

    def _take(self, number: int, sample: Sample) -> None:
        try:
            sample()
        except Exception as error:
            if number not in self._failing:
                log.warning("a sample of the metrics failed: %s", type(error).__name__, exc_info=error)
            self._failing.add(number)
        else:
            self._failing.discard(number)
