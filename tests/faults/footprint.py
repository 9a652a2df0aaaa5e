"""What processes hold: memory, descriptors and threads, as /proc tells."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Footprint:
    """Sums over processes. `resident` is in bytes."""

    resident: int
    descriptors: int
    threads: int


def footprint_of(pids: Iterable[int]) -> Footprint:
    found = [Path(f"/proc/{pid}") for pid in pids]
    return Footprint(
        sum(int((proc / "statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") for proc in found),
        sum(len(list((proc / "fd").iterdir())) for proc in found),
        sum(len(list((proc / "task").iterdir())) for proc in found),
    )
