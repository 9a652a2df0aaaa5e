"""Two replicas of two workers on one PostgreSQL: limits are exact over all of them, and a row has one truth."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
import psutil
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.e2e.service import Service
from tests.faults.calls import Connectors
from tests.faults.replicas import replicas
from tests.isolation.test_lifecycle import eventually
from tests.peers.postgresql import PostgresqlServer
from tests.peers.valkey import ValkeyServer

REPLICAS, WORKERS, CALLS, LIMIT = 2, 2, 400, 100
CHANNELS, MOST_CHANNELS = 4, 64  # a replica: more until the kernel gave one to each of its workers


class Gate(ThreadingHTTPServer):
    """An HTTP origin: `/open` answers 200 at once, any other path when it was let through; it says who waits."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visitor)
        self.waiting: dict[str, threading.Event] = {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Visitor(BaseHTTPRequestHandler):
    server: Gate
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path != "/open":
            self.server.waiting.setdefault(self.path, threading.Event()).wait(60)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def handle(self) -> None:
        with suppress(ConnectionError):  # a probe that ended hangs up as it likes
            super().handle()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def gate_open() -> Iterator[Gate]:
    gate = Gate()
    thread = threading.Thread(target=gate.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield gate
    finally:
        for event in gate.waiting.values():
            event.set()
        gate.shutdown()
        gate.server_close()
        thread.join()


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    with gate_open() as opened:
        yield opened


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, gate: Gate, postgresql_server: PostgresqlServer
) -> Iterator[list[Service]]:
    folder = tmp_path_factory.mktemp("replicas")
    rules = f"127.0.0.1:{gate.server_address[1]}"
    with replicas(folder, REPLICAS, database_url=postgresql_server.new_database(), egress_allow=rules) as made:
        yield made


def admitted(services: list[Service], url: str) -> Counter[str]:
    """How CALLS tests of one tenant's connector end, all under way at once, over every worker of every replica."""
    tenant = f"t-{uuid.uuid4().hex}"
    connector_id = Connectors(services[0], tenant).create("rest_api", {"url": url}, {})
    metadata = (("x-tenant-id", tenant),)
    with ExitStack() as stack:
        stubs = []
        for service in services:
            for number in range(MOST_CHANNELS):
                if number >= CHANNELS and _serving(service) == WORKERS:
                    break
                options = [("grpc.use_local_subchannel_pool", 1)]
                channel = stack.enter_context(grpc.insecure_channel(service.grpc_address, options))
                grpc.channel_ready_future(channel).result(30)
                stubs.append(pb_grpc.ConnectorServiceStub(channel))
        assert [_serving(service) for service in services] == [WORKERS] * REPLICAS
        request = pb.TestConnectorRequest(id=connector_id)
        calls: list[Any] = [
            stub.TestConnector.future(request, metadata=metadata, timeout=90)
            for stub, _ in zip(itertools.cycle(stubs), range(CALLS), strict=False)
        ]
        return Counter(str(call.code().name) for call in calls)


def _serving(service: Service) -> int:
    """How many workers of it have a client on the gRPC port."""
    port = int(service.grpc_address.rpartition(":")[2])
    serving = 0
    for pid in service.processes():
        found = psutil.Process(pid).net_connections("tcp")
        serving += any(each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED for each in found)
    return serving


def test_of_400_tests_at_once_on_four_processes_exactly_100_pass(pair: list[Service], gate: Gate) -> None:
    assert admitted(pair, f"{gate.url}/open") == {"OK": LIMIT, "RESOURCE_EXHAUSTED": CALLS - LIMIT}


def test_of_400_tests_at_once_on_four_processes_over_redis_exactly_100_pass(
    tmp_path_factory: pytest.TempPathFactory,
    gate: Gate,
    postgresql_server: PostgresqlServer,
    valkey_server: ValkeyServer,
) -> None:
    folder = tmp_path_factory.mktemp("replicas-redis")
    with replicas(
        folder,
        REPLICAS,
        database_url=postgresql_server.new_database(),
        redis_url=valkey_server.url,
        egress_allow=f"127.0.0.1:{gate.server_address[1]}",
    ) as services:
        assert admitted(services, f"{gate.url}/open") == {"OK": LIMIT, "RESOURCE_EXHAUSTED": CALLS - LIMIT}


@dataclass
class Row:
    """What a connector must look like, by what was acknowledged; `tests` are under way, of a target each."""

    connectors: list[Connectors]
    gate: Gate
    id: str
    name: str
    path: str
    status: str = "untested"
    target: int = 0
    deleted: bool = False
    numbers: Iterator[int] = field(default_factory=itertools.count)
    tests: dict[int, tuple[str, Future[requests.Response]]] = field(default_factory=dict)

    def begin_test(self, replica: int, pool: ThreadPoolExecutor) -> None:
        if self.deleted or self.target in self.tests:
            return
        self.tests[self.target] = self.path, pool.submit(self.connectors[replica].test, self.id)
        assert eventually(lambda: self.path in self.gate.waiting)

    def finish_test(self, target: int) -> None:
        path, running = self.tests.pop(target)
        self.gate.waiting[path].set()
        answer = running.result(60)
        del self.gate.waiting[path]  # the next test of this target is held anew
        if self.deleted:
            assert answer.status_code in {200, 404}
            return
        assert answer.status_code == 200, answer.text
        if target == self.target:
            self.status = "active"

    def rename(self, replica: int) -> None:
        name = f"renamed {next(self.numbers)}"
        answer = self.connectors[replica].call("PUT", json={"id": self.id, "name": name})
        self._updated(answer, name=name)

    def lead_elsewhere(self, replica: int) -> None:
        path = f"/{uuid.uuid4().hex}"
        body = {"id": self.id, "config": {"url": self.gate.url + path}}
        if self._updated(self.connectors[replica].call("PUT", json=body), path=path):
            self.target += 1

    def delete(self, replica: int) -> None:
        answer = self.connectors[replica].call("DELETE", f"?id={self.id}")
        assert answer.status_code == (404 if self.deleted else 204)
        self.deleted = True

    def _updated(self, answer: requests.Response, **changed: str) -> bool:
        assert answer.status_code == (404 if self.deleted else 200), answer.text
        if not self.deleted:
            for name, value in changed.items():
                setattr(self, name, value)
        return not self.deleted

    def is_what_both_replicas_say(self) -> None:
        for each in self.connectors:
            listed = each.call("GET").json()["data"]
            if self.deleted:
                assert each.call("GET", f"/{self.id}").status_code == 404
                assert listed == []
                continue
            row = each.row(self.id)
            assert (row["name"], row["config"]["url"]) == (self.name, self.gate.url + self.path)
            assert listed == [row]
            assert (row["status"], row["lastTestedAt"] is not None) == (self.status, self.was_tested)

    @property
    def was_tested(self) -> bool:
        return self.status == "active"


STEPS = st.lists(
    st.tuples(st.sampled_from(["begin", "finish", "rename", "lead_elsewhere", "delete"]), st.integers(0, REPLICAS - 1)),
    min_size=3,
    max_size=9,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_tests_result_neither_revives_a_deleted_connector_nor_overwrites_a_newer_one(
    pair: list[Service], gate: Gate, steps: list[tuple[str, int]]
) -> None:
    tenant, path = f"t-{uuid.uuid4().hex}", f"/{uuid.uuid4().hex}"
    connectors = [Connectors(service, tenant) for service in pair]
    row = Row(connectors, gate, connectors[0].create("rest_api", {"url": gate.url + path}, {}, "first"), "first", path)
    with ThreadPoolExecutor(8) as pool:
        try:
            for step, replica in steps:
                if step == "begin":
                    row.begin_test(replica, pool)
                elif step == "finish":
                    for target in list(row.tests)[:1]:
                        row.finish_test(target)
                else:
                    getattr(row, step)(replica)
                row.is_what_both_replicas_say()
            for target in list(row.tests):
                row.finish_test(target)
                row.is_what_both_replicas_say()
        finally:
            for path, _ in row.tests.values():
                gate.waiting[path].set()
