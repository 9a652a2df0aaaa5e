"""Ten thousand open connections: the excess is refused, calls under way finish, descriptors come back."""

from __future__ import annotations

import contextlib
import resource
import select
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import grpc
import psutil
import pytest
import requests

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import probe_pb2
from tests.e2e.neighbours import silent_peer
from tests.e2e.service import Service, service_in
from tests.rpc.http2 import PREFACE, SETTINGS, frame

CONNECTIONS = 10_000
MOST = 1_000  # CONNECTORS_MAX_CONNECTIONS, of each listener
SURPLUS = 64  # that REST tells why; more are cut
OWN_DESCRIPTORS = 1_000
SETTLED_SECONDS = 20.0
REFUSED_SECONDS = 15.0
TENANT = {"X-Tenant-Id": "t-crowded"}
# A request whose body is to come: for 30 s its connection is no idle one that could make room.
HTTP = (
    b"POST /api/v1/connectors HTTP/1.1\r\nHost: localhost\r\nX-Tenant-Id: t-crowded\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
)
HTTP2 = PREFACE + frame(SETTINGS)


@pytest.fixture(scope="module", autouse=True)
def descriptors() -> Iterator[None]:
    """Enough for both ends; the service inherits them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = CONNECTIONS + OWN_DESCRIPTORS
    if hard != resource.RLIM_INFINITY and hard < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, needed))  # only root may; else the test says so
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), max(hard, needed)))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, max(hard, needed)))


@dataclass(slots=True)
class Crowd:
    """Connections to one port, and what became of them."""

    port: int
    greeting: bytes
    open: dict[int, socket.socket] = field(default_factory=dict)
    told: list[bytes] = field(default_factory=list)  # what came before an end
    cut: int = 0

    def come(self, count: int) -> None:
        """Connects so many, all held by us to the end."""
        for _ in range(count):
            try:
                connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            except OSError:
                self.cut += 1
                continue
            self.open[connection.fileno()] = connection
            with contextlib.suppress(OSError):
                connection.sendall(self.greeting)

    def served(self, kept: Callable[[bytes], bool]) -> int:
        """How many are served, once it has had the time to refuse the others."""
        return settled(lambda: self._look(kept), MOST, seconds=REFUSED_SECONDS)

    def _look(self, kept: Callable[[bytes], bool]) -> int:
        """How many heard nothing, or what `kept` says is no refusal. Ends the others."""
        poll = select.epoll()
        for number in self.open:
            poll.register(number, select.EPOLLIN)
        for number, _ in poll.poll(1.0, CONNECTIONS):
            try:
                heard = self.open[number].recv(4096, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except OSError:
                heard = b""
            if not heard or not kept(heard):
                self.open.pop(number).close()
                self.told.append(heard)
        poll.close()
        return len(self.open)

    def leave(self) -> None:
        for connection in self.open.values():
            connection.close()
        self.open.clear()


def open_descriptors(service: Service) -> int:
    return sum(psutil.Process(pid).num_fds() for pid in service.processes())


def settled(count: Callable[[], int], most: int, seconds: float = SETTLED_SECONDS) -> int:
    """The count once it is no more than `most`, or after so long."""
    deadline = time.monotonic() + seconds
    while (now := count()) > most and time.monotonic() < deadline:
        time.sleep(0.1)
    return now


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A service of one worker, and a connector whose test takes as long as a test may."""
    with silent_peer() as port:
        service = service_in(
            tmp_path_factory.mktemp("crowded"),
            workers="1",
            egress_allow=f"127.0.0.1:{port}",
            probe_timeout_seconds="6",
            max_connections=str(MOST),
            log_level="info",
        )
        service.start()
        try:
            body = {
                "name": "slow",
                "type": "postgresql",
                "config": {"host": "127.0.0.1", "port": port, "database": "x"},
                "authConfig": {"username": "u", "password": "p"},
            }
            made = requests.post(f"{service.url}/api/v1/connectors", json=body, headers=TENANT, timeout=30)
            yield service, made.json()["id"]
        finally:
            service.stop()


def test_ten_thousand_connections_to_rest(crowded: tuple[Service, str]) -> None:
    service, slow = crowded
    before = open_descriptors(service)
    with ThreadPoolExecutor(1) as pool, requests.Session() as session:
        url = f"{service.url}/api/v1/connectors/test"
        running = pool.submit(session.post, url, json={"id": slow}, headers=TENANT, timeout=60)
        time.sleep(0.5)
        crowd = Crowd(int(service.rest_address.rpartition(":")[2]), HTTP)
        try:
            crowd.come(CONNECTIONS)
            served = crowd.served(lambda _: False)
            given_up = [
                heard for heard in crowd.told if heard.startswith(b"HTTP/1.1 504 ")
            ]  # served, on a slow machine
            assert served <= MOST
            assert served + len(given_up) >= 0.9 * MOST
            assert served + len(crowd.told) + crowd.cut == CONNECTIONS
            words = [heard for heard in crowd.told if heard and heard not in given_up]
            assert all(heard.startswith(b"HTTP/1.1 503 ") and b"TOO_MANY_CONNECTIONS" in heard for heard in words)
            assert open_descriptors(service) <= before + MOST + SURPLUS
            answer = running.result()  # of a call that was under way when they came
            assert (answer.status_code, answer.json()["reason"]) == (200, "TIMEOUT")
        finally:
            crowd.leave()
    assert settled(lambda: open_descriptors(service), before + 8) <= before + 8
    assert requests.get(f"{service.url}/api/v1/connectors", headers=TENANT, timeout=30).status_code == 200


def test_ten_thousand_connections_to_grpc(crowded: tuple[Service, str]) -> None:
    service, slow = crowded
    before = open_descriptors(service)
    invoke = service.channel().unary_unary(
        "/connectors.v1.ConnectorService/TestConnector",
        request_serializer=pb.TestConnectorRequest.SerializeToString,
        response_deserializer=pb.TestConnectorResponse.FromString,
    )
    running = invoke.future(pb.TestConnectorRequest(id=slow), metadata=[("x-tenant-id", "t-crowded")], timeout=60)
    time.sleep(0.5)
    crowd = Crowd(int(service.grpc_address.rpartition(":")[2]), HTTP2)
    try:
        crowd.come(CONNECTIONS)
        served = crowd.served(lambda heard: heard[3] == SETTINGS)
        assert 0.9 * MOST <= served <= MOST
        assert served + len(crowd.told) + crowd.cut == CONNECTIONS
        assert open_descriptors(service) <= before + MOST + SURPLUS
        assert running.result().reason == probe_pb2.TIMEOUT
    finally:
        crowd.leave()
    assert settled(lambda: open_descriptors(service), before + 8) <= before + 8
    with grpc.insecure_channel(service.grpc_address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
        grpc.channel_ready_future(channel).result(30)
