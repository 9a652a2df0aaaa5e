"""What a service takes before it does anything: time to its first answer, memory, what is installed."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import grpc

from connectors.v1 import connector_service_pb2 as pb
from tests.bench.connectors import SERVICE, TENANT, Answers, called, prepare_bare
from tests.bench.load import LoadFailed
from tests.bench.plan import Plan
from tests.bench.processes import proportional_bytes, resident_bytes
from tests.bench.rounds import alternate, compare_numbers
from tests.bench.rows_calls import fill
from tests.bench.servers import ROOT, THREADS, Target, bare_grpc, ended, grpc_of, service, spawned
from tests.bench.table import Result
from tests.bench.unary_load import make_calls, request
from tests.e2e.service import Service, service_in
from tests.peers.process import free_port

ANSWER_SECONDS = 30.0
CALLS = 2_000
MB = 1_000_000
BARE_SET = frozenset({"grpcio", "protobuf", "typing_extensions"})  # what a server of grpcio and generated code needs


def footprint(plan: Plan) -> Iterator[Result]:
    yield _wheels()
    with ExitStack() as stack:
        running = stack.enter_context(service(plan.folder / "service"))
        fill(running, 20)
        prepare_bare(running, Answers(running), plan.folder / "bare")
        bare = stack.enter_context(bare_grpc(plan.folder / "bare"))
        yield from _memory(running, bare)
    yield _start(plan)


def _memory(running: Service, bare: Target) -> Iterator[Result]:
    """After each has answered as many calls."""
    ask = request(f"{SERVICE}ListConnectors", pb.ListConnectorsRequest(limit=20).SerializeToString(), TENANT)
    for target in (grpc_of(running), bare):
        make_calls(target.port, iter([ask] * CALLS), ANSWER_SECONDS)
    workers, others = _workers(running), bare.pids()
    for key, size in (("rss", resident_bytes), ("pss", proportional_bytes)):
        ours = sum(map(size, workers)) / len(workers) / MB
        reference = sum(map(size, others)) / len(others) / MB
        yield Result(key, ours, reference, ours / reference)


def _workers(running: Service) -> list[int]:
    """The processes that answer calls: forks of the supervisor, and so of its command line."""
    own = Path(f"/proc/{running.pid}/cmdline").read_bytes()
    found = [pid for pid in running.processes() if Path(f"/proc/{pid}/cmdline").read_bytes() == own]
    if not found:
        raise LoadFailed("the service has no workers")
    return found


def _start(plan: Plan) -> Result:
    """Of a service whose database is there already; the pages of its files are in memory."""
    folder = plan.folder / "starting"
    with service(folder):
        pass
    starting = service_in(folder, log_level="info")
    address = f"127.0.0.1:{free_port()}"
    bare = [sys.executable, "-m", "tests.bench.bare_grpc", str(plan.folder / "bare"), address, str(THREADS)]

    def ours() -> float:
        began = time.perf_counter()
        starting.spawn()
        taken = _answered(starting.grpc_address) - began
        starting.stop()
        return taken

    def reference() -> float:
        began = time.perf_counter()
        process = spawned(bare, plan.folder / "bare.log")
        try:
            return _answered(address) - began
        finally:
            ended(process)

    seconds = alternate({"bare": reference, "ours": ours}, plan.rounds)
    return Result.of("start", compare_numbers(seconds["ours"], seconds["bare"]))


def _answered(address: str) -> float:
    """When the first List was answered."""
    deadline = time.perf_counter() + ANSWER_SECONDS
    options = [("grpc.use_local_subchannel_pool", 1)]  # or a refused connection holds up the next try
    while True:
        with grpc.insecure_channel(address, options=options) as channel:
            try:
                called(channel, "ListConnectors", pb.ListConnectorsRequest(limit=20))
            except grpc.RpcError:
                if time.perf_counter() > deadline:
                    raise
                time.sleep(0.005)
            else:
                return time.perf_counter()


def _wheels() -> Result:
    """Of all that requirements.lock names and this environment has."""
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    ours = sum(map(_installed, names)) / MB
    reference = sum(map(_installed, BARE_SET)) / MB
    return Result("wheels", ours, reference, ours / reference, note=f"{len(names)} packages")


def _installed(name: str) -> int:
    """Bytes of a package's files, bytecode aside; none where a marker leaves it out here."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return 0
    paths = [Path(str(file.locate())) for file in files if file.suffix != ".pyc"]
    return sum(path.stat().st_size for path in paths if path.is_file())
