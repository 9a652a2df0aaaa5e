"""What processes use, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME = 11  # of the fields behind the program's name: utime, stime, and those of children that were waited for
_CPU_FIELDS = 4


def cpu_seconds(pids: Iterable[int]) -> float:
    """What these have used so far, with their children that have ended; of one that is gone, nothing."""
    return sum(_ticks(pid) for pid in pids) / _TICKS


def resident_bytes(pid: int) -> int:
    """VmRSS: its pages in memory, those it shares with others among them."""
    return _status_kib(Path(f"/proc/{pid}/status"), "VmRSS:") << 10


def proportional_bytes(pid: int) -> int:
    """Pss: a page that n processes share counts for 1/n."""
    return _status_kib(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") << 10


def _ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    fields = text.rpartition(")")[2].split()
    return sum(int(field) for field in fields[_UTIME : _UTIME + _CPU_FIELDS])


def _status_kib(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise LookupError(f"{path} has no {name}")
