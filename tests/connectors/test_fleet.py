"""TestConnectors: what is tested, what is told, and where a broken stream goes on."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from probes.isolation.runner import ProbeCancelled, ProberBusy
from probes.result import ProbeResult, Step, StepName, StepStatus
from probes.run import Job
from server.call import Call
from server.connectors.test import TestedConnector
from server.errors import Cancelled, DeadlineExceeded, InvalidArgument
from server.fleet.events import Finished, FleetEvent, Refused, Started, Waiting
from server.fleet.progress import WINDOW, Progress
from server.fleet.targets import Wanted
from server.fleet.test import TestConnectors
from server.limits.sql import SqlRateLimiter
from server.method_policy import RateLimit
from server.storage.record import ConnectorFilter
from server.storage.test_runs import TestRuns
from tests.connectors.world import World

EVERYTHING = Wanted()
STEP = Step(StepName.CONNECT, StepStatus.PASSED, 1)


@dataclass
class Peers:
    """A prober of peers that answer, or hang until the test is cancelled, or find no room the first time."""

    hang: bool = False
    busy: set[str] = field(default_factory=set)
    jobs: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    running: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def run(
        self,
        job: Job,
        *,
        share: str,  # noqa: ARG002  # the interface's
        on_cancel: Callable[[Callable[[], None]], object] | None = None,
        on_step: Callable[[Step], None] | None = None,
    ) -> ProbeResult:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
            self.jobs.append(job.connector_id)
        try:
            if job.connector_id in self.busy:
                self.busy.remove(job.connector_id)
                raise ProberBusy(0.05)
            if self.hang:
                gone = threading.Event()
                assert on_cancel is not None
                on_cancel(gone.set)
                self.begun.release()
                assert gone.wait(20)
                self.cancelled.append(job.connector_id)
                raise ProbeCancelled
            assert on_step is not None
            on_step(STEP)
            return ProbeResult(success=True, message="fine", steps=(STEP,))
        finally:
            with self.lock:
                self.running -= 1


@dataclass
class Fleet:
    """The use case, over a real store and limiter."""

    world: World
    peers: Peers
    pool: ThreadPoolExecutor
    limit: RateLimit = field(default_factory=lambda: RateLimit(10_000, 60))

    def call(self, deadline: float | None = None) -> Call:
        return self.world.call(deadline)

    def test(
        self,
        emit: Callable[[FleetEvent], None],
        *,
        wanted: Wanted = EVERYTHING,
        token: str = "",
        parallelism: int | None = None,
        call: Call | None = None,
    ) -> None:
        made = TestConnectors(
            repository=self.world.repository,
            runs=TestRuns(self.world.database),
            test=self.world.test_connector,
            limiter=SqlRateLimiter(self.world.database),
            limit=self.limit,
            pool=self.pool,
        )
        made(call or self.call(), wanted, parallelism, token, emit)

    def told(self, **fields: object) -> list[FleetEvent]:
        events: list[FleetEvent] = []
        self.test(events.append, **fields)  # type: ignore[arg-type]  # whatever test takes
        return events

    def create(self, count: int) -> list[str]:
        return [self.world.create(name=f"c{number}").id for number in range(count)]


@pytest.fixture
def fleet(world: World) -> Iterator[Fleet]:
    peers = Peers()
    world.prober.run = peers.run  # type: ignore[method-assign]  # the prober that this test plays
    with ThreadPoolExecutor(16) as pool:
        yield Fleet(world, peers, pool)


def results(events: list[FleetEvent]) -> list[str]:
    return [event.target.id for event in events if event.target and isinstance(event.what, TestedConnector)]


def test_each_connector_begins_steps_and_ends(fleet: Fleet) -> None:
    made = fleet.create(20)
    events = fleet.told(parallelism=3)
    by_connector = {
        connector: [type(event.what) for event in events if event.target and event.target.id == connector]
        for connector in made
    }
    assert set(map(tuple, by_connector.values())) == {(Started, Step, TestedConnector)}
    assert sorted(results(events)) == sorted(made)
    assert events[-1].what == Finished(succeeded=20, failed=0, refused=0)
    assert [event.done for event in events if isinstance(event.what, TestedConnector)] == list(range(1, 21))
    assert {event.total for event in events} == {20}
    assert fleet.peers.most <= 3


class Broken(Exception):
    """The stream."""


@pytest.mark.parametrize("seed", range(6))
def test_a_stream_that_breaks_anywhere_goes_on_where_it_was(fleet: Fleet, seed: int) -> None:
    """Each connector is told once as tested, over all the streams, and probed once."""
    random.seed(seed)
    made = fleet.create(25)
    seen: list[FleetEvent] = []
    token, finished = "", False
    while not finished:
        left = random.randrange(1, 40)

        def take(event: FleetEvent) -> None:
            nonlocal left, token, finished
            if left == 0:
                raise Broken  # this event is not seen any more
            left -= 1
            seen.append(event)
            token = event.token
            finished = isinstance(event.what, Finished)

        with suppress(Broken):
            fleet.test(take, token=token, parallelism=5)
    assert Counter(results(seen)) == Counter(made)
    assert seen[-1].what == Finished(25, 0, 0)
    assert seen[-1].done == seen[-1].total == 25
    runs = TestRuns(fleet.world.database).of_fleet("acme", token.partition(".")[0])
    assert sorted(run.connector_id for run in runs) == sorted(made)


def test_leaving_cancels_what_is_under_way_and_begins_nothing_more(fleet: Fleet) -> None:
    fleet.create(10)
    fleet.peers.hang = True
    call = fleet.call()
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(fleet.test, lambda _event: None, call=call, parallelism=4)
        for _ in range(4):
            assert fleet.peers.begun.acquire(timeout=20)
        call.cancellation.cancel()
        with pytest.raises(Cancelled):
            reading.result(20)
    fleet.pool.shutdown()
    assert sorted(fleet.peers.cancelled) == sorted(fleet.peers.jobs)
    assert len(fleet.peers.jobs) == 4


def test_it_waits_for_the_limiter_and_says_so(fleet: Fleet) -> None:
    fleet.limit = RateLimit(3, 1)
    made = fleet.create(8)
    events = fleet.told()
    assert sorted(results(events)) == sorted(made)
    waits = [event.what.seconds for event in events if isinstance(event.what, Waiting)]
    assert waits
    assert max(waits) <= 1.1


def test_a_full_queue_is_waited_for(fleet: Fleet) -> None:
    made = fleet.create(5)
    fleet.peers.busy = set(made[:2])
    events = fleet.told()
    assert sorted(results(events)) == sorted(made)
    assert len(fleet.peers.jobs) == 7
    assert sum(isinstance(event.what, Started) for event in events) == 5


def test_the_parked_are_tested_only_where_they_are_asked_for(fleet: Fleet) -> None:
    first, second = fleet.create(2)
    fleet.world.update(first, status="inactive")
    assert results(fleet.told()) == [second]
    assert results(fleet.told(wanted=Wanted((first,)))) == [first]
    fleet.world.update(first, status="inactive")
    assert results(fleet.told(wanted=Wanted(filter=ConnectorFilter(statuses=("inactive",))))) == [first]


def test_what_cannot_be_tested_is_told_and_the_others_are(fleet: Fleet) -> None:
    (made,) = fleet.create(1)
    events = fleet.told(wanted=Wanted(("conn_none", made, made)))
    [refused] = [event.what for event in events if isinstance(event.what, Refused)]
    assert type(refused.error).__name__ == "NotFound"
    assert results(events) == [made]
    assert events[-1].what == Finished(1, 0, 1)


def test_a_deadline_ends_it_with_a_token_to_go_on(fleet: Fleet) -> None:
    fleet.create(4)
    fleet.peers.hang = True
    with pytest.raises(DeadlineExceeded):
        fleet.test(lambda _event: None, call=fleet.call(deadline=time.monotonic() + 0.6))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"token": "nonsense"}, "resumeToken"),
        ({"token": f"{'0' * 32}.1.{'f' * 17}"}, "resumeToken"),
        ({"parallelism": 0}, "parallelism"),
        ({"wanted": Wanted(("conn_1",), ConnectorFilter(text="x"))}, "ids"),
        ({"wanted": Wanted(("conn_1",) * 1001)}, "ids"),
        ({"wanted": Wanted(filter=ConnectorFilter(statuses=("odd",)))}, "status"),
        ({"wanted": Wanted(filter=ConnectorFilter(text="x" * 201))}, "query"),
    ],
)
def test_a_wrong_request_names_the_field(fleet: Fleet, fields: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        fleet.told(**fields)
    assert [violation.path for violation in refused.value.violations] == [path]


def test_another_tenants_token_finds_nothing_of_it(fleet: Fleet) -> None:
    made = fleet.create(2)
    token = fleet.told()[0].token
    call = replace(fleet.call(), principal=replace(fleet.call().caller, tenant="other"))
    events = fleet.told(token=token, call=call)
    assert [event.what for event in events] == [Finished(0, 0, 0)]
    assert sorted(fleet.peers.jobs) == sorted(made)


def test_a_token_says_in_whatever_order_what_was_told() -> None:
    random.seed(3)
    order = list(range(200))
    progress, told, waiting = Progress(), set[int](), list[int]()
    while order or waiting:
        while order and progress.may_set_off(order[0]):
            waiting.append(order.pop(0))
        position = waiting.pop(random.randrange(len(waiting)))
        progress.tell(position)
        told.add(position)
        progress = Progress.read(progress.token)
        assert {number for number in range(200) if progress.was_told(number)} == told
        assert progress.next == max(told) + 1
    assert progress.low == 200
    assert len(progress.token) < 64
    assert WINDOW == 64
