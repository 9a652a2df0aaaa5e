"""More calls at once than a worker takes: refused at once, with the details of any refusal, and taken again after."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from server.rpc import serve
from server.rpc.adapter import DETAILS_KEY
from tests.rest.fake_service import FakeService
from tests.rpc.conftest import StartRpc

MOST = 3


class Full:
    """A server with as many calls under way as it takes, until they are released."""

    def __init__(self, start_rpc: StartRpc, service: FakeService, channels: ExitStack) -> None:
        self._release = threading.Event()
        self._channels = channels
        service.answers["ListConnectors"] = self._wait
        self.server = start_rpc(max_calls=MOST)
        # A connection of its own each: one alone may not have all the calls that run at once.
        self.running = [self.stub().ListConnectors.future(pb.ListConnectorsRequest(), timeout=60) for _ in range(MOST)]
        until(lambda: len(service.calls) == MOST)

    def stub(self) -> Any:
        return pb_grpc.ConnectorServiceStub(self.channel())  # type: ignore[no-untyped-call]  # generated without types

    def channel(self) -> grpc.Channel:
        options = [("grpc.use_local_subchannel_pool", 1)]
        return self._channels.enter_context(grpc.insecure_channel(f"127.0.0.1:{self.server.port}", options))

    def ask(self) -> Any:
        return self.stub().ListConnectors(pb.ListConnectorsRequest(), timeout=20)

    def is_taking(self) -> bool:
        try:
            return self.ask() is not None
        except grpc.RpcError as error:
            return error.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED

    def release(self) -> None:
        self._release.set()

    def _wait(self, _request: Any, _call: Any) -> pb.ListConnectorsResponse:
        self._release.wait(30)
        return pb.ListConnectorsResponse()


def until(is_so: Any) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def full(start_rpc: StartRpc, service: FakeService) -> Iterator[Full]:
    with ExitStack() as channels:
        made = Full(start_rpc, service, channels)
        yield made
        made.release()


def refusal_of(call: Any) -> tuple[grpc.StatusCode, str, list[Message]]:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    status = status_pb2.Status.FromString(dict(caught.value.trailing_metadata() or ()).get(DETAILS_KEY, b""))
    details: list[Message] = []
    for packed in status.details:
        kind = {each.DESCRIPTOR.full_name: each for each in (error_details_pb2.ErrorInfo, error_details_pb2.RetryInfo)}[
            packed.TypeName()
        ]
        details.append(kind())
        packed.Unpack(details[-1])
    return caught.value.code(), caught.value.details(), details


def test_what_is_too_much_is_refused_with_its_reason_and_when_to_try_again(full: Full, service: FakeService) -> None:
    code, message, [info, retry] = refusal_of(
        lambda: full.stub().ListConnectors(pb.ListConnectorsRequest(), timeout=20)
    )
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert message == f"{MOST} calls are under way here; try again"
    assert isinstance(info, error_details_pb2.ErrorInfo)
    assert (info.reason, info.domain) == ("THROTTLED", "connectors.v1")
    assert isinstance(retry, error_details_pb2.RetryInfo)
    assert retry.retry_delay.seconds == 1
    assert len(service.calls) == MOST
    full.release()
    assert all(call.result() is not None for call in full.running)
    until(full.is_taking)


def test_every_kind_of_call_hears_it_whatever_its_caller_sends(full: Full) -> None:
    channel = full.channel()

    def stream() -> None:
        list(channel.unary_stream("/connectors.v1.FleetService/WatchConnectors")(b"", timeout=20))

    def silent() -> None:
        """Opens the call and sends no request."""
        held = threading.Event()
        try:
            channel.stream_unary("/connectors.v1.ConnectorService/GetConnector")(_nothing(held), timeout=20)
        finally:
            held.set()

    for call in (stream, silent):
        code, _, details = refusal_of(call)
        assert (code, len(details)) == (grpc.StatusCode.RESOURCE_EXHAUSTED, 2)


def _nothing(held: threading.Event) -> Iterator[bytes]:
    held.wait(20)
    yield from ()


def test_calls_whose_callers_left_count_no_more(full: Full, service: FakeService) -> None:
    for call in full.running:
        call.cancel()
    full.release()
    until(full.is_taking)
    assert len(service.calls) > MOST


def test_refusals_are_bounded_too(start_rpc: StartRpc, service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past them gRPC itself refuses, without a word of ours."""
    monkeypatch.setattr(serve, "REFUSALS", 0)
    with ExitStack() as channels:
        full = Full(start_rpc, service, channels)
        code, _, details = refusal_of(full.ask)
        assert (code, details) == (grpc.StatusCode.RESOURCE_EXHAUSTED, [])
        full.release()
