"""kill -9 of each process that has a part in a test, while the test is under way, over both transports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import grpc
import pytest
import requests

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.e2e.neighbours import http_origin, silent_peer
from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.faults.processes import is_gone, kill, listening_workers, probes_of, worker_serving, zygote_of
from tests.isolation.test_lifecycle import eventually

WORKERS = 2


@dataclass(frozen=True)
class World:
    """A service, and two connectors of one tenant: the peer of `hung` accepts and says nothing."""

    service: Service
    connectors: Connectors
    hung: str
    well: str

    def test(self, transport: str, connector_id: str) -> str:
        """How a test ended, in a word: OK, the HTTP status, the gRPC code, or CONNECTION LOST."""
        if transport == "REST":
            try:
                status = self.connectors.test(connector_id).status_code
            except requests.ConnectionError:
                return "CONNECTION LOST"
            return "OK" if status == 200 else str(status)
        with grpc.insecure_channel(self.service.grpc_address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
            stub = pb_grpc.ConnectorServiceStub(channel)
            tenant = (("x-tenant-id", self.connectors.tenant),)
            try:
                stub.TestConnector(pb.TestConnectorRequest(id=connector_id), metadata=tenant, timeout=60)
            except grpc.RpcError as error:
                return str(error.code().name)
        return "OK"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with http_origin() as http, silent_peer() as silent:
        rules = f"127.0.0.1:{http.port},127.0.0.1:{silent}"
        folder = tmp_path_factory.mktemp("kills")
        service = service_in(folder, egress_allow=rules, probe_timeout_seconds="60", workers=str(WORKERS))
        service.start()
        try:
            connectors = Connectors(service, "acme")
            hung = connectors.create("rest_api", {"url": f"http://127.0.0.1:{silent}/"}, {}, "hung")
            well = connectors.create("rest_api", {"url": f"{http.url}/open"}, {}, "well")
            yield World(service, connectors, hung, well)
        finally:
            service.stop()


def zygote(world: World, _transport: str) -> int:
    return zygote_of(world.service)


def child(world: World, _transport: str) -> int:
    return probes_of(world.service)[0]


def worker(world: World, transport: str) -> int:
    address = world.service.rest_address if transport == "REST" else world.service.grpc_address
    return worker_serving(world.service, address)


# A worker that dies takes its callers' connections along: no answer of its can say so over HTTP/1.
KILLS = [
    (zygote, "REST", "503"),
    (zygote, "gRPC", "UNAVAILABLE"),
    (child, "REST", "503"),
    (child, "gRPC", "UNAVAILABLE"),
    (worker, "REST", "CONNECTION LOST"),
    (worker, "gRPC", "UNAVAILABLE"),
]


@pytest.mark.parametrize(("victim", "transport", "told"), KILLS)
def test_the_caller_is_told_nothing_is_stamped_and_the_next_test_works(
    world: World, victim: Callable[[World, str], int], transport: str, told: str
) -> None:
    assert eventually(lambda: listening_workers(world.service) == WORKERS)  # the one killed before is back
    before = world.connectors.row(world.hung)
    assert before["status"] == "untested"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(world.test, transport, world.hung)
        assert eventually(lambda: len(probes_of(world.service)) == 1)
        probe = child(world, transport)
        kill(victim(world, transport))
        assert running.result(30) == told
    assert eventually(lambda: is_gone(probe))
    assert world.test(transport, world.well) == "OK"
    assert world.connectors.row(world.hung) == before
    assert world.connectors.row(world.well)["status"] == "active"
    assert eventually(lambda: not probes_of(world.service))
