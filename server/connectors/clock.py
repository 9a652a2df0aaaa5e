"""Wall-clock time as it is stored and shown; never used to measure or to limit."""

from __future__ import annotations

import time


def now_ms() -> int:
    """Milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000
