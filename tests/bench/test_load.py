"""What the load of `make bench` counts: only answers that came, and each of them."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from connectors.v1 import connector_service_pb2 as pb
from tests.bench.connectors import SERVICE
from tests.bench.load import Load, LoadFailed, of_h2load, of_wrk
from tests.bench.servers import bare_grpc
from tests.bench.unary_load import make_calls, request

H2LOAD = """
finished in 1.00s, {succeeded} req/s, 1.2MB/s
requests: 100 total, 100 started, 100 done, {succeeded} succeeded, {failed} failed, 0 errored, 0 timeout
status codes: 100 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 2KB (2048) total, 1KB (1024) headers (space savings 60.0%), 1KB ({data}) data
"""
WRK = """
  2 threads and 4 connections
  500 requests in 2.01s, 1.00MB read
Requests/sec:    250.0
"""


def test_answers_are_those_with_the_bytes_of_a_right_one() -> None:
    assert of_h2load(H2LOAD.format(succeeded=100, failed=0, data=100_000), 1.0, 1_000) == Load(100, 1.0)


@pytest.mark.parametrize(
    ("succeeded", "failed", "data"),
    [(100, 0, 99_000), (100, 0, 0), (99, 1, 99_000), (0, 0, 0), (100, 0, 300_000)],
)
def test_errors_of_grpc_are_not_counted_as_answers(succeeded: int, failed: int, data: int) -> None:
    with pytest.raises(LoadFailed):
        of_h2load(H2LOAD.format(succeeded=succeeded, failed=failed, data=data), 1.0, 1_000)


def test_answers_of_wrk_are_all_2xx() -> None:
    assert of_wrk(WRK) == Load(500, 2.01)
    for bad in ("  Non-2xx or 3xx responses: 3\n", "  Socket errors: connect 0, read 1, write 0, timeout 0\n"):
        with pytest.raises(LoadFailed):
            of_wrk(WRK + bad)


def test_calls_are_counted_and_their_messages_heard(tmp_path: Path) -> None:
    answer = pb.GetConnectorResponse(connector=pb.Connector(id="conn_1"))
    (tmp_path / "GetConnector.bin").write_bytes(answer.SerializeToString())
    heard: list[bytes] = []
    asked = request(
        f"{SERVICE}GetConnector", pb.GetConnectorRequest(id="conn_1").SerializeToString(), "t", heard.append
    )
    unknown = request(f"{SERVICE}DeleteConnector", b"", "t")
    with bare_grpc(tmp_path, workers=1) as bare:
        done = make_calls(bare.port, iter([asked] * 500), 20, connections=3, streams=4)
        assert len(done.latencies) == 500
        assert heard == [answer.SerializeToString()] * 500
        with pytest.raises(LoadFailed, match="1 calls failed, 9 were answered"):
            make_calls(bare.port, iter([asked] * 9 + [unknown]), 20)
        short = make_calls(bare.port, itertools.repeat(asked), 0.2)
        assert len(short.latencies) > 0
