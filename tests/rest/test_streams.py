"""A method that streams, over gRPC, over REST as Server-Sent Events, and over REST run alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
import requests

from server.call import BoundMethod, Call
from server.errors import Cancelled, InvalidArgument, ServiceError, TooManyStreams, Unavailable
from server.interceptors.streams import streams
from server.method_policy import read_methods
from server.rest.upstream import Upstream
from server.rpc.adapter import service_handler
from tests.rest.conftest import Rest, Serve
from tests.rest.everything import CLOCK

(TICKS,) = read_methods(CLOCK)
Event = tuple[str, str, Any]
"""Its type, its id, its data."""


class Clock:
    """Counts from where the reader is; `fail_at` is the tick it fails at, and how."""

    def __init__(self) -> None:
        self.fail_at: tuple[int, ServiceError] | None = None
        self.gone = threading.Event()
        self.bound = BoundMethod(TICKS, self._ticks)

    def _ticks(self, request: Any, call: Call) -> Any:
        assert call.send is not None
        start = int(request.position or 0)
        try:
            for number in range(start + 1, start + request.count + 1):
                if self.fail_at and self.fail_at[0] == number:
                    raise self.fail_at[1]
                call.send(TICKS.response(position=str(number), number=number))
        except Cancelled:
            self.gone.set()
            raise
        return TICKS.response()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel(clock: Clock) -> Iterator[grpc.Channel]:
    with ThreadPoolExecutor(4) as pool, ThreadPoolExecutor(4) as streaming:
        server = grpc.server(pool)
        server.add_generic_rpc_handlers((service_handler("tests.rest.Clock", [clock.bound], lambda _: streaming),))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as made:
            made.address = f"127.0.0.1:{port}"  # type: ignore[attr-defined]
            yield made
        server.stop(0).wait()


def ticks(channel: grpc.Channel, count: int, position: str = "") -> Any:
    call = channel.unary_stream(
        TICKS.full_name,
        request_serializer=TICKS.request.SerializeToString,
        response_deserializer=TICKS.response.FromString,
    )
    return call(TICKS.request(count=count, position=position), timeout=30)


def events(response: requests.Response) -> list[Event]:
    assert response.headers["content-type"] == "text/event-stream"
    found = []
    for block in response.content.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines.get("event", "message"), lines.get("id", ""), json.loads(lines["data"])))
    return found


def tick(number: int) -> Event:
    return ("message", str(number), {"position": str(number), "number": number})


@pytest.fixture(params=["in process", "alone"])
def rest(request: pytest.FixtureRequest, clock: Clock, serve: Serve) -> Iterator[Rest]:
    if request.param == "in process":
        yield serve((clock.bound,))
        return
    upstream = Upstream(request.getfixturevalue("channel").address, [TICKS])
    yield serve(upstream.methods)
    upstream.close()


def test_every_answer_comes_in_its_order(channel: grpc.Channel, rest: Rest) -> None:
    assert [answer.number for answer in ticks(channel, 100)] == list(range(1, 101))
    assert events(rest.call("GET", "/ticks?count=100")) == [tick(number) for number in range(1, 101)]


def test_a_reader_goes_on_where_it_was(rest: Rest) -> None:
    assert events(rest.call("GET", "/ticks?count=2", headers={"Last-Event-ID": "40"})) == [tick(41), tick(42)]
    assert events(rest.call("GET", "/ticks?count=1&position=7")) == [tick(8)]


def test_a_refusal_before_the_first_answer_is_an_ordinary_one(clock: Clock, rest: Rest) -> None:
    clock.fail_at = (1, InvalidArgument.at("count", "is odd"))
    response = rest.call("GET", "/ticks?count=3")
    assert response.status_code == 400
    assert response.json()["message"] == "count: is odd"


def test_a_failure_after_it_is_an_event(clock: Clock, channel: grpc.Channel, rest: Rest) -> None:
    clock.fail_at = (2, Unavailable("the database is away", retry_after=1))
    first, (kind, _id, told) = events(rest.call("GET", "/ticks?count=3"))
    assert (first, kind, told["code"], told["message"]) == (tick(1), "error", 14, "the database is away")
    answers = ticks(channel, 3)
    assert next(answers).number == 1
    with pytest.raises(grpc.RpcError) as failed:
        next(answers)
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE


def test_a_stream_without_an_answer_is_empty_and_no_error(rest: Rest) -> None:
    response = rest.call("GET", "/ticks?count=0")
    assert (response.status_code, events(response)) == (200, [])


def test_a_client_that_leaves_ends_the_work(clock: Clock, channel: grpc.Channel, rest: Rest) -> None:
    answers = ticks(channel, 10**9)
    next(answers)
    answers.cancel()
    assert clock.gone.wait(20)
    clock.gone.clear()
    with requests.get(f"http://127.0.0.1:{rest.port}/ticks?count={10**9}", stream=True, timeout=20) as response:
        next(response.iter_lines())
    assert clock.gone.wait(20)


def test_a_slow_reader_holds_the_work_back(channel: grpc.Channel, clock: Clock, serve: Serve) -> None:
    made = 0

    def endless(request: Any, call: Call) -> Any:
        nonlocal made
        assert call.send is not None
        while True:
            call.send(TICKS.response(position="x" * 10_000))
            made += 1

    rest = serve((BoundMethod(TICKS, endless),))
    with requests.get(f"http://127.0.0.1:{rest.port}/ticks", stream=True, timeout=20) as response:
        next(response.iter_lines())
        before = -1
        while made != before:  # until nothing more is made: the sockets' buffers are full
            before = made
            threading.Event().wait(0.3)
        assert made * 10_000 < 64 << 20


def test_streams_are_so_many_and_no_more() -> None:
    entered, leave = threading.Semaphore(0), threading.Event()

    def stay(_request: Any, _call: Call) -> Any:
        entered.release()
        assert leave.wait(20)
        return TICKS.response()

    handler = streams(2)(TICKS, stay)
    call = Call(TICKS, {}, "")
    with ThreadPoolExecutor(3) as pool:
        open_ones = [pool.submit(handler, TICKS.request(), call) for _ in range(2)]
        for _ in open_ones:
            assert entered.acquire(timeout=20)
        with pytest.raises(TooManyStreams):
            handler(TICKS.request(), call)
        leave.set()
        for done in open_ones:
            done.result(20)
    handler(TICKS.request(), call)


def test_a_stop_ends_streams_with_an_event_that_says_so(serve: Serve) -> None:
    begun = threading.Event()

    def stay(_request: Any, call: Call) -> Any:
        assert call.send is not None
        call.send(TICKS.response(position="1"))
        begun.set()
        left = threading.Event()
        call.cancellation.on_cancel(left.set)
        assert left.wait(20)
        return TICKS.response()

    rest = serve((BoundMethod(TICKS, stay),))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(rest.call, "GET", "/ticks")
        assert begun.wait(20)
        rest.gateway.drain()
        *_, (kind, _id, told) = events(waiting.result(20))
    assert (kind, told["code"]) == ("error", 14)
