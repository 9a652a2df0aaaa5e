"""The zygote's loop: takes tests in, starts children fairly, passes on what they say, kills what is late."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from dataclasses import asdict, dataclass, field

from probes.isolation import child
from probes.isolation.child import Confinement
from probes.isolation.complaint import complain
from probes.isolation.config import ZygoteConfig
from probes.isolation.fairness import FairQueue
from probes.isolation.frames import Cause, Kind, Malformed, Splitter, encode
from probes.isolation.greeting import Greeting, Request
from probes.isolation.loop import Loop
from probes.isolation.status import ProberStatus, of_this_process

GRACE = 0.25  # a probe ends itself at its deadline; what has not by then is killed
_GREETING_SECONDS = 2.0
_READ = 64 << 10


@dataclass(eq=False, slots=True)
class Caller:
    """A worker's connection that waits for a result."""

    sock: socket.socket
    test: Test | None = None


@dataclass(eq=False, slots=True)
class Test:
    """One probe, queued or running, and all who asked for it. The first caller's job is the one that runs."""

    request: Request
    deadline: float
    callers: list[Caller]
    leader: Caller | None = None  # whose job runs
    pid: int = 0
    pipe: int = -1
    started: float = 0.0
    splitter: Splitter = field(default_factory=Splitter)
    said: list[bytes] = field(default_factory=list)
    cause: Cause | None = None  # why we killed it
    answered: bool = False


class Dispatcher:
    """Owns the listening socket, every connection and every child of the zygote."""

    def __init__(self, config: ZygoteConfig, confinement: Confinement, listener: socket.socket, loop: Loop) -> None:
        self._config = config
        self._confinement = confinement
        self._listener = listener
        self._loop = loop
        self._queue: FairQueue[Test] = FairQueue(config.concurrency, config.queue, config.tenant_queue)
        self._shared: dict[tuple[str, str, str], Test] = {}
        self._running: dict[int, Test] = {}
        self._usual_seconds = 0.1
        self._refused = 0
        self._stopped = False
        self._null = os.open(os.devnull, os.O_RDWR)
        listener.setblocking(False)
        self._loop.watch(listener.fileno(), select.EPOLLIN, lambda _events: self._accept())
        self._watch_children()

    def stop(self) -> None:
        """Ends `run` soon; safe in a signal handler."""
        self._stopped = True

    def run(self) -> None:
        """Serves until stopped; then no child is left."""
        try:
            while not self._stopped:
                self._loop.turn()
                while (test := self._queue.take()) is not None:
                    self._start(test)
        finally:
            for pid in self._running:
                os.kill(pid, signal.SIGKILL)
            for pid in self._running:
                os.waitpid(pid, 0)

    # Taking tests in

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as error:  # out of descriptors: those who wait stay in the backlog
                complain(f"cannot accept: {error.strerror}")
                return
            sock.setblocking(False)
            self._greet(sock)

    def _greet(self, sock: socket.socket) -> None:
        greeting = Greeting(sock)
        caller = Caller(sock)

        def heard(_events: int) -> None:
            try:
                request = greeting.read()
            except (Malformed, OSError):
                self._drop(caller)
                return
            if request is Kind.STATUS:
                self._tell(caller, encode(Kind.STATUS, asdict(self._status())))
                self._drop(caller)
            elif request is not None:
                self._loop.rewatch(sock.fileno(), select.EPOLLRDHUP, lambda _events: self._hung_up(caller))
                self._admit(caller, request)

        def too_slow() -> None:
            if caller.sock.fileno() >= 0 and not greeting.complete:  # one that was malformed is gone already
                self._drop(caller)

        self._loop.watch(sock.fileno(), select.EPOLLIN, heard)
        self._loop.at(time.monotonic() + _GREETING_SECONDS, too_slow)

    def _admit(self, caller: Caller, request: Request) -> None:
        running = self._shared.get(request.key) if request.share else None
        if running is not None:
            caller.test = running
            running.callers.append(caller)
            for frame in tuple(running.said):
                self._tell(caller, frame)
            return
        seconds = min(request.seconds, self._config.max_seconds)
        self._enqueue(Test(request, time.monotonic() + seconds, [caller]))

    def _enqueue(self, test: Test) -> None:
        """Queues it for at most half its time: a probe that starts too late would blame the peer."""
        for caller in test.callers:
            caller.test = test
        if not self._queue.offer(test.request.tenant, test):
            self._refuse(test)
            return
        if test.request.share:
            self._shared[test.request.key] = test
        now = time.monotonic()
        self._loop.at(now + (test.deadline - now) / 2, lambda: self._give_up(test))

    def _give_up(self, test: Test) -> None:
        if test.pid or test.answered or not test.callers:
            return
        self._queue.withdraw(test.request.tenant, test)
        self._refuse(test)

    def _status(self) -> ProberStatus:
        return of_this_process(
            running=len(self._running),
            queued=len(self._queue),
            concurrency=self._config.concurrency,
            refused=self._refused,
        )

    def _refuse(self, test: Test) -> None:
        self._refused += 1
        per_child = max(1, self._queue.share)
        seconds = self._usual_seconds * (1 + self._queue.ahead(test.request.tenant) / per_child)
        self._answer(test, encode(Kind.BUSY, {"retryAfter": round(min(30.0, max(1.0, seconds)), 1)}))

    # Children

    def _start(self, test: Test) -> None:
        leader = test.callers[0]
        try:
            pipe, says = os.pipe()
        except OSError as error:
            self._could_not_start(test, error)
            return
        try:
            pid = os.fork()
        except OSError as error:
            os.close(pipe)
            os.close(says)
            self._could_not_start(test, error)
            return
        if pid == 0:
            descriptors = {"connection": leader.sock.fileno(), "says": says, "null": self._null}
            child.run(self._confinement, test.request.tenant, test.deadline, **descriptors)
        os.close(says)
        os.set_blocking(pipe, False)
        test.pid, test.pipe, test.started, test.leader = pid, pipe, time.monotonic(), leader
        self._running[pid] = test
        self._loop.watch(pipe, select.EPOLLIN, lambda _events: self._listen(test))
        self._loop.at(test.deadline + GRACE, lambda: self._kill(test, Cause.DEADLINE))
        self._tell(leader, encode(Kind.SEND))

    def _could_not_start(self, test: Test, error: OSError) -> None:
        complain(f"cannot start a probe: {error.strerror}")
        self._queue.done(test.request.tenant)
        self._refuse(test)

    def _listen(self, test: Test) -> bool:
        """Passes on what the child says, up to what it has said so far; whether there may be more to read."""
        if test.pipe < 0:
            return False
        try:
            data = os.read(test.pipe, _READ)
        except BlockingIOError:
            return False
        if not data:
            self._close_pipe(test)
            return False
        try:
            frames = test.splitter.feed(data)
        except Malformed:
            self._close_pipe(test)
            self._kill(test, Cause.TALKATIVE)
            return False
        steps = b""
        for kind, frame in frames:
            if kind is Kind.RESULT:
                self._answer(test, steps + frame)
                self._close_pipe(test)
                self._kill(test, Cause.EXITED)  # it has nothing more to do, whatever it thinks
                return False
            steps += frame
        if steps:
            test.said.append(steps)
            for caller in tuple(test.callers):
                self._tell(caller, steps)
        return True

    def _close_pipe(self, test: Test) -> None:
        if test.pipe >= 0:
            self._loop.forget(test.pipe)
            os.close(test.pipe)
            test.pipe = -1

    def _kill(self, test: Test, cause: Cause) -> None:
        if test.pid in self._running:
            test.cause = test.cause or cause
            os.kill(test.pid, signal.SIGKILL)

    def _watch_children(self) -> None:
        wakes, wakened = os.pipe()
        for descriptor in (wakes, wakened):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(wakened, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

        def reap(_events: int) -> None:
            os.read(wakes, 4096)
            while self._running:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self._ended(self._running.pop(pid), status)

        self._loop.watch(wakes, select.EPOLLIN, reap)

    def _ended(self, test: Test, status: int) -> None:
        self._queue.done(test.request.tenant)
        while self._listen(test):
            pass
        self._close_pipe(test)
        self._usual_seconds += 0.1 * (time.monotonic() - test.started - self._usual_seconds)
        if test.answered or not test.callers:
            self._unshare(test)
            return
        exit_code = os.waitstatus_to_exitcode(status)
        if exit_code == child.NO_JOB:
            self._pass_on(test)
            return
        cause = test.cause or _cause(exit_code)
        if cause is not Cause.DEADLINE:
            complain(f"the process of a probe ended without a result: {cause}, exit status {exit_code}")
        self._answer(test, encode(Kind.ENDED, {"cause": cause}))

    def _pass_on(self, test: Test) -> None:
        """Whose job it was went away before sending it: the next who asked for the same sends theirs."""
        self._unshare(test)
        if test.leader is not None:
            self._drop(test.leader)
        if test.callers:
            self._enqueue(Test(test.request, test.deadline, test.callers))

    # Callers

    def _hung_up(self, caller: Caller) -> None:
        test = caller.test
        self._drop(caller)
        if test is None or test.callers or test.answered:
            return
        self._unshare(test)
        if test.pid:
            self._kill(test, Cause.EXITED)
        else:
            self._queue.withdraw(test.request.tenant, test)

    def _answer(self, test: Test, frame: bytes) -> None:
        """The last word to everyone who waits for this test."""
        test.answered = True
        self._unshare(test)
        for number, caller in enumerate(tuple(test.callers)):
            self._tell(caller, frame if number == 0 else encode(Kind.SHARED) + frame)
            self._drop(caller)
        test.said.clear()

    def _unshare(self, test: Test) -> None:
        if self._shared.get(test.request.key) is test:
            del self._shared[test.request.key]

    def _tell(self, caller: Caller, frame: bytes) -> None:
        """Never waits: a worker that does not read is dropped, and a worker reads."""
        if caller.sock.fileno() < 0:
            return
        try:
            sent = caller.sock.send(frame)
        except OSError:
            sent = -1
        if sent != len(frame):
            self._hung_up(caller)

    def _drop(self, caller: Caller) -> None:
        if caller.sock.fileno() < 0:
            return
        if caller.test is not None and caller in caller.test.callers:
            caller.test.callers.remove(caller)
        self._loop.forget(caller.sock.fileno())
        caller.sock.close()


def _cause(exit_code: int) -> Cause:
    """What the exit status of a child says; negative when a signal ended it."""
    if exit_code >= 0:
        return Cause.EXITED
    return {-signal.SIGXCPU: Cause.CPU, -signal.SIGKILL: Cause.KILLED}.get(exit_code, Cause.CRASHED)
