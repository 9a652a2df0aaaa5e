"""TestConnectors: many tests, a few at a time, each told as it happens."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from probes.result import ProbeResult, Step
from server.call import Call, Cancellation
from server.connectors.repository import Repository, TenantConnectors
from server.connectors.test import Asked, TestConnector, TestedConnector
from server.errors import Cancelled, DeadlineExceeded, Internal, InvalidArgument, ServiceError, Throttled, Unavailable
from server.fleet.events import Finished, FleetEvent, Refused, Started, Waiting, What
from server.fleet.progress import Progress
from server.fleet.targets import Target, Wanted, targets_of
from server.limits.limiter import RateLimiter
from server.method_policy import RateLimit
from server.storage.test_run import Cause, FleetPlace, TestRun
from server.storage.test_runs import TestRuns

log = logging.getLogger(__name__)

METHOD = "TestConnectors"  # whose rate the tests take from
DEFAULT_PARALLELISM = 8
MAX_PARALLELISM = 16
# Of a test that finds the queue full, or the prober away; each after as long as that said.
TRIES = 5
LONGEST_PAUSE = 5.0
LONGEST_WAIT = 60.0  # gRPC says "no deadline" with a time that no wait takes
STOP_SECONDS = 5.0  # for cancelled tests to end

Emit = Callable[[FleetEvent], None]


class TestConnectors:
    """`pool` runs the tests of all fleets of this process; `limit` is what a tenant may test in one."""

    __test__ = False

    def __init__(
        self,
        *,
        repository: Repository,
        runs: TestRuns,
        test: TestConnector,
        limiter: RateLimiter,
        limit: RateLimit,
        pool: Executor,
    ) -> None:
        self._repository = repository
        self._runs = runs
        self._test = test
        self._limiter = limiter
        self._limit = limit
        self._pool = pool

    def __call__(self, call: Call, wanted: Wanted, parallelism: int | None, token: str, emit: Emit) -> None:
        """`emit` waits for a slow reader. Raises InvalidArgument, Cancelled, DeadlineExceeded, Unavailable; no test is
        under way any more then."""
        if parallelism is not None and parallelism < 1:
            raise InvalidArgument.at("parallelism", "must be at least 1")
        tenant = call.caller.tenant
        progress = Progress.read(token) if token else Progress()
        connectors = self._repository.for_tenant(tenant)
        kept = self._runs.of_fleet(tenant, progress.fleet) if token else []
        fleet = _Fleet(
            call,
            tests_at_once=min(parallelism or DEFAULT_PARALLELISM, MAX_PARALLELISM),
            progress=progress,
            targets=targets_of(connectors, wanted),
            kept=kept,
            emit=emit,
        )
        fleet.tell_kept(connectors)
        fleet.run(self._set_off, lambda: self._limiter.take(tenant, METHOD, self._limit))

    def _set_off(self, call: Call, target: Target, place: FleetPlace, tell: Callable[[What], None]) -> None:
        self._pool.submit(self._run, call, target, Asked(Cause.FLEET, place, tell), tell)

    def _run(self, call: Call, target: Target, asked: Asked, tell: Callable[[What], None]) -> None:
        try:
            tell(self._test(call, target.id, asked))
        except ServiceError as error:
            tell(Refused(error))
        except Exception:
            log.exception("a test of a fleet failed", extra={"request_id": call.request_id})
            tell(Refused(Internal("internal error; the service's log has it")))


SetOff = Callable[[Call, Target, FleetPlace, Callable[[What], None]], None]


@dataclass(slots=True)
class _Test:
    """One that is under way, or to be tried again at `again_at` (monotonic)."""

    target: Target
    position: int
    tries: int = 0
    again_at: float = 0.0
    cancellation: Cancellation | None = None


class _Fleet:
    """One stream. All but the tests happens in the thread of its handler."""

    def __init__(
        self,
        call: Call,
        *,
        tests_at_once: int,
        progress: Progress,
        targets: list[Target],
        kept: list[TestRun],
        emit: Emit,
    ) -> None:
        self._call = call
        self._at_once = tests_at_once
        self._progress = progress
        self._emit = emit
        # More than one of a connector: its test was under way still when the stream was resumed.
        self._kept: dict[str, list[tuple[int, ProbeResult]]] = {}
        for run in kept:
            if run.place:
                self._kept.setdefault(run.connector_id, []).append((run.place.position, run.result))
        self._waiting = deque(target for target in targets if target.id not in self._kept)
        self._again: list[_Test] = []
        self._running: dict[int, _Test] = {}
        self._total = len(self._waiting) + len(self._kept)
        self._next = max([progress.next, *(run.place.position + 1 for run in kept if run.place)])
        self._happened: SimpleQueue[tuple[int, What] | None] = SimpleQueue()
        self._limited_until = 0.0
        self._ended = {"succeeded": 0, "failed": 0, "refused": 0}

    def tell_kept(self, connectors: TenantConnectors) -> None:
        """What was tested before the stream broke, and not told."""
        untold: list[tuple[str, list[tuple[int, ProbeResult]]]] = []
        for connector_id, ends in self._kept.items():
            told = [result for position, result in ends if self._progress.was_told(position)]
            if told:
                self._count(told[0].success)
                self._progress.tell(*(position for position, _ in ends))
            else:
                untold.append((connector_id, ends))
        for connector_id, ends in untold:
            position, result = ends[-1]
            self._progress.tell(*(earlier for earlier, _ in ends[:-1]))
            record = connectors.get(connector_id)
            if record is None:  # deleted since
                self._progress.tell(position)
                self._total -= 1
                continue
            self._end(_Test(Target(record.id, record.name, record.type), position), TestedConnector(record, result))

    def run(self, set_off: SetOff, take: Callable[[], float]) -> None:
        """Until all are done. `take` asks the rate limiter."""
        self._call.cancellation.on_cancel(lambda: self._happened.put(None))
        try:
            while self._waiting or self._again or self._running:
                pause = self._set_off_some(set_off, take)
                self._hear(pause)
        finally:
            self._stop_running()
        self._say(None, Finished(**self._ended))

    def _stop_running(self) -> None:
        """Whoever resumes this fleet is to find what it tested: what is under way ends first."""
        for test in self._running.values():
            if test.cancellation:
                test.cancellation.cancel()
        deadline = time.monotonic() + STOP_SECONDS
        while self._running and (left := deadline - time.monotonic()) > 0:
            try:
                happened = self._happened.get(timeout=left)
            except Empty:
                return
            if happened and not isinstance(happened[1], Step):
                self._running.pop(happened[0], None)

    def _set_off_some(self, set_off: SetOff, take: Callable[[], float]) -> float | None:
        """As many as may begin. In how many seconds another one may; None: when one has ended."""
        while len(self._running) < self._at_once and (test := self._due()) is not None:
            pause = self._limited_until - time.monotonic()
            if pause <= 0 and (pause := take()) > 0:
                self._limited_until = time.monotonic() + pause
                self._say(None, Waiting(pause))
            if pause > 0:
                self._put_back(test)
                return pause
            self._begin(test, set_off)
        if len(self._running) < self._at_once and self._again:
            return max(0.01, min(test.again_at for test in self._again) - time.monotonic())
        return None

    def _due(self) -> _Test | None:
        now = time.monotonic()
        for test in self._again:
            if test.again_at <= now:
                self._again.remove(test)
                return test
        if self._waiting and self._progress.may_set_off(self._next):
            self._next += 1
            return _Test(self._waiting.popleft(), self._next - 1)
        return None

    def _put_back(self, test: _Test) -> None:
        self._again.append(test)
        test.again_at = 0.0

    def _begin(self, test: _Test, set_off: SetOff) -> None:
        if not test.tries:
            self._say(test.target, Started())
        test.tries += 1
        test.cancellation = Cancellation()
        self._running[test.position] = test
        call = replace(self._call, cancellation=test.cancellation, send=None)
        place = FleetPlace(self._progress.fleet, test.position)
        set_off(call, test.target, place, lambda what: self._happened.put((test.position, what)))

    def _hear(self, pause: float | None) -> None:
        """Waits for the next thing to happen, and tells it."""
        left = self._call.remaining()
        if left is not None and left <= 0:
            raise DeadlineExceeded("the deadline came before all were tested; resume with the last token")
        try:
            happened = self._happened.get(timeout=_least(pause, left, LONGEST_WAIT))
        except Empty:
            return
        if happened is None:
            raise Cancelled("the caller went away")
        position, what = happened
        test = self._running[position]
        if isinstance(what, Step):
            self._say(test.target, what)
            return
        del self._running[position]
        if isinstance(what, Refused) and (seconds := _again_in(what.error)) and test.tries < TRIES:
            test.again_at = time.monotonic() + seconds
            self._again.append(test)
            return
        self._end(test, what)

    def _end(self, test: _Test, what: What) -> None:
        if isinstance(what, TestedConnector):
            self._count(what.result.success)
        else:
            self._ended["refused"] += 1
        self._progress.tell(test.position)
        self._say(test.target, what)

    def _count(self, success: bool) -> None:
        self._ended["succeeded" if success else "failed"] += 1

    def _say(self, target: Target | None, what: What) -> None:
        done = sum(self._ended.values())
        self._emit(FleetEvent(self._progress.token, done, self._total, target, what))


def _again_in(error: ServiceError) -> float:
    """In how many seconds a refused test may be tried again; 0.0: not at all."""
    if not isinstance(error, (Throttled, Unavailable)):
        return 0.0
    return min(error.retry_after or 1.0, LONGEST_PAUSE)


def _least(*seconds: float | None) -> float:
    return min(given for given in seconds if given is not None)
