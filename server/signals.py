"""Waiting for signals in a main thread, without doing work inside a signal handler."""

from __future__ import annotations

import ctypes
import os
import select
import signal

PR_SET_PDEATHSIG = 1  # prctl(2)


class Signals:
    """Collects the given signals of this process and hands them out to whoever waits. Main thread only."""

    def __init__(self, *watched: signal.Signals) -> None:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in watched:
            signal.signal(number, lambda _number, _frame: None)

    def wait(self, seconds: float | None) -> frozenset[signal.Signals]:
        """The signals that arrived, waiting up to `seconds` (None: for ever); empty when time runs out."""
        readable, _, _ = select.select([self._reader], [], [], seconds)
        if not readable:
            return frozenset()
        return frozenset(signal.Signals(number) for number in os.read(self._reader, 4096))

    def close(self) -> None:
        signal.set_wakeup_fd(-1)
        os.close(self._reader)
        os.close(self._writer)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Has the kernel send us `number` when the process that forked us is gone, killed -9 too. Linux only."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it died before the call
        os.kill(os.getpid(), number)
