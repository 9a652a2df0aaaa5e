"""What the prober's processes say on standard error: JSON lines of the same shape as the service's own log."""

from __future__ import annotations

import json
import os
import time

_STDERR = 2


def complain(message: str, *, level: str = "error") -> None:
    """One line, whole or not at all. Nothing of a job may be in it: who calls this knows nothing of one."""
    now = time.time()
    stamp = f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now * 1000) % 1000:03d}Z"
    line = {"time": stamp, "level": level, "logger": "probes.isolation", "message": message, "pid": os.getpid()}
    os.write(_STDERR, json.dumps(line).encode() + b"\n")
