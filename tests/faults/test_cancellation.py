"""A caller that goes away or sets a deadline: the probe's process ends with it, and nothing is stamped."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import grpc
import pytest

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from connectors.v1 import probe_pb2
from tests.e2e.neighbours import silent_peer
from tests.e2e.service import Service, service_in
from tests.faults.calls import Connectors
from tests.faults.processes import is_gone, probes_of
from tests.isolation.test_lifecycle import eventually


@dataclass(frozen=True)
class Hung:
    """A connector whose peer accepts and says nothing, in a service that gives a test 60 s."""

    service: Service
    connectors: Connectors
    id: str

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        return (("x-tenant-id", self.connectors.tenant),)

    def probe(self) -> int:
        """The process of the one probe under way, once it is there."""
        assert eventually(lambda: len(probes_of(self.service)) == 1)
        return probes_of(self.service)[0]


@pytest.fixture(scope="module")
def hung(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hung]:
    with silent_peer() as port:
        folder = tmp_path_factory.mktemp("cancelled")
        service = service_in(folder, egress_allow=f"127.0.0.1:{port}", probe_timeout_seconds="60")
        service.start()
        try:
            connectors = Connectors(service, "acme")
            yield Hung(service, connectors, connectors.create("rest_api", {"url": f"http://127.0.0.1:{port}/"}, {}))
        finally:
            service.stop()


def _cancel_rest(hung: Hung) -> int:
    with closing(http.client.HTTPConnection(hung.service.rest_address)) as connection:
        headers = {"X-Tenant-Id": hung.connectors.tenant, "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/connectors/test", json.dumps({"id": hung.id}), headers)
        return hung.probe()


def _cancel_grpc(hung: Hung) -> int:
    stub = pb_grpc.ConnectorServiceStub(hung.service.channel())
    call = stub.TestConnector.future(pb.TestConnectorRequest(id=hung.id), metadata=hung.metadata)
    probe = hung.probe()
    call.cancel()
    return probe


@pytest.mark.parametrize("cancel", [_cancel_rest, _cancel_grpc], ids=["REST", "gRPC"])
def test_a_caller_that_goes_away_ends_the_probe(hung: Hung, cancel: Callable[[Hung], int]) -> None:
    before = hung.connectors.row(hung.id)
    probe = cancel(hung)
    assert eventually(lambda: is_gone(probe))
    assert hung.connectors.row(hung.id) == before


def test_the_callers_deadline_is_the_probes(hung: Hung) -> None:
    """It ends before the caller gives up, so that the caller gets the trace: REST says it in Request-Timeout."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(hung.connectors.test, hung.id, seconds=3)
        probe = hung.probe()
        answer = running.result(30)
    assert (answer.status_code, answer.json()["reason"]) == (200, "TIMEOUT")
    assert answer.json()["steps"]
    assert eventually(lambda: is_gone(probe))

    stub = pb_grpc.ConnectorServiceStub(hung.service.channel())
    future = stub.TestConnector.future(pb.TestConnectorRequest(id=hung.id), metadata=hung.metadata, timeout=3)
    probe = hung.probe()
    tested = future.result(30)
    assert tested.reason == probe_pb2.TIMEOUT
    assert tested.steps
    assert eventually(lambda: is_gone(probe))


def test_a_deadline_that_leaves_no_time_is_told_and_tests_nothing(hung: Hung) -> None:
    before = hung.connectors.row(hung.id)
    assert hung.connectors.test(hung.id, seconds=0.1).status_code == 504
    stub = pb_grpc.ConnectorServiceStub(hung.service.channel())
    with pytest.raises(grpc.RpcError) as refused:
        stub.TestConnector(pb.TestConnectorRequest(id=hung.id), metadata=hung.metadata, timeout=0.1)
    assert refused.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert hung.connectors.row(hung.id) == before
