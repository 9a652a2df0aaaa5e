"""REST run alone: over a real gRPC channel, the answers and the errors of the same process."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
import requests
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from connectors.v1 import connector_service_pb2 as pb
from server.call import Call
from server.errors import STATUS, FieldViolation, MethodNotAllowed, ServiceError
from server.rest.upstream import Upstream
from server.rpc.adapter import service_handler
from tests.rest.conftest import Rest, Serve
from tests.rest.fake_service import METHODS, FakeService, raising

CONNECTORS = "/api/v1/connectors"
Relay = Callable[..., Rest]


@pytest.fixture
def upstream(service: FakeService) -> Iterator[str]:
    """The fake service behind gRPC, on an address."""
    with ThreadPoolExecutor(8) as pool, ThreadPoolExecutor(8) as slow:
        server = grpc.server(pool)
        handler = service_handler(
            "connectors.v1.ConnectorService", service.bound, lambda bound: slow if bound.method.rate_limit else None
        )
        server.add_generic_rpc_handlers((handler,))
        servicer = health.HealthServicer()
        servicer.set("", health_pb2.HealthCheckResponse.SERVING)
        health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        yield f"127.0.0.1:{port}"
        server.stop(0).wait()


@pytest.fixture
def relay(upstream: str, serve: Serve) -> Iterator[Rest]:
    """A gateway of its own, before that address."""
    channel = Upstream(upstream, tuple(METHODS.values()))
    yield serve(channel.methods, ready=channel.ready)
    channel.close()


def told(response: requests.Response) -> tuple[int, Any, str | None]:
    return response.status_code, response.json(), response.headers.get("retry-after")


def test_answers_are_equal(rest: Rest, relay: Rest, service: FakeService) -> None:
    connector = pb.Connector(id="conn_1", name="a")
    connector.config.update({"port": 5432, "list": [1.5, None, {"a": True}]})
    service.answers["GetConnector"] = lambda _request, _call: pb.GetConnectorResponse(connector=connector)
    assert told(relay.call("GET", CONNECTORS + "/conn_1")) == told(rest.call("GET", CONNECTORS + "/conn_1"))
    assert relay.call("DELETE", CONNECTORS + "?id=a").status_code == 204
    assert relay.call("POST", CONNECTORS, json={"name": "a", "description": None}).status_code == 201
    assert service.requests[-1] == pb.CreateConnectorRequest(name="a", description="")


@pytest.mark.parametrize("kind", [kind for kind in STATUS if kind is not MethodNotAllowed])
def test_errors_are_equal(rest: Rest, relay: Rest, service: FakeService, kind: type[ServiceError]) -> None:
    violations = (FieldViolation("config.host", "is required"),)
    service.answers["GetConnector"] = raising(kind("why – it failed", violations=violations, retry_after=2.5))
    assert told(relay.call("GET", CONNECTORS + "/conn_1")) == told(rest.call("GET", CONNECTORS + "/conn_1"))


def test_refusals_of_the_gateway_itself_are_equal(rest: Rest, relay: Rest) -> None:
    for verb, path, options in [("POST", CONNECTORS, {"json": {"nam": 1}}), ("GET", CONNECTORS + "/", {})]:
        assert told(relay.call(verb, path, **options)) == told(rest.call(verb, path, **options))


def test_who_is_calling_goes_further_and_nothing_else_does(relay: Rest, service: FakeService) -> None:
    identity = {
        "x-tenant-id": "t1",
        "x-role": "viewer",
        "x-user": "ann",
        "authorization": "Bearer x",
        "x-request-id": "r1",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate": "vendor=1",
    }
    response = relay.call("GET", CONNECTORS, headers={**identity, "cookie": "a=b", "x-other": "c"})
    (call,) = service.calls
    assert identity.items() <= call.metadata.items()
    assert not {"cookie", "x-other"} & call.metadata.keys()
    assert response.headers["x-request-id"] == "r1"


def test_what_metadata_cannot_carry_is_refused(relay: Rest, service: FakeService) -> None:
    response = relay.call("GET", CONNECTORS, headers={"x-tenant-id": "é".encode("latin-1")})
    assert response.status_code == 400
    assert "x-tenant-id" in response.json()["message"]
    assert service.calls == []


def test_the_callers_deadline_goes_further(relay: Rest, service: FakeService) -> None:
    relay.call("GET", CONNECTORS, headers={"request-timeout": "30"})
    remaining = service.calls[0].remaining()
    assert remaining is not None
    assert 0 < remaining <= 30


def test_a_deadline_that_passes_is_504(relay: Rest, service: FakeService) -> None:
    release = threading.Event()
    service.answers["TestConnector"] = lambda _request, _call: release.wait(20) and pb.TestConnectorResponse()
    response = relay.call("POST", CONNECTORS + "/test", json={"id": "a"}, headers={"request-timeout": "0.3"})
    release.set()
    assert (response.status_code, response.json()["details"][0]["reason"]) == (504, "DEADLINE_EXCEEDED")


def test_a_client_that_leaves_cancels_the_call_upstream(relay: Rest, service: FakeService) -> None:
    cancelled = threading.Event()

    def wait(_request: Any, call: Call) -> pb.TestConnectorResponse:
        call.cancellation.on_cancel(cancelled.set)
        cancelled.wait(20)
        return pb.TestConnectorResponse()

    service.answers["TestConnector"] = wait
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(f"http://127.0.0.1:{relay.port}{CONNECTORS}/test", json={"id": "a"}, timeout=0.5)
    assert cancelled.wait(10)


def test_readiness_is_the_upstreams(relay: Rest) -> None:
    assert relay.call("GET", "/readyz").json() == {"ready": True, "upstream": "SERVING"}


def test_an_upstream_that_is_away_is_503(serve: Serve) -> None:
    channel = Upstream("127.0.0.1:1", tuple(METHODS.values()))
    rest = serve(channel.methods, ready=channel.ready)
    response = rest.call("GET", CONNECTORS)
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert "127.0.0.1" not in response.text
    assert rest.call("GET", "/readyz").status_code == 503
    assert rest.call("GET", "/healthz").status_code == 200
    channel.close()


def test_a_page_larger_than_grpcs_default_arrives(relay: Rest, service: FakeService) -> None:
    page = pb.ListConnectorsResponse(data=[pb.Connector(id=str(number)) for number in range(100)])
    for connector in page.data:
        connector.config.update({"text": "x" * 100_000})
    service.answers["ListConnectors"] = lambda _request, _call: page
    assert len(relay.call("GET", CONNECTORS).json()["data"]) == 100
