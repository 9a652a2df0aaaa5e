"""The process that owns the others: it prepares, forks the workers, keeps them and the prober alive, and stops them.

No gRPC object and no database connection exists in it when it forks: neither survives a fork.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from server.signals import Signals, die_with_parent

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
# A worker that dies sooner than this after its start is started again only after as long a pause.
SETTLED_SECONDS = 5.0
# Given to workers beyond their own grace before they are killed.
KILL_AFTER_SECONDS = 5.0
START_SECONDS = 60.0

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

EXIT_OK = 0
EXIT_FAILED = 1


class Prober(Protocol):
    """The process that probes, seen from here."""

    def begin(self) -> None:
        """Starts it, and waits for nothing."""
        ...

    def has_started(self) -> bool:
        """Whether it probes by now. Raises when it never will."""
        ...

    def poll(self) -> bool:
        """Starts it again if it died. Whether it is alive."""
        ...

    def stop(self, grace: float) -> None: ...


# What a worker does: (its signals, what to call when it serves) -> its exit code.
Work = Callable[[Signals, Callable[[], None]], int]


@dataclass(slots=True)
class Worker:
    """One forked worker. `pid` is 0 while it waits for its next start."""

    index: int
    pid: int = 0
    started: float = 0.0
    ready: int = -1  # the end of the pipe it says it is ready on; -1 once it has
    has_served: bool = False  # it, or one before it, was ready: that it died since is no failure to start


class Supervisor:
    """Runs `work` in `count` forked processes until told to stop.

    `work(signals, tell_ready)` runs in the child until `signals` brings SIGTERM; its value is the exit code.
    """

    def __init__(
        self,
        work: Work,
        *,
        count: int,
        prober: Prober | None,
        grace: float,
        on_ready: Callable[[], None],
    ) -> None:
        self._work = work
        self._workers = [Worker(index) for index in range(count)]
        self._prober = prober
        self._grace = grace
        self._on_ready = on_ready
        self._serving = False

    def run(self) -> int:
        """Until SIGTERM or SIGINT. The exit code: 1 when the workers could not start, 0 after a stop."""
        signals = Signals(*STOP_SIGNALS, signal.SIGCHLD)
        gc.freeze()  # the workers share what is loaded so far: the collector must not touch, and so copy, it
        try:
            if self._prober:
                self._prober.begin()  # it takes longer than the workers do, and beside them
            for worker in self._workers:
                self._start(worker)
            return self._watch(signals)
        finally:
            self._stop_all()
            signals.close()

    def _watch(self, signals: Signals) -> int:
        begun = time.monotonic()
        while True:
            arrived = signals.wait(POLL_SECONDS)
            if arrived.intersection(STOP_SIGNALS):
                log.info("stopping")
                return EXIT_OK
            if self._prober and self._serving:
                self._prober.poll()
            for worker in self._workers:
                self._look_at(worker)
            if self._serving:
                continue
            if self._has_started() and all(worker.has_served for worker in self._workers):
                self._serving = True
                self._on_ready()
            died = any(worker.pid == 0 and not worker.has_served for worker in self._workers)
            if not self._serving and (died or time.monotonic() - begun > START_SECONDS):
                log.error("the workers did not start")
                return EXIT_FAILED

    def _has_started(self) -> bool:
        return self._prober is None or self._prober.has_started()

    def _look_at(self, worker: Worker) -> None:
        if worker.ready != -1 and _said_ready(worker.ready):
            os.close(worker.ready)
            worker.ready = -1
            worker.has_served = True
        if worker.pid and _has_ended(worker.pid):
            log.error("worker %d ended unexpectedly", worker.index)
            self._forget(worker)
        if worker.pid == 0 and self._serving and time.monotonic() - worker.started > SETTLED_SECONDS:
            self._start(worker)

    def _start(self, worker: Worker) -> None:
        supervisor = os.getpid()
        reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        worker.started = time.monotonic()
        # A SIGTERM that comes before the child listens for it waits until it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        worker.pid = os.fork()
        if worker.pid:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            os.close(writer)
            worker.ready = reader
            return
        os.close(reader)
        code = EXIT_FAILED
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C comes by way of the supervisor
            signals = Signals(signal.SIGTERM)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            die_with_parent(supervisor, signal.SIGTERM)
            code = self._work(signals, lambda: _tell(writer))
        except BaseException:
            log.exception("worker %d failed", worker.index)
        finally:
            # Not sys.exit: the supervisor's own clean-up must not run in its child.
            logging.shutdown()
            os._exit(code)

    def _forget(self, worker: Worker) -> None:
        if worker.ready != -1:
            os.close(worker.ready)
        worker.pid, worker.ready = 0, -1

    def _stop_all(self) -> None:
        """SIGTERM to every worker, SIGKILL to those that outstay their grace; the prober last, since they use it."""
        for worker in self._workers:
            if worker.pid:
                os.kill(worker.pid, signal.SIGTERM)
        deadline = time.monotonic() + self._grace + KILL_AFTER_SECONDS
        while any(worker.pid for worker in self._workers):
            for worker in self._workers:
                if worker.pid and _has_ended(worker.pid):
                    self._forget(worker)
            if time.monotonic() > deadline:
                self._kill_all()
            time.sleep(0.02)
        if self._prober:
            self._prober.stop(1.0)

    def _kill_all(self) -> None:
        for worker in self._workers:
            if worker.pid:
                log.error("worker %d did not stop in time and is killed", worker.index)
                os.kill(worker.pid, signal.SIGKILL)
                os.waitpid(worker.pid, 0)
                self._forget(worker)


def _tell(writer: int) -> None:
    os.write(writer, b"r")
    os.close(writer)


def _said_ready(reader: int) -> bool:
    try:
        return os.read(reader, 1) == b"r"
    except BlockingIOError:
        return False


def _has_ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid
