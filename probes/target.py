"""What a probe is given: where to go, with which credentials, and the means to get there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from probes.egress.dial import Dialer
    from probes.result import Finding, Trace
    from probes.vendors.declaration import Vendor


@dataclass(frozen=True, slots=True)
class Target:
    """One connector, ready to be probed. `parameters` holds declared keys only, defaults applied. `vendor` is what a
    tenant's own type declares; a built-in type is found by its name.

    The repr shows no value: credentials, and a config that may hold some, never reach a log.
    """

    type_name: str
    parameters: Mapping[str, Any] = field(repr=False)
    auth_method: str
    credentials: Mapping[str, Any] = field(repr=False)
    vendor: Vendor | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ProbeContext:
    """The means of one probe. Every socket comes from `dialer`; every step goes through `trace`.

    `deadline` is on time.monotonic(). `files_dir` is the tenant's own folder, or None when files are off.
    """

    trace: Trace
    dialer: Dialer
    deadline: float
    files_dir: Path | None = None

    def remaining(self) -> float:
        """Seconds left, never below a millisecond, so that it can be used as a socket time-out."""
        return max(0.001, self.deadline - time.monotonic())


# A probe runs in a child process of its own. It raises ProbeFailure, or returns what it found.
Probe = Callable[[Target, ProbeContext], "Finding"]
