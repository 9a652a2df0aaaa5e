"""The zygote's memory in huge pages (Linux 6.1): a fork then copies one entry for 2 MiB, not 512, and so does the end
of the child. What the child writes to is still copied 4 KiB at a time.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

_HUGE = 2 << 20
_MADV_COLLAPSE = 25  # madvise(2), from asm-generic/mman-common.h; Python has no name for it yet

_madvise = ctypes.CDLL(None).madvise
_madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


def collapse() -> None:
    """All that can be. Where the kernel cannot, or has no memory for it, pages stay small."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, permissions, _offset, _device, _inode, *path = line.split(maxsplit=5)
        if permissions != "rw-p" or path not in ([], ["[heap]"]):
            continue
        start, end = (int(address, 16) for address in span.split("-"))
        first, last = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
        if first < last:
            _madvise(first, last - first, _MADV_COLLAPSE)
