"""Tests of connectors: the whole of TestConnector, and the prober alone, beside a forked child that asks the same."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from connectors.v1 import connector_service_pb2 as pb
from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.run import Job
from server.structs import to_struct
from tests.bench.connectors import SERVICE
from tests.bench.load import LoadFailed
from tests.bench.plan import Plan
from tests.bench.rounds import Side, Turn, alternate, compare_numbers
from tests.bench.servers import ROOT, Target, grpc_of, programs, service
from tests.bench.table import Result
from tests.bench.unary_load import Request, make_calls, request
from tests.e2e.service import Service, descendants, environment
from tests.peers.process import free_port

IN_FLIGHT = 64
TENANTS = 256  # of a connector each: a tenant has 100 tests in 60 s
SLOW_SECONDS = 0.2
IDEAL = IN_FLIGHT / SLOW_SECONDS


def tests(plan: Plan) -> Iterator[Result]:
    with ExitStack() as stack:
        prompt = stack.enter_context(_peer(plan.folder, 0))
        slow = stack.enter_context(_peer(plan.folder, SLOW_SECONDS))
        allowed = [f"127.0.0.1:{prompt}", f"127.0.0.1:{slow}"]
        running = stack.enter_context(service(plan.folder / "service", egress_allow=",".join(allowed)))
        sides = {
            "child": stack.enter_context(_children(f"http://127.0.0.1:{prompt}/", plan.seconds)),
            "test": _testing(plan, running, _registered(running, "prompt", prompt)),
            "prober": stack.enter_context(_prober(plan, allowed, prompt)),
        }
        yield from plan.contest(sides, ("test-prompt", "test", "child"), ("probe-prompt", "prober", "child"))
        late = alternate({"test": _testing(plan, running, _registered(running, "slow", slow))}, plan.rounds)["test"]
        yield Result.of("test-slow", compare_numbers([turn.rate for turn in late], [IDEAL] * len(late)))


def _registered(running: Service, word: str, port: int) -> Sequence[Request]:
    """A connector in each tenant that leads to the port; the requests that test them."""
    found: list[Request] = []

    def create(tenant: str) -> Request:
        message = pb.CreateConnectorRequest(
            name=word, type="rest_api", config=to_struct({"url": f"http://127.0.0.1:{port}/"})
        )

        def created(answer: bytes) -> None:
            made = pb.CreateConnectorResponse.FromString(answer).connector
            test = pb.TestConnectorRequest(id=made.id).SerializeToString()
            found.append(request(f"{SERVICE}TestConnector", test, tenant))

        return request(f"{SERVICE}CreateConnector", message.SerializeToString(), tenant, created)

    make_calls(grpc_of(running).port, (create(f"tester-{number}") for number in range(TENANTS)), 60)
    return found


def _testing(plan: Plan, running: Service, requests: Sequence[Request]) -> Side:
    endless = itertools.cycle(requests)
    target = grpc_of(running)

    def load() -> tuple[int, float]:
        done = make_calls(target.port, endless, plan.seconds)
        return len(done.latencies), done.seconds

    def turn() -> Turn:
        found = target.turn(load)
        if failed := _failed(running.data / "connectors.db"):
            raise LoadFailed(f"a test failed: {failed}")
        return found

    return turn


def _failed(database: Path) -> str:
    """What a connector's last test found wrong; empty where none did."""
    with closing(sqlite3.connect(database, timeout=20)) as opened:
        row = opened.execute("SELECT last_error FROM connectors WHERE status = 'error' LIMIT 1").fetchone()
        return str(row[0]) if row else ""


@contextmanager
def _prober(plan: Plan, allowed: Sequence[str], port: int) -> Iterator[Side]:
    """The same without a call: threads of this process that ask the prober, and nothing recorded."""
    prober = Prober(EgressPolicy.parse(list(allowed), []), concurrency=IN_FLIGHT)
    prober.start()
    try:
        runner = ProbeRunner(prober.socket_path)
        parameters = {"url": f"http://127.0.0.1:{port}/"}
        numbers = itertools.count()

        def probe() -> None:
            number = next(numbers)
            job = Job(f"tester-{number % TENANTS}", f"conn_{number}", "rest_api", "access_key", parameters, {}, 10)
            result = runner.run(job)
            if not result.success:
                raise LoadFailed(f"a probe failed: {result.message}")

        def pids() -> list[int]:
            zygote = prober.zygote_pid
            return [os.getpid(), *([zygote, *descendants(zygote)] if zygote else [])]

        target = Target("", pids)
        yield lambda: target.turn(lambda: _by_threads(probe, plan.seconds))
    finally:
        prober.stop()


def _by_threads(act: Callable[[], None], seconds: float) -> tuple[int, float]:
    began = time.perf_counter()

    def again_and_again(_number: int) -> int:
        count = 0
        while time.perf_counter() - began < seconds:
            act()
            count += 1
        return count

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        return sum(pool.map(again_and_again, range(IN_FLIGHT))), time.perf_counter() - began


@contextmanager
def _children(url: str, seconds: float) -> Iterator[Side]:
    """See tests/bench/bare_zygote.py."""
    command = [sys.executable, "-m", "tests.bench.bare_zygote", url, str(IN_FLIGHT)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, said = process.stdin, process.stdout
        assert asked is not None
        assert said is not None

        def load() -> tuple[int, float]:
            asked.write(f"{seconds}\n")
            asked.flush()
            answered, taken = said.readline().split()
            return int(answered), float(taken)

        target = Target("", lambda: [process.pid])
        yield lambda: target.turn(load)
        asked.close()


@contextmanager
def _peer(folder: Path, delay: float) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.http_peer", str(port), str(delay)]
    with programs(command, 1, folder / "peer.log", f"127.0.0.1:{port}"):
        yield port
