"""How busy the prober is, and what it takes of the machine."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass

_STARTED = time.time()


@dataclass(frozen=True, slots=True)
class ProberStatus:
    """Counts are of tests; `refused` since the start. `resident` is in bytes, `started` in Unix seconds."""

    running: int
    queued: int
    concurrency: int
    refused: int
    resident: int
    descriptors: int
    started: float


def of_this_process(*, running: int, queued: int, concurrency: int, refused: int) -> ProberStatus:
    return ProberStatus(
        running=running,
        queued=queued,
        concurrency=concurrency,
        refused=refused,
        resident=resident_bytes(),
        descriptors=open_descriptors(),
        started=_STARTED,
    )


def resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd")) - 1  # the one that the folder is read through
