"""What a probe's process may use: memory, processor time, descriptors; and how it is tied to its zygote."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path

# prctl(2), from linux/prctl.h; Python has no binding.
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4

OPEN_FILES = 64
CPU_SECONDS = 5  # a login costs milliseconds; what spins must not take a core until the deadline
NICENESS = 5  # what serves callers goes before what probes

_libc = ctypes.CDLL(None, use_errno=True)


def address_space() -> int:
    """Bytes of address space this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def tie_to_parent(parent: int) -> None:
    """The kernel kills this process when its parent dies; if it already has, this ends at once."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def offer_to_oom_killer() -> None:
    """Where memory runs out, the kernel takes a probe before anything of the service."""
    adjust = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    try:
        os.write(adjust, b"1000")
    finally:
        os.close(adjust)


def apply(memory: int) -> None:
    """Sets the bounds for good: `memory` in bytes is the whole address space. No core, no file, not traceable.

    There is no bound on processes: RLIMIT_NPROC counts the user's threads everywhere. seccomp.py refuses them.
    """
    for name, wanted, most in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1),  # SIGXCPU first: its name tells why it died
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        ceiling = resource.getrlimit(name)[1]
        hard = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(name, (min(wanted, hard), hard))
    _prctl(_PR_SET_DUMPABLE, 0)
    os.nice(NICENESS)


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
