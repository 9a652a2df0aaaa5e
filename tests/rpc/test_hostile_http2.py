"""What a hostile client does in HTTP/2 ends its own connection at most: the server serves on, in time."""

from __future__ import annotations

import os
import random
import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import psutil
import pytest

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from server.rpc import serve
from server.rpc.serve import RpcServer
from tests.rest.fake_service import FakeService
from tests.rpc import http2
from tests.rpc.conftest import StartRpc
from tests.rpc.http2 import frame, header, request_head, send_until_closed

STREAMS = 5000
MESSAGE = frame(http2.DATA, http2.END_STREAM, 1, b"\0\0\0\0\0")
RANDOM = random.Random(7)


def opened(stream: int, flags: int = http2.END_HEADERS) -> bytes:
    return frame(http2.HEADERS, flags, stream, request_head())


def rapid_reset(_stream: int) -> bytes:
    return opened(_stream) + frame(http2.RST_STREAM, 0, _stream, http2.CANCEL)


HOSTILE: dict[str, list[bytes]] = {
    "rapid reset (CVE-2023-44487)": [rapid_reset(stream) for stream in range(1, 2 * STREAMS, 2)],
    "streams that are opened and left": [opened(stream) for stream in range(1, 2 * STREAMS, 2)],
    "a header block without end (CVE-2024-27316)": [
        opened(1, 0),
        *[frame(http2.CONTINUATION, 0, 1, header("x", "y" * 1000)) for _ in range(5000)],
    ],
    "pings without end": [frame(http2.PING, 0, 0, b"12345678")] * 20_000,
    "settings without end": [frame(http2.SETTINGS, 0, 0, struct.pack("!HI", 4, 65535))] * 20_000,
    "empty data without end": [opened(1), *[frame(http2.DATA, 0, 1)] * 20_000],
    "a table that grows and shrinks": [
        frame(http2.SETTINGS, 0, 0, struct.pack("!HI", 1, size)) for size in (0, 1 << 31, 4096) * 2000
    ],
    "headers of a megabyte": [frame(http2.HEADERS, 0, 1, request_head(large="x" * 16_000))]
    + [frame(http2.CONTINUATION, 0, 1, header("y", "z" * 16_000))] * 64,
    "a window that overflows": [frame(http2.WINDOW_UPDATE, 0, 0, struct.pack("!I", 0x7FFFFFFF))] * 3,
    "a frame that claims 16 MiB": [frame(http2.DATA, 0, 1, b"x", length=0xFFFFFF)],
    "a stream of the server's": [opened(2)],
    "streams backwards": [opened(7), opened(1)],
    "a push": [frame(http2.PUSH_PROMISE, 4, 1, struct.pack("!I", 2) + request_head())],
    "data of no stream": [MESSAGE],
    "HPACK that refers to nothing": [frame(http2.HEADERS, http2.END_HEADERS, 1, b"\xff\xff\xff\xff\x7f")],
    "a header name with a line break": [
        frame(http2.HEADERS, http2.END_HEADERS, 1, request_head() + header("x\r\ny", "z\r\n\0"))
    ],
    "a message that claims 4 GiB": [opened(1), frame(http2.DATA, 0, 1, b"\0\xff\xff\xff\xff" + b"x" * 1000)],
    "compressed with nothing we know": [
        frame(http2.HEADERS, http2.END_HEADERS, 1, request_head(**{"grpc-encoding": "zip"})),
        frame(http2.DATA, http2.END_STREAM, 1, b"\x01\0\0\0\x04abcd"),
    ],
    "noise": [RANDOM.randbytes(100_000)],
    "frames of noise": [
        frame(RANDOM.randrange(12), RANDOM.randrange(256), RANDOM.randrange(16), RANDOM.randbytes(RANDOM.randrange(64)))
        for _ in range(5000)
    ],
}


@pytest.fixture(scope="module")
def rpc() -> Iterator[RpcServer]:
    with ThreadPoolExecutor(4) as slow:
        server = RpcServer(
            FakeService().bound,
            address="127.0.0.1:0",
            pool=ThreadPoolExecutor(4),
            executor_of=lambda bound: slow if bound.method.rate_limit else None,
            ready=lambda: True,
            with_reflection=False,
            tls=None,
            max_connections=100,
            max_calls=200,
        )
        server.start()
        yield server
        server.stop(0.2)


def channel_to(port: int) -> grpc.Channel:
    return grpc.insecure_channel(f"127.0.0.1:{port}", [("grpc.use_local_subchannel_pool", 1)])


def serves(port: int) -> None:
    with channel_to(port) as channel:
        stub = pb_grpc.ConnectorServiceStub(channel)  # type: ignore[no-untyped-call]  # generated without types
        stub.ListConnectors(pb.ListConnectorsRequest(), timeout=20, wait_for_ready=True)


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_client_ends_its_own_connection_at_most(rpc: RpcServer, attack: str) -> None:
    before = psutil.Process(os.getpid()).memory_info().rss
    # Meanwhile, too: another client's call goes through while this one is at it.
    hostile = threading.Thread(target=send_until_closed, args=(rpc.port, HOSTILE[attack]))
    hostile.start()
    serves(rpc.port)
    hostile.join(60)
    assert not hostile.is_alive()
    serves(rpc.port)
    assert psutil.Process(os.getpid()).memory_info().rss - before < 200 << 20


def test_frames_by_hand_are_answered_where_they_are_right(start_rpc: StartRpc, service: FakeService) -> None:
    """So that the attacks above are what they say, and not noise from the first byte."""
    server = start_rpc()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(http2.PREFACE + frame(http2.SETTINGS) + opened(1) + MESSAGE)
        received = b""
        while b"grpc-status" not in received and len(service.calls) == 0:
            received += connection.recv(65536)
    assert service.calls[0].metadata["x-tenant-id"] == "acme"


def test_a_client_that_says_nothing_is_closed(start_rpc: StartRpc, monkeypatch: pytest.MonkeyPatch) -> None:
    options = tuple(option for option in serve.OPTIONS if option[0] != "grpc.server_handshake_timeout_ms")
    monkeypatch.setattr(serve, "OPTIONS", (*options, ("grpc.server_handshake_timeout_ms", 500)))
    server = start_rpc()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        while connection.recv(65536):
            pass
    serves(server.port)


def test_connections_beyond_the_bound_are_not_taken(start_rpc: StartRpc) -> None:
    server = start_rpc(max_connections=3)
    kept = [socket.create_connection(("127.0.0.1", server.port), timeout=2) for _ in range(3)]
    for connection in kept:
        connection.sendall(http2.PREFACE + frame(http2.SETTINGS))
        assert connection.recv(9)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as surplus:
        try:
            surplus.sendall(http2.PREFACE + frame(http2.SETTINGS))
            assert surplus.recv(9) == b""
        except ConnectionError:
            pass
    for connection in kept:
        connection.close()
    serves(server.port)
