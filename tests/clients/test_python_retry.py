"""When the Python client sends a call again: against a gRPC server that refuses as it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import grpc
import pytest
from connectors_client import ConnectorsClient, ConnectorsError, RetryPolicy, Throttled, Unavailable
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from hypothesis import given
from hypothesis import strategies as st

from connectors.v1 import connector_service_pb2 as pb

PATH = "/connectors.v1.ConnectorService/"
RESPONSES = {"ListConnectors": pb.ListConnectorsResponse, "CreateConnector": pb.CreateConnectorResponse}


@dataclass
class Refusing(grpc.GenericRpcHandler):
    """Refuses the first calls with these (code, seconds of RetryInfo or None), then answers."""

    refusals: list[tuple[grpc.StatusCode, float | None]] = field(default_factory=list)
    asked: int = 0

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        name = details.method.removeprefix(PATH)

        def answer(_request: bytes, context: grpc.ServicerContext) -> bytes:
            self.asked += 1
            if self.refusals:
                code, retry = self.refusals.pop(0)
                if retry is not None:
                    context.set_trailing_metadata((("grpc-status-details-bin", _told(code, retry)),))
                context.abort(code, "come back later")
            return RESPONSES[name]().SerializeToString()

        return grpc.unary_unary_rpc_method_handler(answer)


def _told(code: grpc.StatusCode, seconds: float) -> bytes:
    packed = any_pb2.Any()
    delay = duration_pb2.Duration(nanos=int(seconds % 1 * 1e9), seconds=int(seconds))
    packed.Pack(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(code=code.value[0], details=[packed]).SerializeToString()


@pytest.fixture
def server() -> Iterator[tuple[Refusing, ConnectorsClient]]:
    refusing = Refusing()
    made = grpc.server(ThreadPoolExecutor(2))
    made.add_generic_rpc_handlers((refusing,))
    port = made.add_insecure_port("127.0.0.1:0")
    made.start()
    with ConnectorsClient(f"127.0.0.1:{port}", tenant="a", timeout=5, retry=RetryPolicy(3, 0.01, 0.02)) as client:
        yield refusing, client
    made.stop(0).wait()


AWAY, FULL = grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED
Server = tuple[Refusing, ConnectorsClient]


def test_a_read_is_sent_again_while_the_service_is_away(server: Server) -> None:
    refusing, client = server
    refusing.refusals = [(AWAY, None), (AWAY, None)]
    assert client.page().items == ()
    assert refusing.asked == 3


def test_a_create_is_not_sent_again_when_its_answer_may_have_been_lost(server: Server) -> None:
    refusing, client = server
    refusing.refusals = [(AWAY, None)]
    with pytest.raises(Unavailable):
        client.create("once", "rest_api")
    assert refusing.asked == 1


def test_a_create_is_sent_again_when_the_server_says_when(server: Server) -> None:
    refusing, client = server
    refusing.refusals = [(AWAY, 0.01), (FULL, 0.01)]
    client.create("again", "rest_api")
    assert refusing.asked == 3


def test_no_call_waits_past_its_own_deadline(server: Server) -> None:
    refusing, client = server
    refusing.refusals = [(FULL, 3600.0)]
    with pytest.raises(Throttled) as refusal:
        client.page()
    assert refusal.value.retry_after == 3600.0
    assert refusing.asked == 1


def test_it_gives_up_after_its_attempts(server: Server) -> None:
    refusing, client = server
    refusing.refusals = [(AWAY, None)] * 5
    with pytest.raises(Unavailable):
        client.page()
    assert refusing.asked == 3


def test_other_refusals_are_final(server: Server) -> None:
    refusing, client = server
    refusing.refusals = [(grpc.StatusCode.INVALID_ARGUMENT, None)]
    with pytest.raises(ConnectorsError):
        client.page()
    assert refusing.asked == 1


@given(attempt=st.integers(1, 60), remaining=st.floats(0.001, 100))
def test_backoff_never_exceeds_its_longest_delay_nor_what_remains(attempt: int, remaining: float) -> None:
    policy = RetryPolicy(attempts=100, first_delay=0.2, longest_delay=5.0)
    error = Unavailable("away", code=AWAY)
    delay = policy.delay(error, attempt, repeatable=True, remaining=remaining)
    assert delay is None or 0 <= delay <= min(5.0, remaining, 0.2 * 2 ** (attempt - 1))
